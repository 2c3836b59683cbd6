//go:build unix

package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// hashInput is what the first H of a trace covers; change makes the encoding of the field of
// that name.
func hashInput(t *testing.T, records []trace.Record, field string, change func(content []byte) []byte) (input []byte) {
	t.Helper()
	for _, r := range records {
		e, ok := r.(*trace.Exchange)
		if !ok {
			continue
		}
		parts, err := trace.HashParts(records, e)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			enc := p.Encoded
			if p.Name == field {
				enc = change(bytes.Clone(enc[4:]))
			}
			input = append(input, enc...)
		}
		return input
	}
	t.Fatal("the trace has no exchange")
	return nil
}

// TestExplainHashAndKeysOfATrace traces a connection, and compares its exchange hash with what
// programs with the usual mistakes would have hashed.
func TestExplainHashAndKeysOfATrace(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	at := func(name string) string { return filepath.Join(sv.dir, name) }
	got := sv.trace(t, "--jsonl", at("public"), "--unsafe-secrets", at("secret"), "-o", "KexAlgorithms=curve25519-sha256",
		"-o", "Ciphers=aes256-ctr", "-o", "MACs=hmac-sha2-512", "HOST", "true")
	if got.status != 0 {
		t.Fatal(got)
	}
	records := readRecords(t, at("secret"))
	explain := func(status int, args ...string) string {
		t.Helper()
		out, errs, got := glassh(t, append([]string{"explain"}, args...)...)
		if got != status || errs != "" {
			t.Fatalf("glassh explain %q: want %d, got %d %s\n%s", args, status, got, errs, out)
		}
		for line := range strings.Lines(out) {
			if n := len([]rune(line)); n > 101 {
				t.Errorf("glassh explain %q has a line of %d characters: %s", args, n, line)
			}
		}
		return strings.Join(strings.Fields(out), " ")
	}
	has := func(text string, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("want %q in\n%s", w, text)
			}
		}
	}

	whole := explain(0, "H", at("secret"))
	input := hashInput(t, records, "", nil)
	has(whole, "curve25519-sha256; H = SHA-256", "1 V_C 0 22 string", "8 K ", fmt.Sprintf("SHA-256 of these %d bytes is H", len(input)), "H = session_id, 32 bytes")
	public := explain(0, "H", at("public"))
	has(public, "8 K ", "not in this trace", "its beginning only")
	has(explain(0, "H", at("secret"), "--full"), fmt.Sprintf("% x", input[:16]))

	keys := explain(0, "kdf", at("secret"))
	for _, r := range records {
		if k, ok := r.(*trace.Keys); ok {
			has(keys, hex.EncodeToString(k.Key), hex.EncodeToString(k.IV), hex.EncodeToString(k.MACKey[:32]), hex.EncodeToString(k.MACKey[32:]))
		}
	}
	has(keys, "A initial IV, client to server", "F integrity key, server to client", `K1 HASH(K ‖ H ‖ "E" ‖ session_id) K2 HASH(K ‖ H ‖ K1)`,
		"not used the last 16 bytes of K1", "RFC 4253 §7.2")
	has(explain(0, "kdf", at("public")), "The values are not in this trace", "hmac-sha2-512: 64 bytes")

	// The same input, in binary and in hexadecimal.
	write(t, at("other"), string(input))
	has(explain(0, "H", at("secret"), "--diff", at("other")), fmt.Sprintf("The same %d bytes.", len(input)))
	write(t, at("other"), hex.Dump(input))
	has(explain(0, "H", "--diff", at("other"), at("secret")), fmt.Sprintf("The same %d bytes.", len(input)))
	has(explain(0, "H", at("public"), "--diff", at("other")), "The fields in front of K are the same.", "K is not in this trace", "the form of an mpint")

	as := func(change func(c []byte) []byte) func(c []byte) []byte {
		return func(c []byte) []byte { return wire.AppendString(nil, change(c)) }
	}
	for _, c := range []struct {
		field  string
		change func(c []byte) []byte
		want   string
	}{
		{"I_S", as(func(c []byte) []byte { return c[:len(c)-4] }), "field 4, I_S, differs at its byte 3 (byte "},
		{"I_S", as(func(c []byte) []byte { return c[:len(c)-4] }), "the trailing reserved uint32 is missing"},
		{"V_C", as(func(c []byte) []byte { return append(c, "\r\n"...) }), "field 1, V_C, differs at its byte 3 (byte 3 of the other input): cause CR LF is included"},
		{"I_C", as(func(c []byte) []byte { return c[1:] }), "the message number is missing"},
		{"Q_C", func(c []byte) []byte { return nil }, "Q_C is missing: Q_S stands in its place"},
		{"Q_S", func(c []byte) []byte { return c }, "its length is missing"},
	} {
		write(t, at("other"), hex.EncodeToString(hashInput(t, records, c.field, c.change)))
		for _, file := range []string{"secret", "public"} {
			has(explain(1, "H", at(file), "--diff", at("other")), c.want)
		}
	}
	input[30] ^= 1
	write(t, at("other"), string(input))
	has(explain(1, "H", at("secret"), "--diff", at("other")), "field 2, V_S, differs at its byte 8 (byte 30 of the other input)", "none of the usual mistakes")
	write(t, at("other"), strings.Repeat("5a", 32))
	has(explain(1, "H", at("secret"), "--diff", at("other")), "is this H, and not what is hashed? Then it is another H")

	if _, errs, status := glassh(t, "explain", "H", at("secret"), "--exchange", "2"); status != 1 || !strings.HasSuffix(errs, "has no exchange 2: there are 1\n") {
		t.Errorf("an exchange that is not there: %d %s", status, errs)
	}
}
