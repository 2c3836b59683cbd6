package dissect

import "github.com/glassh/glassh/wire"

// SignedRequest says what every byte is of what a user's signature is made over, by the
// method publickey, its host-bound kin, or hostbased (RFC 4252 §7 and §9):
//
//	string session identifier ‖ the request up to its signature
func SignedRequest(data []byte) ([]Span, error) {
	c := &cursor{whole: data, end: len(data), what: "what is signed", ctx: &Context{}, unsigned: true}
	c.fields([]Field{
		{Name: "session identifier", Type: String, Holds: rawBytes,
			Note: "H of the first key exchange, which binds the signature to this connection. It is not in the message."},
		{Name: "message number", Type: Byte, words: wordsOf[wire.Number]},
	}, "RFC 4252 §7")
	if c.err == nil && wire.Number(data[c.at-1]) != wire.MsgUserauthRequest {
		c.at--
		c.fail("message number", wire.WrongNumber)
	}
	m := find(wire.MsgUserauthRequest, wire.MsgUserauthRequest.Info().Name)
	c.fields(m.fields, m.info().Source)
	return c.finish()
}
