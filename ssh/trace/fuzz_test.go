package trace_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/ssh/transport"
)

// FuzzReadAll reads what claims to be a trace, and does with it all that can be done.
func FuzzReadAll(f *testing.F) {
	// The first record of each kind: longer inputs are fuzzed too slowly.
	var b bytes.Buffer
	seen := map[string]bool{}
	for _, r := range play(f, scene{kex: "curve25519-sha256", cipher: "aes128-ctr", mac: "hmac-sha2-256"}, trace.Secrets) {
		kind := fmt.Sprintf("%T", r)
		if p, ok := r.(*trace.Packet); ok {
			p.Layout = nil
			if p.Message.Number == 20 {
				p.Wire, p.Clear, p.Size = nil, nil, 0
			}
		}
		if !seen[kind] {
			if err := trace.Write(&b, r); err != nil {
				f.Fatal(err)
			}
		}
		seen[kind] = true
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"v":1,"kind":"begin","level":"secrets"}` + "\n" + `{"v":1,"kind":"exchange","kex":"curve25519-sha256","i_c_packet":-1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		records, err := trace.ReadAll(bytes.NewReader(text))
		if err != nil {
			return
		}
		trace.Verify(records)
		trace.WritePcapng(io.Discard, records, trace.PrivateKeys)
		trace.WriteKeyLog(io.Discard, records, trace.SharedSecrets)
		for _, r := range records {
			for _, level := range []trace.Level{trace.Public, trace.Hash, trace.Secrets} {
				trace.Redact(r, level)
			}
			if e, ok := r.(*trace.Exchange); ok {
				trace.HashParts(records, e)
			}
		}
	})
}

// FuzzRecorder lets both sides say anything, in any order, and reads what is recorded.
func FuzzRecorder(f *testing.F) {
	way := map[trace.Dir]byte{trace.ToServer: 0, trace.ToClient: 1}
	for _, method := range []string{"curve25519-sha256", "diffie-hellman-group-exchange-sha256", "rsa2048-sha256"} {
		for _, r := range play(f, scene{kex: method}, trace.Secrets) {
			if p, ok := r.(*trace.Packet); ok && len(p.Payload()) < 300 { // longer inputs are fuzzed too slowly
				f.Add(uint8(p.Epoch), append([]byte{way[p.Dir], 1, 0}, p.Payload()...))
			}
		}
	}
	for _, payload := range [][]byte{passwordRequest().Append(nil), interactiveRequest().Append(nil), question(1), responses(answer), x11()} {
		f.Add(uint8(1), append([]byte{0, byte(len(payload) >> 8), byte(len(payload))}, payload...))
	}
	f.Fuzz(func(t *testing.T, how uint8, talk []byte) {
		level, epoch := trace.Level(how>>1%3), int(how&1)
		r := newRecording(t, level, epoch)
		for len(talk) > 3 {
			d, n := toServer, int(talk[1])<<8|int(talk[2])
			if talk[0]&1 == 1 {
				d = toClient
			}
			talk = talk[3:]
			n = min(max(n, 1), len(talk), 32768)
			p := r.sends(d, talk[:n])
			// What a table knows to be secret is so whatever stands around it.
			if number := talk[0]; (number >= 60 && number < 80 && d == toServer && len(p.Clear) > 0 && p.Message.Error != "") ||
				number == 50 && p.Clear != nil && bytes.Contains(talk[:n], []byte("password")) && p.Message.Error != "" {
				t.Errorf("message %d is not understood, and shown", number)
			}
			talk = talk[n:]
		}
		r.Exchange(&transport.TracedExchange{Algorithms: &kex.Algorithms{Kex: "curve25519-sha256"}})
		r.Note("%s", talk)
		r.End(errors.New(string(talk)))
		read, err := trace.ReadAll(bytes.NewReader(written(t, r.records)))
		if err != nil || len(read) != len(r.records) {
			t.Fatalf("%d records of %d are read: %v", len(read), len(r.records), err)
		}
		trace.Verify(read)
		line := illustrate.Timeline{W: io.Discard, Fields: true}
		for _, rec := range read {
			for _, level := range levels {
				if err := line.Add(trace.Redact(rec, level)); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
