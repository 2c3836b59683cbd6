package illustrate

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// A hostKeyView is K_S opened.
type hostKeyView struct {
	Fingerprint, Type, Art string
	Rows                   *table
	Ref                    *ref
}

func newHostKeyView(s *story, r *round) *hostKeyView {
	e := r.out
	v := &hostKeyView{Fingerprint: keys.Fingerprint(e.HostKey)}
	if k, err := keys.ParsePublicKey(e.HostKey); err == nil {
		v.Type = fmt.Sprintf("%s, %d bits", k.Type(), k.Bits())
		v.Art = keys.Randomart(k.Fingerprint(), k.Label(), k.Bits())
	}
	v.Rows = &table{Caption: "Part by part", Head: []string{"part", "bytes", "what it is"}}
	for _, p := range r.messages {
		for _, name := range []string{"K_S", "signature of H"} {
			f := field(p, name)
			if f == nil {
				continue
			}
			if name == "K_S" {
				v.Ref = refTo(p, f)
			}
			v.Rows.Rows = append(v.Rows.Rows, opened(p, f, name, 0)...)
		}
	}
	return v
}

// opened returns a row for a span and for each that is in it.
func opened(p *trace.Packet, s *dissect.Span, name string, depth int) (rows [][]cell) {
	text := s.Value
	if s.Type == dissect.Bytes {
		text = "" // the bytes say it
	}
	if s.Note != "" {
		text = strings.TrimSpace(text + " — " + s.Note)
		text = strings.TrimPrefix(text, "— ")
	}
	indent := strings.Repeat("· ", depth)
	rows = append(rows, []cell{{Text: indent + name, Strong: depth == 0}, {Text: spaced(s.Bytes(p.Clear)), Code: true, Ref: refTo(p, s)}, cellf("%s", text)})
	for i := range s.Inner {
		in := &s.Inner[i]
		if in.Type == dissect.Length || in.Name == "content" {
			continue
		}
		rows = append(rows, opened(p, in, in.Name, depth+1)...)
	}
	return rows
}

// signatureCell says whether the host's signature holds.
func signatureCell(e *trace.Exchange) cell {
	m, ok := kex.LookupMethod(e.Kex)
	switch {
	case !ok || len(e.Signature) == 0:
		return plainCell("The signature is not in the trace.")
	case len(e.H) < m.Hash.Size():
		return plainCell("H is cut in this page, so that the check cannot be repeated from it. The client made it, and would have ended the connection otherwise.")
	}
	k, err := keys.ParseSigningKey(e.HostKeyAlg, e.HostKey)
	if err == nil {
		err = k.Verify(e.HostKeyAlg, e.H, e.Signature)
	}
	if err != nil {
		return cell{Mark: "no", Text: "Verified anew for this page: it does not hold: " + wire.Escape([]byte(err.Error()))}
	}
	return cell{Mark: "yes", Text: "Verified anew for this page: the signature is one of H, by the private key that belongs to K_S."}
}
