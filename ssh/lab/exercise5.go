package lab

import (
	"fmt"
	"strconv"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// A truncation is a plan for the attack of [Terrapin]: how many packets that nothing
// protects to put in front of the server's NEWKEYS, and how many bytes to take away behind
// it.
type truncation struct {
	insert, remove int

	left int // to take away
	cut  frames
}

// attack is the Attacker of a [Scene].
func (t *truncation) attack(d trace.Dir, sent []byte) (out []byte) {
	if d != trace.ToClient {
		return sent
	}
	for len(sent) > 0 && !t.cut.sealed {
		n, number := plainPacket(sent)
		if n == 0 {
			return append(out, sent...)
		}
		out = append(out, sent[:n]...)
		sent = sent[n:]
		switch number {
		case wire.MsgKexInit:
			for range t.insert {
				out = append(out, ignore()...)
			}
		case wire.MsgNewKeys:
			t.cut.sealed, t.left = true, t.remove
		}
	}
	gone := min(t.left, len(sent))
	t.left -= gone
	return append(out, sent[gone:]...)
}

// exercise5 is the attack itself: the answer is the plan of it, which is played.
func exercise5(seed string) (*Exercise, error) {
	d := exerciseDice(5, seed)
	scene := Scene{Seed: exerciseSeed(5, seed, 0), Kex: "curve25519-sha256", Cipher: "chacha20-poly1305@openssh.com", NoStrictKex: true}
	for _, alg := range keys.Supported() { // how long the EXT_INFO is
		if alg == "ssh-ed25519" || d.below(2) == 0 {
			scene.script.sigAlgs = append(scene.script.sigAlgs, alg)
		}
	}
	play, err := scene.Run()
	if err != nil {
		return nil, err
	}
	x := &terrapins{scene: scene, packets: packetsOf(play.Records, trace.ToClient, 1)}
	return &Exercise{
		Given:    "The trace of a connection without strict key exchange, under chacha20-poly1305@openssh.com, as somebody between client and server may have it: no keys, and of the packets behind NEWKEYS the bytes on the network. (Their names are there to help; the sizes tell them, too.) The server's first one is its EXT_INFO.",
		Asked:    "A plan to take that EXT_INFO away such that neither side notices: how many IGNORE packets to put behind the server's KEXINIT, and how many bytes to take away behind the server's NEWKEYS. The lab plays your plan on a connection with the same sizes.",
		Read:     "RFC 4253 §6.4 (sequence numbers), §11.2 (IGNORE); RFC 8308 §2.4 (where EXT_INFO stands); OpenSSH PROTOCOL.chacha20poly1305 (the sequence number as nonce); CVE-2023-48795.",
		Form:     "Two numbers, packets to insert and bytes to take away: 7 1000",
		Traces:   [][]trace.Record{without{hash: true, secret: true, private: true, keys: true, clear: everyPacket}.strip(play.Records)},
		check:    x.check,
		solution: x.solution,
	}, nil
}

type terrapins struct {
	scene   Scene
	packets []*trace.Packet // of the server, behind NEWKEYS
}

// play plays a plan.
func (x *terrapins) play(insert, remove int) (*Play, *truncation, error) {
	t := &truncation{insert: insert, remove: remove}
	s := x.scene
	s.Attacker = t.attack
	play, err := s.Run()
	return play, t, err
}

func (x *terrapins) check(text string) Verdict {
	first, second, ok := parseTwo(text)
	insert, errA := strconv.Atoi(first)
	remove, errB := strconv.Atoi(second)
	const maxInsert, maxRemove = 1000, 1 << 20
	if !ok || errA != nil || errB != nil || min(insert, remove) < 0 || insert > maxInsert || remove > maxRemove {
		return Verdict{Hint: fmt.Sprintf("The answer has to be two numbers, up to %d packets and %d bytes.", maxInsert, maxRemove)}
	}
	play, _, err := x.play(insert, remove)
	if err != nil {
		return Verdict{Hint: err.Error()}
	}
	if play.ClientError == nil && len(play.Output) > 0 && !play.ServerExtensions {
		return Verdict{Right: true}
	}
	whole, size := 0, 0 // packets taken away
	for ; whole < len(x.packets) && size+x.packets[whole].Size <= remove; whole++ {
		size += x.packets[whole].Size
	}
	said := "The lab has played that. "
	if play.ClientError != nil {
		said = fmt.Sprintf("The lab has played that: the client says %q. ", play.ClientError)
	}
	switch {
	case remove == 0 && insert == 0:
		return Verdict{Hint: said + "Nothing was taken away, and the EXT_INFO has arrived."}
	case size != remove:
		return Verdict{Hint: said + "What was taken away does not end where a packet ends: the client reads the rest of one as the beginning of the next."}
	case insert != whole:
		return Verdict{Hint: said + "The sequence numbers that client and server count are not the same behind the gap, so no tag is right."}
	case whole > 1:
		return Verdict{Hint: said + "The sequence numbers fit, but more than the EXT_INFO is gone: the client waits for the answer to a request of its own."}
	}
	return Verdict{Hint: said}
}

func (x *terrapins) solution(w *writer) {
	w.say("Nothing but the sequence number ties one packet to the next: it is the nonce. The server counts what it sends, the client what comes, and in front of NEWKEYS nothing is protected.")
	w.line("")
	first := x.packets[0]
	w.say("The server's EXT_INFO has number %d and %d bytes. Without it, what the server seals as number %d is number %d for the client. One IGNORE in front of NEWKEYS, number 1, makes the client count one more.", first.Seq, first.Size, first.Seq+1, first.Seq)
	w.line("")
	w.line("The answer: 1 %d", first.Size)
	w.line("")
	for _, off := range []bool{true, false} {
		plan := *x
		plan.scene.NoStrictKex = off
		play, _, err := plan.play(1, first.Size)
		switch {
		case err != nil:
			w.line("%v", err)
		case play.ClientError == nil:
			w.say("Played without strict key exchange: the command has written %q, and no EXT_INFO has come.", play.Output)
		default:
			w.say("Played with strict key exchange: %v.", play.ClientError)
		}
	}
}
