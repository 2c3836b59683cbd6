package dissect

import (
	"fmt"

	"github.com/glassh/glassh/wire"
)

// Message says what every byte of a payload is. It takes what package wire takes, and
// refuses what that refuses; but where the message is right and a key, a signature or the
// like in it is not, that is a note. A message whose number means nothing, in this
// context, is an error.
//
// What follows a name that no table has, of a request say, is one span of the kind
// [Unknown].
func Message(payload []byte, ctx Context) ([]Span, error) {
	if len(payload) == 0 {
		return nil, &Error{What: "message", Problem: wire.EmptyPayload}
	}
	n := wire.Number(payload[0])
	info := n.InfoFor(ctx.method(n.Layer()))
	m := find(n, info.Name)
	if m == nil {
		return nil, &Error{What: n.String(), Field: "message number", Text: meaningless(n)}
	}
	c := &cursor{whole: payload, end: len(payload), what: info.Name, ctx: &ctx}
	s := Span{Len: 1, Name: "message number", Type: Byte,
		Value: fmt.Sprintf("%d (%s)", n, info.Name), Source: info.Source}
	if m.note != nil {
		s.Note = m.note(ctx.Sender)
	}
	c.add(s)
	c.fields(m.fields, info.Source)
	return c.finish()
}

// meaningless says why a number is no message.
func meaningless(n wire.Number) string {
	switch n.Layer() {
	case wire.LayerKex:
		return "its meaning depends on the key exchange method, and there is none in this context that has it"
	case wire.LayerUserauthMethod:
		return "its meaning depends on the authentication method, and there is none in this context that has it"
	}
	return "the number is not assigned"
}
