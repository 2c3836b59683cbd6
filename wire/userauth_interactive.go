package wire

import "iter"

// UserauthKeyboardInteractive is the Rest of a [UserauthRequest] with method
// "keyboard-interactive" (RFC 4256 §3.1).
//
//	string language tag │ string submethods
type UserauthKeyboardInteractive struct {
	Language   []byte // deprecated: empty
	Submethods []byte // a hint, names joined by commas, UTF-8; usually empty
}

// Append appends the method's fields to dst.
func (m *UserauthKeyboardInteractive) Append(dst []byte) []byte {
	return AppendString(AppendString(dst, m.Language), m.Submethods)
}

// Parse reads the Rest of a [UserauthRequest], which m then aliases.
func (m *UserauthKeyboardInteractive) Parse(rest []byte) error {
	r := openRest(rest, MsgUserauthRequest, MethodKeyboardInteractive)
	*m = UserauthKeyboardInteractive{
		Language:   r.At("language tag").Bytes(),
		Submethods: r.At("submethods").Bytes(),
	}
	return r.End()
}

// UserauthInfoRequest asks the user questions (RFC 4256 §3.2).
//
//	byte   SSH_MSG_USERAUTH_INFO_REQUEST
//	string name │ string instruction │ string language tag
//	int    num-prompts │ num-prompts × (string prompt │ boolean echo)
type UserauthInfoRequest struct {
	Name        []byte // UTF-8, for people, as are the next and the prompts
	Instruction []byte
	Language    []byte // deprecated: empty
	Prompts     Prompts
}

// Append appends the payload to dst.
func (m *UserauthInfoRequest) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgUserauthInfoRequest), m.Name)
	dst = AppendString(dst, m.Instruction)
	dst = AppendString(dst, m.Language)
	dst = AppendUint32(dst, uint32(m.Prompts.Len()))
	return append(dst, m.Prompts...)
}

// Parse reads the payload, which m then aliases.
func (m *UserauthInfoRequest) Parse(payload []byte) error {
	r := openShared(payload, MsgUserauthInfoRequest, "SSH_MSG_USERAUTH_INFO_REQUEST")
	*m = UserauthInfoRequest{
		Name:        r.At("name").Bytes(),
		Instruction: r.At("instruction").Bytes(),
		Language:    r.At("language tag").Bytes(),
	}
	n := r.At("num-prompts").Uint32()
	all := r.b
	for i := uint32(0); i < n && r.err == nil; i++ {
		r.At("prompt").Bytes()
		r.At("echo").Bool()
	}
	m.Prompts = r.since(all)
	return r.End()
}

// Prompts is the encoded sequence of (string prompt, boolean echo) in a
// [UserauthInfoRequest]. The zero value is an empty one; [Prompts.Append] adds to
// it.
type Prompts []byte

// Append adds one prompt to p. With echo the answer may show as it is typed.
func (p Prompts) Append(prompt []byte, echo bool) Prompts {
	return AppendBool(AppendString(p, prompt), echo)
}

// All yields each prompt, a slice of p, and whether its answer may show.
func (p Prompts) All() iter.Seq2[[]byte, bool] {
	return func(yield func(prompt []byte, echo bool) bool) {
		r := NewReader(p)
		for r.Len() > 0 {
			prompt, echo := r.Bytes(), r.Bool()
			if r.err != nil || !yield(prompt, echo) {
				return
			}
		}
	}
}

// Len returns how many prompts p has.
func (p Prompts) Len() int {
	n := 0
	for range p.All() {
		n++
	}
	return n
}

// UserauthInfoResponse answers a [UserauthInfoRequest], prompt by prompt
// (RFC 4256 §3.4).
//
//	byte SSH_MSG_USERAUTH_INFO_RESPONSE │ int num-responses │ num-responses × string response
type UserauthInfoResponse struct {
	Responses Responses
}

// Append appends the payload to dst.
func (m *UserauthInfoResponse) Append(dst []byte) []byte {
	dst = AppendUint32(appendNumber(dst, MsgUserauthInfoResponse), uint32(m.Responses.Len()))
	return append(dst, m.Responses...)
}

// Parse reads the payload, which m then aliases.
func (m *UserauthInfoResponse) Parse(payload []byte) error {
	r := openShared(payload, MsgUserauthInfoResponse, "SSH_MSG_USERAUTH_INFO_RESPONSE")
	*m = UserauthInfoResponse{}
	n := r.At("num-responses").Uint32()
	all := r.b
	for i := uint32(0); i < n && r.err == nil; i++ {
		r.At("response").Bytes()
	}
	m.Responses = r.since(all)
	return r.End()
}

// Responses is the encoded sequence of strings in a [UserauthInfoResponse]. The
// zero value is an empty one; [Responses.Append] adds to it.
type Responses []byte

// Append adds one response, UTF-8, to s.
func (s Responses) Append(response []byte) Responses { return AppendString(s, response) }

// All yields the responses in order, as slices of s.
func (s Responses) All() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		r := NewReader(s)
		for r.Len() > 0 {
			response := r.Bytes()
			if r.err != nil || !yield(response) {
				return
			}
		}
	}
}

// Len returns how many responses s has.
func (s Responses) Len() int {
	n := 0
	for range s.All() {
		n++
	}
	return n
}
