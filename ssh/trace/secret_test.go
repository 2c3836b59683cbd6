package trace_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// A recording is a Recorder that is told of messages, without a connection.
type recording struct {
	*trace.Recorder
	t       testing.TB
	epoch   int
	suite   protect.Suite
	seal    *protect.Sealer
	clear   []byte
	records []trace.Record
}

// newRecording returns one of packets that are encrypted, or not in epoch 0.
func newRecording(t testing.TB, level trace.Level, epoch int) *recording {
	r := &recording{t: t, epoch: epoch}
	var keys protect.Keys
	if epoch > 0 {
		r.suite, _ = protect.Lookup("chacha20-poly1305@openssh.com", "")
		keys.Key = make([]byte, r.suite.Cipher.KeySize)
	}
	r.seal = protect.NewSealer(r.suite, keys, rand.Reader)
	r.seal.Tap = func(packet []byte) { r.clear = bytes.Clone(packet) }
	r.Recorder = trace.NewRecorder(level, trace.Begin{End: "client"}, func(rec trace.Record) { r.records = append(r.records, rec) })
	return r
}

// packet returns the packet that holds a message.
func (r *recording) packet(d trace.Dir, payload []byte) *transport.TracedPacket {
	whole := r.seal.Seal(append(make([]byte, wire.HeaderLen), payload...), 0, 1)
	return &transport.TracedPacket{
		ClientToServer: d == trace.ToServer, Seq: 1, Epoch: r.epoch, Suite: r.suite, Wire: whole, Clear: r.clear,
	}
}

// says records a message.
func (r *recording) says(d trace.Dir, m interface{ Append([]byte) []byte }) *trace.Packet {
	return r.sends(d, m.Append(nil))
}

func (r *recording) sends(d trace.Dir, payload []byte) *trace.Packet {
	r.Packet(r.packet(d, payload))
	return r.records[len(r.records)-1].(*trace.Packet)
}

// holds reports whether what was recorded has that text in it, in clear, or encrypted
// beside the keys.
func (r *recording) holds(secret string) bool {
	var b bytes.Buffer
	for _, rec := range r.records {
		trace.Write(&b, rec)
	}
	return strings.Contains(b.String(), secret) || strings.Contains(b.String(), hex.EncodeToString([]byte(secret)))
}

var (
	toServer, toClient = trace.ToServer, trace.ToClient
	levels             = []trace.Level{trace.Public, trace.Hash, trace.Secrets}
)

func passwordRequest() *wire.UserauthRequest {
	return &wire.UserauthRequest{User: []byte("ann"), Service: []byte("ssh-connection"), Method: []byte("password"),
		Rest: wire.AppendString([]byte{0}, []byte(password))}
}

func interactiveRequest() *wire.UserauthRequest {
	return &wire.UserauthRequest{User: []byte("ann"), Service: []byte("ssh-connection"), Method: []byte("keyboard-interactive"),
		Rest: make([]byte, 8)}
}

// question is an INFO_REQUEST with one prompt.
func question(echo byte) []byte {
	b := append([]byte{60}, make([]byte, 12)...) // no name, instruction, language
	b = wire.AppendString(wire.AppendUint32(b, 1), []byte("Password: "))
	return append(b, echo)
}

func responses(answers ...string) []byte {
	b := wire.AppendUint32([]byte{61}, uint32(len(answers)))
	for _, a := range answers {
		b = wire.AppendString(b, []byte(a))
	}
	return b
}

func TestSecretInADamagedPacketIsNotInTheTraceWithItsKeys(t *testing.T) {
	r := newRecording(t, trace.Secrets, 1)
	damaged := func(d trace.Dir) bool {
		p := r.packet(d, passwordRequest().Append(nil))
		p.Clear, p.Err = nil, errors.New("the tag is wrong")
		r.Packet(p)
		rec := r.records[len(r.records)-1].(*trace.Packet)
		if rec.Size != len(p.Wire) {
			t.Errorf("want the size %d, got %d", len(p.Wire), rec.Size)
		}
		return rec.Wire != nil
	}
	if damaged(toServer) {
		t.Error("a password for the server is in it")
	}
	if !damaged(toClient) {
		t.Error("the server's packets are withheld, too")
	}
	r.says(toClient, &wire.ChannelOpen{Type: []byte("auth-agent@openssh.com"), Sender: 7})
	r.says(toServer, &wire.ChannelOpenConfirmation{Recipient: 7, Sender: 3})
	if damaged(toClient) {
		t.Error("a key for the agent is in it")
	}
}

func TestPasswordBeforeThereAreKeysIsNotInTheTrace(t *testing.T) {
	for _, level := range levels {
		r := newRecording(t, level, 0)
		r.says(toServer, passwordRequest())
		if r.holds(password) {
			t.Errorf("level %v: the password is in it", level)
		}
	}
}

// TestAnswersAreInNoTrace has servers that ask for a password as if it may show, and then
// in an order that gets the second question's answer taken for the first's.
func TestAnswersAreInNoTrace(t *testing.T) {
	for _, level := range levels {
		for name, questions := range map[string][][]byte{
			"hidden": {question(0)}, "shown": {question(1)}, "hidden, then shown": {question(0), question(1)},
			"shown, then none": {question(1), {60, 0}}, "none": nil,
		} {
			r := newRecording(t, level, 1)
			r.says(toServer, interactiveRequest())
			for _, q := range questions {
				r.sends(toClient, q)
			}
			p := r.sends(toServer, responses(password))
			if r.holds(password) || p.Clear != nil || level == trace.Secrets && p.Wire != nil {
				t.Errorf("level %v, questions %s: the answer is in it", level, name)
			}
		}
	}
}

func TestNothingThatFailsToParseGivesAPasswordAway(t *testing.T) {
	whole := passwordRequest().Append(nil)
	unknown := passwordRequest()
	unknown.Method = []byte("password@example.com")
	changed := passwordRequest()
	changed.Rest = wire.AppendString(wire.AppendString([]byte{1}, []byte("the old one")), []byte(password))
	for _, level := range levels {
		for name, payload := range map[string][]byte{
			"as it should be": whole, "one byte more": append(bytes.Clone(whole), 0), "no method": append([]byte{50}, whole[4:]...),
			"another method": unknown.Append(nil), "a new password": changed.Append(nil),
			"another message": append([]byte{61}, whole[1:]...), "no message": append([]byte{79}, whole[1:]...),
			"a cookie and a byte more": append(x11(), 0),
		} {
			r := newRecording(t, level, 1)
			p := r.sends(toServer, payload)
			if r.holds(password) || p.Clear != nil || p.Layout != nil || level == trace.Secrets && p.Wire != nil {
				t.Errorf("level %v, %s: it is in the trace", level, name)
			}
		}
	}
}

// x11 is a request for the windows of a display, whose cookie is the password.
func x11() []byte {
	b := append(wire.AppendString([]byte{98, 0, 0, 0, 0}, []byte("x11-req")), 0, 0)
	b = wire.AppendString(wire.AppendString(b, []byte("MIT-MAGIC-COOKIE-1")), []byte(password))
	return wire.AppendUint32(b, 0)
}

// TestWhatGoesToAForwardedAgentIsInNoTrace: ssh-add, on the other side, sends private keys
// through such a channel.
func TestWhatGoesToAForwardedAgentIsInNoTrace(t *testing.T) {
	for _, level := range levels {
		for _, kind := range []string{"auth-agent@openssh.com", "agent-connect", "x11"} {
			t.Run(fmt.Sprintf("%v %s", level, kind), func(t *testing.T) {
				r := newRecording(t, level, 1)
				data := func(d trace.Dir, n uint32) bool {
					before := len(r.records)
					r.says(d, &wire.ChannelData{Recipient: n, Data: []byte(password)})
					held := r.holds(password)
					r.records = r.records[:before]
					return held
				}
				shown := level == trace.Secrets
				open := &wire.ChannelOpen{Type: []byte(kind), Sender: 7, Window: 1 << 20, MaxPacket: 1 << 15}
				if kind == "x11" {
					open.Rest = make([]byte, 8)
				}
				r.says(toClient, open)
				r.says(toServer, &wire.ChannelOpenConfirmation{Recipient: 7, Sender: 3, Window: 1 << 20, MaxPacket: 1 << 15})
				if data(toClient, 3) || data(toServer, 7) {
					t.Error("what was sent is in it")
				}
				if data(toClient, 7) != shown || data(toServer, 3) != shown {
					t.Error("what was sent through other channels is withheld, too")
				}
				r.says(toClient, &wire.ChannelClose{Recipient: 3})
				r.says(toClient, &wire.ChannelOpen{Type: []byte("session"), Sender: 7})
				if data(toServer, 7) {
					t.Error("what was sent is in it once the server has given the number to another channel as well")
				}
			})
		}
	}
}
