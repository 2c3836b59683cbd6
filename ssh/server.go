package ssh

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// A Server serves connections. Set the fields, register handlers, and then Serve;
// the fields are not changed from then on.
type Server struct {
	// HostKeys are the server's keys; at least one. A certificate of a host key is one
	// more, which keys.NewCertificateSigner makes; its plain key belongs here as well.
	HostKeys []keys.Signer

	// These decide who may log in; at least one is set. An error refuses, a
	// *PartialSuccess asks for another method besides. What they return is for the
	// handlers: Session.Permit is that of the call that let the user in, and of no
	// other, but for logins that need several methods: see Merge. They may be called with names of users that do not exist.
	//
	// PublicKey is asked twice about a key: before the client signs, and behind the
	// signature, which was verified by then. The key may be a certificate, which is
	// another key than the one that it certifies: keys.Authorized judges both.
	PublicKey   func(ctx context.Context, l Login, key *keys.PublicKey) (permit any, err error)
	Password    func(ctx context.Context, l Login, password []byte) (permit any, err error)
	Interactive func(ctx context.Context, l Login, ask Asker) (permit any, err error)
	// HostBased believes a host that its user is clientUser (RFC 4252 §9): it has signed
	// that with its key, and calls itself host, which proves nothing. Both names are in any
	// bytes; a dot behind host is taken off.
	HostBased func(ctx context.Context, l Login, host, clientUser string, key *keys.PublicKey) (permit any, err error)
	// ChangePassword replaces a password, where Password has returned a *PasswordExpired,
	// and lets the user in. It looks at old itself: a client may come to it at once. Another
	// *PasswordExpired says that the new one would not do. nil: no password is changed.
	ChangePassword func(ctx context.Context, l Login, old, new []byte) (permit any, err error)

	// InteractiveDevice is what MethodLists call Interactive: keyboard-interactive:pam.
	InteractiveDevice string
	// Require returns which methods a user must succeed by, once the name is known; nil
	// is any one of them, for all. No list that can be finished lets the user in by none.
	// An error ends the connection.
	Require func(ctx context.Context, l Login) (MethodLists, error)
	// Merge makes one permit of those of two methods, where a login needs several; an
	// error refuses the later. It is asked where neither is nil; without it, that is
	// refused.
	Merge func(earlier, later any) (any, error)

	// Presence decides whether what a FIDO device says of a signature is enough; permit
	// is what PublicKey returned. An error refuses. nil asks for a touch.
	Presence func(permit any, p keys.Presence) error

	Algorithms Algorithms
	// RequiredRSASize is how many bits the RSA keys of users must have; 0 means 1024.
	RequiredRSASize int
	// Moduli are the groups to choose from in diffie-hellman-group-exchange; nil stands
	// for kex.BuiltinModuli.
	Moduli   *kex.Moduli
	Rekey    RekeyLimit
	Channels connection.Config
	// NoFlowControl is ClientConfig.NoFlowControl, to clients.
	NoFlowControl string
	// ClientAlive asks silent clients whether they are there. The zero value does not.
	ClientAlive KeepAlive
	// ForUser, if set, says what differs for a user, once the client has named one: it
	// changes u, and keeps neither. An error ends the connection, as that of Require. It is
	// called with names of users that do not exist, too.
	ForUser func(ctx context.Context, l Login, u *Limits) error
	// VersionAddendum follows the identification string, behind a space: printable ASCII.
	VersionAddendum string
	// Banner is shown to users before they log in.
	Banner string
	// LoginGrace bounds the time from connect to login; 0 means 2 minutes.
	LoginGrace time.Duration
	// MaxAuthTries is how many attempts may fail; 0 means 6.
	MaxAuthTries int
	// MaxStartups bounds the connections before their login. Those above are closed at
	// once.
	MaxStartups Startups
	// PerSourceMaxStartups is how many of them may come from one NetBlock; 0: any number.
	PerSourceMaxStartups int
	NetBlock             NetBlock
	// Penalties refuse sources that misbehave; nil are none.
	Penalties *Penalties
	// MaxSessions is how many sessions one connection may have; 0 means 10.
	MaxSessions int
	// SessionLimit is MaxSessions for a user who is in, where users differ; permit is what
	// the function that let the user in returned. nil: they do not differ.
	SessionLimit func(permit any) int
	// AcceptEnv says which environment variables a client may set; nil means none.
	AcceptEnv func(permit any, name string) bool
	// PermitPty says whether a client gets the terminal that it asks for; permit is
	// what the function that let the user in returned. nil means no.
	PermitPty func(permit any) bool
	// PermitAgent and PermitX11 say likewise whether a client's agent and display may be
	// forwarded; nil means no.
	PermitAgent, PermitX11 func(permit any) bool
	// AnnounceHostKeys tells clients of all host keys once they are in, and proves them
	// if they ask, so that they know the new one before the old one goes.
	AnnounceHostKeys bool
	// Logger gets one line for each event, and nothing secret.
	Logger *slog.Logger
	// Trace returns who is told every byte and every secret of a connection; nil, or to
	// return nil, is nobody.
	Trace func(nc net.Conn) transport.Tracer

	handlers map[string]func(*Session)
	channels map[string]func(*ServerConn, *Incoming)
	requests map[string]func(*ServerConn, []byte) (bool, []byte)

	shared    sharedConfig
	transient transientKey

	delays delayer

	mu        sync.Mutex           // guards what follows
	startups  int                  // connections before their login
	perSource map[netip.Prefix]int // likewise, if that is bounded
}

// Handle registers what serves sessions of a kind: "shell", "exec", or
// "subsystem:NAME". A kind without a handler is refused. The session ends when h
// returns.
func (s *Server) Handle(kind string, h func(*Session)) {
	if s.handlers == nil {
		s.handlers = make(map[string]func(*Session))
	}
	s.handlers[kind] = h
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// ListenAndServe listens on the TCP address addr and serves. See Serve.
func (s *Server) ListenAndServe(ctx context.Context, addr string) error {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return s.Serve(ctx, ln)
}

// Serve serves the connections of ln until ctx ends or ln fails. Then it closes ln
// and all connections, waits for their handlers, and returns the error of ctx or ln.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	defer ln.Close()
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel() // before the wait
	for pause := time.Duration(0); ; {
		nc, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			var temporary interface{ Temporary() bool }
			if errors.As(err, &temporary) && temporary.Temporary() {
				pause = min(max(2*pause, 5*time.Millisecond), time.Second)
				logger(s.Logger).Warn("accept failed, waiting", "error", err, "pause", pause)
				time.Sleep(pause)
				continue
			}
			return err
		}
		pause = 0
		all.Go(func() { s.ServeConn(ctx, nc) })
	}
}

// ServeConn serves one connection, until it ends or ctx does, and waits for its
// handlers. It closes nc.
func (s *Server) ServeConn(ctx context.Context, nc net.Conn) error {
	defer nc.Close()
	log := logger(s.Logger).With("remote", nc.RemoteAddr().String())
	begin, addr := time.Now(), clientAddr(nc)
	if r := s.begin(addr); r != nil {
		log.Warn("connection refused", "reason", r.why)
		r.turnAway(nc)
		return r
	}
	outer := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	sc := &ServerConn{s: s, ctx: ctx, cancel: cancel}
	// The login has a stack of its own, which is deep, and is over with it.
	in := make(chan error)
	go func() { in <- sc.login(ctx, nc, log) }()
	err := <-in
	s.begun(addr)
	if err != nil {
		if s.Penalties != nil && outer.Err() == nil {
			if o := sc.offence(err); s.Penalties.Add(addr, o) {
				log.Warn("source refused for a while", "reason", o.String())
			}
		}
		log.Info("connection ended before login", sc.sum(begin, "error", err)...)
		return err
	}
	c := sc.c
	stop := context.AfterFunc(ctx, c.shut)
	defer stop()
	c.read()
	sc.sessions.Wait()
	err = c.why()
	c.log.Info("connection ended", sc.sum(begin, "user", wire.Escape([]byte(sc.info.User)), "reason", err)...)
	return err
}

// sum is what the log says of a connection that has ended, in front of more.
func (sc *ServerConn) sum(begin time.Time, more ...any) []any {
	received, sent := sc.traffic()
	return append([]any{"duration", time.Since(begin).Round(time.Millisecond), "received", received, "sent", sent}, more...)
}

// traffic returns how many bytes went over the network, once that is over.
func (sc *ServerConn) traffic() (received, sent uint64) {
	if sc.c == nil {
		return 0, 0
	}
	sc.c.mu.Lock()
	defer sc.c.mu.Unlock()
	return sc.c.input.total, sc.c.output.total
}

// config makes the machine's configuration: it offers the algorithms that a host
// key has.
func (s *Server) config() (*transport.Config, error) {
	s.shared.once.Do(func() { s.shared.cfg, s.shared.err = s.newConfig() })
	if s.shared.err != nil {
		return nil, s.shared.err
	}
	cfg := *s.shared.cfg
	return &cfg, nil
}

// sharedConfig is what the configurations of all connections have in common: their lists
// would cost each of them 1 KiB.
type sharedConfig struct {
	once sync.Once
	cfg  *transport.Config
	err  error
}

func (s *Server) newConfig() (*transport.Config, error) {
	cfg := transportConfig(s.Algorithms, s.Rekey)
	if s.VersionAddendum != "" {
		cfg.Version += " " + s.VersionAddendum
	}
	var have []string
	for _, name := range cfg.HostKeyAlgorithms {
		for _, key := range s.HostKeys {
			for _, algorithm := range key.Algorithms() {
				if algorithm == name && !slices.Contains(have, name) { // two keys may have it
					have = append(have, name)
				}
			}
		}
	}
	if len(have) == 0 {
		return nil, errors.New("ssh: Server.HostKeys has no key for any of the host key algorithms")
	}
	cfg.HostKeyAlgorithms, cfg.HostKeys = have, s.HostKeys
	cfg.ServerSigAlgs = sigAlgs(s.Algorithms.orDefault().UserKey)
	cfg.Extensions = serverExtensions(s)
	cfg.Moduli, cfg.TransientRSA = s.Moduli, s.transient.get
	return cfg, nil
}
