package kex

// A Server is the server's side of one exchange. Each message of the client goes to
// [Server.Handle], until that is done; then the host key signs H of the result, and
// [Server.Reply] makes the last message of it. The signing lies between, so that it may
// be slow, or happen elsewhere.
//
// It makes its ephemeral key when the client's message is there: a client that sends
// none costs nothing.
type Server struct {
	cfg    *Config
	side   serverSide
	over   bool // no more messages are taken
	result *Result
}

// A serverSide is a server of one family. Its errors are made by Config.fail.
type serverSide interface {
	// init appends the server's first message, if it speaks first.
	init(dst []byte) []byte
	// handle takes a message and appends the answer, if there is one. Behind the last
	// one of the client it returns the result, and before nil.
	handle(dst, payload []byte) (out []byte, r *Result, err error)
	// reply appends the last message. It may be asked for behind wipe.
	reply(dst, signature []byte) []byte
	wipe()
}

// NewServer returns a Server. It fails only if there is no key for rsa2048-sha256.
func NewServer(cfg *Config) (*Server, error) {
	side, err := cfg.Method.family.server(cfg)
	if err != nil {
		return nil, cfg.fail("making a transient key", err)
	}
	return &Server{cfg: cfg, side: side}, nil
}

// Init appends the payload of the first message to dst, if the method is one in which
// the server speaks first, rsa2048-sha256, and else nothing.
func (s *Server) Init(dst []byte) []byte { return s.side.init(dst) }

// Handle takes the payload of one message, of a number in 30 … 49, and appends the
// payload of the answer, if there is one, to dst. With done, the exchange has a
// [Server.Result] and takes no more messages. The error is an [*Error], and ends the
// exchange too.
func (s *Server) Handle(dst, payload []byte) (out []byte, done bool, err error) {
	if s.over {
		return dst, false, s.cfg.fail("waiting for NEWKEYS", errOver)
	}
	out, s.result, err = s.side.handle(dst, payload)
	if err != nil || s.result != nil {
		s.Wipe()
	}
	return out, s.result != nil, err
}

// Result returns what the exchange ended in, or nil if it has not.
func (s *Server) Result() *Result { return s.result }

// Reply appends the payload of the last message to dst, with the signature of H in the
// form of RFC 4253 §6.6. It panics before Handle is done.
func (s *Server) Reply(dst, signature []byte) []byte {
	if s.result == nil {
		panic("kex: Reply before the exchange is done")
	}
	return s.side.reply(dst, signature)
}

// Wipe overwrites the ephemeral key with zeros, as Handle does at the end; it is for
// an exchange that is given up.
func (s *Server) Wipe() {
	s.side.wipe()
	s.over = true
}
