package illustrate

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/trace"
)

// An exchangeView is what the page shows of one key exchange.
type exchangeView struct {
	N         int
	Kex       string
	Hash      string
	Strict    bool
	How       string // what the method does
	Solver    *solver
	Shares    *table // ephemeral public values
	Private   string // ours, or ""
	Checks    []string
	HostKey   *hostKeyView
	Shared    *table
	Mpint     string // how K was encoded here
	Parts     *table // the builder of H
	PartsErr  string
	H         cell
	SessionID cell
	Signature cell
	Keys      *keysView
	out       *trace.Exchange
}

func newExchangeView(s *story, r *round) (*exchangeView, error) {
	v := &exchangeView{N: r.n, Solver: newSolver(r), out: r.out}
	e := r.out
	if e == nil {
		return v, nil
	}
	v.Kex, v.Hash, v.Strict = e.Kex, e.HashName, e.Strict
	v.How, v.Checks = howOf(e.Kex), checksOf(e.Kex)
	v.H, v.SessionID = hashCell(e.H), hashCell(e.SessionID)
	if e.Private != nil {
		v.Private = spaced(e.Private)
	}
	v.Shares = shares(r)
	v.sharedSecret(e)
	parts, err := trace.HashParts(s.records, e)
	if err != nil {
		v.PartsErr = err.Error()
	} else if v.Parts, err = s.builder(e, parts); err != nil {
		return nil, fmt.Errorf("record %d: %w", e.N, err)
	}
	v.HostKey = newHostKeyView(s, r)
	v.Signature = signatureCell(e)
	v.Keys, err = newKeysView(r)
	return v, err
}

// shares lists the public values of the method, each opened where it has parts.
func shares(r *round) *table {
	t := &table{Caption: "What each side sends, in clear", Head: []string{"value", "type", "bytes", "from", "what it is"}}
	for _, p := range r.messages {
		for _, f := range fields(p) {
			switch f.Name {
			case "message number", "K_S", "signature of H":
				continue
			}
			t.Rows = append(t.Rows, shareRow(p, &f, f.Name))
			for _, in := range f.Inner {
				if in.Type != dissect.Length && in.Name != "content" && in.Name != "sign" && in.Name != "magnitude" {
					t.Rows = append(t.Rows, shareRow(p, &in, "└ "+in.Name))
				}
			}
		}
	}
	return t
}

func shareRow(p *trace.Packet, s *dissect.Span, name string) []cell {
	text := spaced(s.Bytes(p.Clear))
	if s.Type == dissect.Uint32 {
		text = s.Value
	}
	note := s.Note
	if note == "" {
		note = s.Source
	}
	return []cell{{Text: name, Strong: true}, plainCell(s.Type.String()), {Text: text, Code: true, Ref: refTo(p, s)}, plainCell(sender(p.Dir)), plainCell(note)}
}

// howOf says in a sentence or two what a method does.
func howOf(method string) string {
	switch {
	case hybrid(method):
		return "Two exchanges in one. The client sends the public key of a KEM, and a point of a curve; the server sends a ciphertext to that key, and a point. " +
			"K is the hash of both secrets, so that it stays secret as long as one of the two does. The KEM is there for the day when somebody has a quantum computer, and this connection recorded."
	case strings.HasPrefix(method, "rsa"):
		return "Not Diffie-Hellman: the server sends a transient RSA key K_T, and the client makes K alone and sends it encrypted to that key. Who learns K_T's private key later can read this connection."
	case strings.Contains(method, "group-exchange"):
		return "The client says how long the prime should be, and the server sends one. Then each side sends g to a secret power; K is g to both."
	case strings.HasPrefix(method, "diffie-hellman"):
		return "Each side sends g to a secret power, modulo a prime that both know. K is g to both powers, which needs one of the secrets to compute."
	}
	return "Each side sends a point of a curve: the base point times a secret number. K is the base point times both numbers, which needs one of the secrets to compute."
}

// families of methods, by a part of their names.
var families = []struct {
	part   string
	checks []string
}{
	{"mlkem", []string{
		"ML-KEM public key: its length, and that every coefficient is below q (FIPS 203 §7.2, the modulus check)",
		"ML-KEM ciphertext: its length (FIPS 203 §7.3). One that was altered is not refused: it gives another K, and so another H (implicit rejection)"}},
	{"sntrup", []string{"sntrup761: the lengths of public key and ciphertext; one that was altered gives another K (implicit rejection)"}},
	{"25519", []string{"X25519: the shared value is not all zeros, which a point of low order would give (RFC 7748 §6.1, RFC 8731 §3)"}},
	{"448", []string{"X448: the shared value is not all zeros (RFC 7748 §6.2)"}},
	{"nistp", []string{"The point is uncompressed, has the right length, is on the curve and not at infinity (RFC 5656 §4, SEC 1 §3.2.2)"}},
	{"group-exchange", []string{"The server's p is between min and max bits, and odd; g is in [2, p−2] (RFC 4419 §3, RFC 8270)"}},
	{"diffie-hellman", []string{"e and f are in [2, p−2]: 0, 1 and p−1 would give away K (RFC 4253 §8)"}},
	{"rsa", []string{"K decrypts under RSAES-OAEP; the transient key K_T has 2048 bits or more (RFC 4432 §4)"}},
}

// checksOf returns what was checked before K was used.
func checksOf(method string) (list []string) {
	for _, f := range families {
		if strings.Contains(method, f.part) {
			list = append(list, f.checks...)
		}
	}
	return list
}

// hybrid reports whether K of a method is a string.
func hybrid(method string) bool {
	m, ok := kex.LookupMethod(method)
	return ok && m.PostQuantum
}

// sharedSecret shows K, raw and encoded.
func (v *exchangeView) sharedSecret(e *trace.Exchange) {
	encoded := "mpint"
	v.Mpint = "Here K is an mpint."
	if hybrid(e.Kex) {
		encoded = "string"
		v.Mpint = "Here the method is a hybrid, and K a string: no byte was stripped or added."
	}
	t := &table{Caption: "From the raw secret to what is hashed", Head: []string{"step", "bytes", ""}}
	v.Shared = t
	if len(e.K) < 4 {
		t.Rows = [][]cell{{plainCell("K, raw"), plainCell(hidden), plainCell("both sides compute it, and nobody sends it")},
			{cellf("K, as %s", encoded), plainCell(hidden), plainCell("what enters H and every key")}}
		if encoded == "mpint" {
			v.Mpint += " Whether it was one of the rare ones is not told: it would tell bits of K."
		}
		return
	}
	content := e.K[4:]
	raw := content
	zero := len(content) > 1 && content[0] == 0 && encoded == "mpint"
	if zero {
		raw = content[1:]
	}
	t.Rows = append(t.Rows, []cell{plainCell("K, raw"), codeCell(spaced(raw)), plainCell(bytesOf(len(raw)))},
		[]cell{plainCell("length in front"), codeCell(spaced(e.K[:4])), cellf("uint32: %d", len(content))},
		[]cell{cellf("K, as %s", encoded), codeCell(spaced(e.K)), cellf("%s: this enters H and every key", bytesOf(len(e.K)))})
	full := rawLength(e)
	switch {
	case encoded != "mpint":
	case full > 0 && len(raw) < full:
		v.Mpint += fmt.Sprintf(" It is one of the rare ones: %s of zeros at the front were stripped.", bytesOf(full-len(raw)))
	case zero:
		v.Mpint += " Its first bit is 1, so 00 was added. Nothing was stripped."
	default:
		v.Mpint += " Its first bit is 0 and its first byte is not 0, so nothing was added or stripped."
	}
}

// rawLength returns how long the secret of a method is before zeros are stripped; 0 where
// the method's name does not say.
func rawLength(e *trace.Exchange) int {
	for part, n := range map[string]int{"curve25519": 32, "curve448": 56, "nistp256": 32, "nistp384": 48, "nistp521": 66,
		"group1-": 128, "group14": 256, "group15": 384, "group16": 512, "group17": 768, "group18": 1024} {
		if strings.Contains(e.Kex, part) {
			return n
		}
	}
	return 0
}

// builder is the table of what H covers.
func (s *story) builder(e *trace.Exchange, parts []trace.Part) (*table, error) {
	m, ok := kex.LookupMethod(e.Kex)
	if !ok {
		return nil, fmt.Errorf("no key exchange method is called %q", e.Kex)
	}
	t := &table{
		Caption: fmt.Sprintf("H = %s of these fields, one behind the other", e.HashName),
		Head:    []string{"field", "as", "from", "at", "length", "bytes", e.HashName + " up to here"},
	}
	h := m.Hash.New()
	at, from, last := 0, 0, -1
	for _, p := range parts {
		h.Write(p.Encoded)
		row := []cell{{Text: p.Name, Strong: true, Note: p.What}, plainCell(p.Type)}
		if p.Encoded == nil { // K, in a page without secrets
			t.Rows = append(t.Rows, append(row, plainCell("computed by both"), cellf("%d", at), plainCell("?"), plainCell(hidden), hashCell(e.H)))
			break
		}
		content := p.Encoded
		if p.Type != "uint32" && len(content) >= 4 && (p.Name == "V_C" || p.Name == "V_S" || p.Name == "I_C" || p.Name == "I_S") {
			content = content[4:] // the length in front is not sent: it is made for H
		}
		source := plainCell("computed by both")
		if p.Record >= 0 {
			if p.Record != last {
				from, last = 0, p.Record
			}
			r := s.locate(p.Record, from, content)
			if r != nil && r.Len > 0 {
				from = r.Off + r.Len
			}
			if r != nil {
				source = cell{Text: r.String(), Ref: r}
			}
		}
		row = append(row, source, cellf("%d", at), cellf("%d", len(p.Encoded)), codeCell(spaced(p.Encoded)))
		at += len(p.Encoded)
		sum := h.Sum(nil)
		running := codeCell(hex.EncodeToString(sum[:4]) + " …")
		if p.Name == "K" {
			running = hashCell(e.H)
			if hex.EncodeToString(sum) != hex.EncodeToString(e.H) && len(e.H) == len(sum) {
				return nil, fmt.Errorf("this H is not the hash of its parts")
			}
		}
		running.Strong = p.Name == "K"
		t.Rows = append(t.Rows, append(row, running))
	}
	return t, nil
}
