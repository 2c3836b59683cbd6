package illustrate

import (
	"fmt"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/trace"
)

// KeyDerivation explains the six keys that follow the exchange e (RFC 4253 §7.2): what is
// hashed, how often, and what the bytes are used for. It shows their values if the trace
// holds them.
func KeyDerivation(records []trace.Record, e *trace.Exchange) (string, error) {
	list, err := trace.Derivations(records, e)
	if err != nil {
		return "", err
	}
	m, _ := kex.LookupMethod(e.Kex)
	n := m.Hash.Size()
	var s sheet
	s.head("Exchange %d: %s; HASH is %s, which gives %d bytes at a time", e.Count, e.Kex, m.Hash, n)
	s.gap()
	s.row("K1", "HASH(K ‖ H ‖ letter ‖ session_id)")
	s.row("K2", "HASH(K ‖ H ‖ K1), K3 = HASH(K ‖ H ‖ K1 ‖ K2), and so on")
	s.row("key", "K1 ‖ K2 ‖ …, cut to the length that is needed")
	s.row("K", "%s", sizeOfSecret(e, m))
	if e.Count == 1 {
		s.row("session_id", "this H: it is that of the first exchange")
	} else {
		s.row("session_id", "the H of the first exchange, not this one: keys change, session_id does not")
	}
	s.row("source", "RFC 4253 §7.2")
	for _, d := range list {
		s.gap()
		s.derivation(&d, n)
	}
	switch {
	case len(list) == 0:
		s.gap()
		s.head("No direction has got keys from this exchange in this trace.")
	case e.K == nil:
		s.gap()
		s.head("The values are not in this trace. A trace of --unsafe-secrets has them.")
	}
	return s.String(), nil
}

// sizeOfSecret says how K is encoded.
func sizeOfSecret(e *trace.Exchange, m kex.Method) string {
	form := "an mpint, with its length, as in H"
	if m.PostQuantum {
		form = "a string, with its length, as in H"
	}
	if e.K == nil {
		return form
	}
	return fmt.Sprintf("%s: %s", form, numberOfBytes(len(e.K)))
}

// derivation writes one of the keys; the hash gives n bytes.
func (s *sheet) derivation(d *trace.Derivation, n int) {
	way := "client to server"
	if d.Dir == trace.ToClient {
		way = "server to client"
	}
	s.head("%c  %s, %s", d.Letter, d.What, way)
	if d.Size == 0 {
		s.row("", "%s", d.Uses[0].What)
		return
	}
	s.row("for", "%s: %s", d.For, numberOfBytes(d.Size))
	s.row("K1", "HASH(K ‖ H ‖ %q ‖ session_id)", string(d.Letter))
	for i := 2; i <= d.Steps; i++ {
		so := "K1"
		if i > 2 {
			so = fmt.Sprintf("K1 … K%d", i-1)
		}
		s.row(fmt.Sprintf("K%d", i), "HASH(K ‖ H ‖ %s)", so)
	}
	if over := d.Steps*n - d.Size; over > 0 {
		s.row("not used", "the last %s of K%d", numberOfBytes(over), d.Steps)
	}
	for _, u := range d.Uses {
		label := ""
		if len(d.Uses) > 1 {
			label = fmt.Sprintf("%d to %d", u.Off, u.Off+u.Len-1)
		}
		if label != "" {
			s.row(label, "%s", u.What)
		}
		if d.Value == nil {
			continue
		}
		for value := d.Value[u.Off : u.Off+u.Len]; len(value) > 0; value = value[min(32, len(value)):] {
			s.row("", "%x", value[:min(32, len(value))])
		}
	}
}
