package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/lab"
	"github.com/glassh/glassh/ssh/trace"
)

const labUsage = `usage: glassh lab handshake|rekey|terrapin [FLAG…]
       glassh lab exercise [N] [--seed TEXT] [--answer TEXT|--solution|--jsonl FILE]

Plays a connection in this process, between a client and a server with throw-away keys
and no network, and shows all of it: secrets too, for there is nothing that they protect.

  handshake  one connection: a login with a key, a command, the end
  rekey      the same with two more key exchanges: what changes, and what does not
  terrapin   somebody in the middle takes the first encrypted packet away
             (CVE-2023-48795): where strict key exchange is off, and where it is on
  exercise   a question about a connection that is played: without a number, lists them

  --seed TEXT      of all randomness: the same seed gives the same bytes (random; of an
                   exercise 1)
  --kex METHOD, --cipher CIPHER, --mac MAC
                   instead of the defaults; glassh ssh -Q kex and the like list them
  --fields         and every field of every packet, with its offset and length
  --html FILE      write the Illustrated SSH Connection, a page for a browser, to FILE
  --jsonl FILE     write the trace to FILE, for glassh trace show and glassh explain;
                   two traces of an exercise get -1 and -2 in their names
  --pcapng FILE    write a capture for Wireshark, with the keys in it

An exercise says what is given and asked, where to read, and the form of the answer.

  --answer TEXT    say whether that is right, and if not, what was mixed up; the exit
                   status is 0 if it is right
  --solution       show the way to the answer, step by step
`

// labOptions is the command line of glassh lab.
type labOptions struct {
	scene               lab.Scene
	fields              bool
	html, jsonl, pcapng string
}

var labFlags = flags[labOptions]{
	{name: "seed", arg: "TEXT", set: func(o *labOptions, text string) error { o.scene.Seed = text; return nil }},
	{name: "kex", arg: "METHOD", set: func(o *labOptions, name string) error { o.scene.Kex = name; return nil }},
	{name: "cipher", arg: "CIPHER", set: func(o *labOptions, name string) error { o.scene.Cipher = name; return nil }},
	{name: "mac", arg: "MAC", set: func(o *labOptions, name string) error { o.scene.MAC = name; return nil }},
	{name: "fields", set: func(o *labOptions, _ string) error { o.fields = true; return nil }},
	{name: "html", arg: "FILE", set: func(o *labOptions, file string) error { o.html = file; return nil }},
	{name: "jsonl", arg: "FILE", set: func(o *labOptions, file string) error { o.jsonl = file; return nil }},
	{name: "pcapng", arg: "FILE", set: func(o *labOptions, file string) error { o.pcapng = file; return nil }},
}

// runLab is glassh lab.
func runLab(e *env, args []string) error {
	if len(args) == 0 {
		return badUsage("which play? handshake, rekey, terrapin or exercise")
	}
	if args[0] == "-h" || args[0] == "--help" {
		return errHelp
	}
	if args[0] == "exercise" {
		return runLabExercise(e, args[1:])
	}
	var o labOptions
	rest, err := labFlags.parse(&o, args[1:])
	switch {
	case err != nil:
		return err
	case len(rest) > 0:
		return badUsage("%q is one argument too many", rest[0])
	}
	if o.scene.Seed == "" {
		var seed [8]byte
		rand.Read(seed[:])
		o.scene.Seed = hex.EncodeToString(seed[:])
	}
	switch args[0] {
	case "handshake":
	case "rekey":
		o.scene.Rekeys = 2
	case "terrapin":
		return o.terrapin(e.stdout)
	default:
		return badUsage("no play is called %q; there are handshake, rekey, terrapin and exercise", args[0])
	}
	play, err := o.run(e.stdout)
	if err != nil {
		return err
	}
	if play.ClientError != nil {
		return play.ClientError
	}
	if err := summary(e.stdout, play, o.scene.Seed); err != nil {
		return err
	}
	if err := o.write(play.Records); err != nil {
		return err
	}
	if o.html != "" {
		fmt.Fprintf(e.stdout, "\nOpen %s in a browser to see every byte of this explained.\n", o.html)
	}
	return nil
}

// run plays the scene and shows it.
func (o *labOptions) run(w io.Writer) (*lab.Play, error) {
	play, err := o.scene.Run()
	if err != nil {
		return nil, badUsage("%v", err)
	}
	line := &illustrate.Timeline{W: w, Fields: o.fields}
	for _, r := range play.Records {
		if err := line.Add(r); err != nil {
			return nil, err
		}
	}
	return play, nil
}

// write writes the files that were asked for.
func (o *labOptions) write(records []trace.Record) error {
	if o.html != "" {
		if err := writeFile(o.html, func(w io.Writer) error { return illustrate.Page(w, records) }); err != nil {
			return err
		}
	}
	if o.jsonl != "" {
		if err := writeFile(o.jsonl, func(w io.Writer) error { return writeRecords(w, records) }); err != nil {
			return err
		}
	}
	if o.pcapng == "" {
		return nil
	}
	return writeFile(o.pcapng, func(w io.Writer) error { return trace.WritePcapng(w, records, trace.SharedSecrets) })
}

func writeFile(name string, write func(w io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// summary shows what a play has come to, and verifies it.
func summary(w io.Writer, play *lab.Play, seed string) error {
	verified, err := trace.Verify(play.Records)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nSecrets, of which each follows from what is above it:\n")
	for _, r := range play.Records {
		switch r := r.(type) {
		case *trace.Exchange:
			fmt.Fprintf(w, "  key exchange %d: %s\n    K  %x\n    H  %x\n    session_id  %x\n", r.Count, r.Kex, []byte(r.K), []byte(r.H), []byte(r.SessionID))
		case *trace.Keys:
			letters := "ACE"
			if r.Dir == trace.ToClient {
				letters = "BDF"
			}
			for i, k := range []struct {
				name string
				key  trace.Hex
			}{{"initial IV", r.IV}, {"encryption key", r.Key}, {"integrity key", r.MACKey}} {
				if len(k.key) > 0 {
					fmt.Fprintf(w, "    %c  %s %s, %d bytes: %x\n", letters[i], r.Dir, k.name, len(k.key), []byte(k.key))
				}
			}
		}
	}
	_, err = fmt.Fprintf(w, "\nComputed anew from the messages and found to be the same: %d exchange hashes, %d sets of keys, %d packets.\nSeed: %s\n",
		verified.Exchanges, verified.Keys, verified.Packets, seed)
	return err
}

// terrapin plays the attack twice.
func (o *labOptions) terrapin(w io.Writer) error {
	if o.scene.Cipher == "" {
		o.scene.Cipher = "chacha20-poly1305@openssh.com"
	}
	if o.scene.Cipher != "chacha20-poly1305@openssh.com" {
		return badUsage("this attack is one on chacha20-poly1305@openssh.com, where nothing but the sequence number ties packets together")
	}
	for _, off := range []bool{true, false} {
		attack := new(lab.Terrapin)
		o.scene.NoStrictKex, o.scene.Attacker = off, attack.Attack
		state := "on"
		if off {
			state = "off"
		}
		fmt.Fprintf(w, "Strict key exchange is %s. Between the two sits somebody who puts an IGNORE behind the server's\nKEXINIT, and takes away what follows its NEWKEYS.\n\n", state)
		play, err := o.run(w)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\n%s\n\n", verdict(play, attack))
		if off != (play.ClientError == nil && !play.ServerExtensions) {
			return fmt.Errorf("the attack did not go as it should with strict key exchange %s: %v", state, play.ClientError)
		}
	}
	return nil
}

// verdict says what an attack has come to.
func verdict(play *lab.Play, attack *lab.Terrapin) string {
	if play.ClientError != nil {
		return fmt.Sprintf("The attack failed: %v\nWith %s and %s, nothing but the exchange's own messages may come\nbefore NEWKEYS, and sequence numbers begin with 0 behind it.", play.ClientError, kex.StrictClient, kex.StrictServer)
	}
	return fmt.Sprintf("The attack worked: %d bytes of the server, its EXT_INFO, are gone, and neither side has noticed. The\nclient counted the IGNORE, so the sequence numbers of all packets behind the gap are right, and\nso are their tags.", attack.Removed)
}
