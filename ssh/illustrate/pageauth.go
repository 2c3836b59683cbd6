package illustrate

import (
	"fmt"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// An attempt is one request of authentication, and what came of it.
type attempt struct {
	N       int
	User    string
	Method  string
	What    string
	Ref     *ref
	Outcome string
	Answer  *ref
	Signed  *table // what the signature is made over; nil without one
	Verdict cell
}

// attempts lists them, in their order.
func (s *story) attempts() (list []*attempt) {
	var open *attempt
	for _, p := range s.packets {
		if p.Epoch == 0 {
			continue
		}
		switch n := numberOf(p); {
		case n == wire.MsgUserauthRequest && p.Dir == trace.ToServer:
			open = s.attempt(p, len(list)+1)
			list = append(list, open)
		case open == nil || p.Dir == trace.ToServer:
		case n == wire.MsgUserauthSuccess:
			open.Outcome, open.Answer, open = "accepted: the user is in", &ref{N: p.N}, nil
		case n == wire.MsgUserauthFailure:
			open.Outcome, open.Answer = "refused; may go on with "+valueOf(p, "authentications that can continue"), &ref{N: p.N}
			if valueOf(p, "partial success") == "TRUE" {
				open.Outcome = "good, and not enough: one more is needed of " + valueOf(p, "authentications that can continue")
			}
			open = nil
		case n.Layer() == wire.LayerUserauthMethod:
			open.Outcome, open.Answer = "the server answers "+nameOf(p), &ref{N: p.N}
		}
	}
	return list
}

func (s *story) attempt(p *trace.Packet, n int) *attempt {
	a := &attempt{N: n, User: valueOf(p, "user name"), Method: valueOf(p, "method name"), Ref: &ref{N: p.N}, Outcome: "no answer in the trace"}
	if p.Withheld != "" {
		a.Method = "not shown"
		a.What = fmt.Sprintf("The packet is left out, since %s. It had %s, padding included: how long the secret is stays unknown.", p.Withheld, bytesOf(p.Size))
		return a
	}
	switch {
	case a.Method == wire.MethodNone:
		a.What = "A question: does it go without? The answer lists the methods."
	case valueOf(p, "has signature") == "FALSE":
		a.What = "A question: would this key do? Nothing is signed yet, so that nobody is asked for a passphrase or a touch in vain."
	case field(p, "signature") != nil:
		a.What = "The request carries a signature by the user's key."
		a.Signed, a.Verdict = s.signed(p)
	case a.Method == wire.MethodKeyboardInteractive:
		a.What = "The server may ask questions now; answers without echo are never in a trace."
	}
	return a
}

// signed is what the signature of a request is made over (RFC 4252 §7).
func (s *story) signed(p *trace.Packet) (*table, cell) {
	t := &table{Caption: "To be signed: these bytes, one behind the other", Head: []string{"field", "as", "length", "bytes", "from"}}
	verdict := plainCell("session_id is cut in this page, so that the check cannot be repeated from it.")
	var session []byte
	if len(s.rounds) > 0 && s.rounds[0].out != nil {
		session = s.rounds[0].out.SessionID
	}
	whole := len(session) > 4
	first := []cell{{Text: "session_id", Strong: true, Note: "H of the first key exchange"}, plainCell("string"), plainCell("4 + hash"), hashCell(session), plainCell("computed by both, never sent")}
	if whole {
		first[2] = cellf("%d", 4+len(session))
		first[3] = codeCell(spaced(wire.AppendString(nil, session)))
	}
	t.Rows = append(t.Rows, first)
	end := 0
	for _, f := range fields(p) {
		if f.Name == "signature" {
			end = f.Off
			break
		}
		r := refTo(p, &f)
		t.Rows = append(t.Rows, []cell{{Text: f.Name, Strong: true, Note: f.Value}, plainCell(f.Type.String()), cellf("%d", f.Len),
			{Text: spaced(f.Bytes(p.Clear)), Code: true, Ref: r}, {Text: r.String(), Ref: r}})
	}
	if !whole || end <= wire.HeaderLen {
		return t, verdict
	}
	return t, verifyRequest(p, append(wire.AppendString(nil, session), p.Clear[wire.HeaderLen:end]...))
}

// content returns the bytes of a string without their length.
func content(p *trace.Packet, s *dissect.Span) []byte {
	if s == nil || s.Len < 4 {
		return nil
	}
	return s.Bytes(p.Clear)[4:]
}

// verifyRequest checks the signature in a request anew.
func verifyRequest(p *trace.Packet, message []byte) cell {
	algorithm := string(content(p, field(p, "public key algorithm name")))
	k, err := keys.ParseSigningKey(algorithm, content(p, field(p, "public key blob")))
	if err == nil {
		err = k.Verify(algorithm, message, content(p, field(p, "signature")))
	}
	if err != nil {
		return cell{Mark: "no", Text: "Verified anew for this page: it does not hold: " + wire.Escape([]byte(err.Error()))}
	}
	return cell{Mark: "yes", Text: "Verified anew for this page: the signature in the request is one of exactly these bytes."}
}

// extensions lists what EXT_INFO says.
func (s *story) extensions() *table {
	t := &table{Caption: "Extensions", Head: []string{"sender", "extension", "value", "what it is"}}
	for _, p := range s.packets {
		if numberOf(p) != wire.MsgExtInfo {
			continue
		}
		for _, f := range fields(p) {
			if f.Type != dissect.Group || len(f.Inner) < 2 {
				continue
			}
			value, note := "", f.Inner[1].Note
			for _, in := range f.Inner[1].Inner {
				if in.Type != dissect.Length {
					value, note = value+in.Value, in.Note+note
				}
			}
			t.Rows = append(t.Rows, []cell{plainCell(sender(p.Dir)), {Text: f.Value, Strong: true, Ref: refTo(p, &f)}, codeCell(value), plainCell(note)})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}
