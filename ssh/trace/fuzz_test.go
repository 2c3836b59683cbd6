package trace_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/glassh/glassh/ssh/trace"
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
