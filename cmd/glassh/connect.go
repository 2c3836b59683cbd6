package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
	"github.com/glassh/glassh/ssh/krl"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A dialer connects as the options say.
type dialer struct {
	o      *sshOptions
	e      *env
	screen *screen // standard error, also where e.stderr is a log file
	log    *slog.Logger

	// abort ends the login that is under way.
	abort context.CancelCauseFunc

	// insecure: the host key contradicts a known one and was let pass. Nothing
	// secret is typed into such a connection.
	insecure bool

	conn net.Conn // of the login

	certificates []*keys.PublicKey // of CertificateFile
	hostsFailed  error             // of KnownHostsCommand

	// agent is that of the login, or nil; its end is the program's.
	agent *agent.Client

	learn   learner
	carried carried
	forget  func() // forgets what programs on the server needed to use this side
	x11     struct {
		once  sync.Once
		offer *ssh.X11
		done  func()
	}

	tracing *tracing // of glassh trace; nil otherwise

	level    slog.LevelVar // of log: ~v changes it
	forwards *forwards     // those of the connection, or nil

	tunnelName string // the interface of -w here; "" is none

	shared *muxMaster // the others that share the connection, or nil
	plain  bool       // the connection is a master's, which knows its keys

	hops int // of ProxyJump, behind this one
}

// dial connects and logs in.
func (d *dialer) dial(ctx context.Context) (*ssh.Client, error) {
	o := d.o
	addr := net.JoinHostPort(o.hostName, strconv.Itoa(o.port))
	ctx, d.abort = context.WithCancelCause(ctx)
	defer d.abort(nil)
	answered := func() bool { return false }
	policy := d.policy(ctx)
	cfg := &ssh.ClientConfig{
		User: o.user, Algorithms: o.algorithms, RequiredRSASize: o.rsaSize, Rekey: o.rekey, KeepAlive: o.alive, Logger: d.log,
		HostKey: func(ctx context.Context, _ string, remote net.Addr, key *keys.PublicKey) error {
			answered()
			return d.checkHostKey(ctx, policy, remote, key)
		},
	}
	if len(o.channelTimeouts) > 0 {
		cfg.ChannelTimeout = o.channelTimeouts.of
	}
	if o.updates() {
		d.learn.done = make(chan struct{})
		cfg.HostKeys = d.hostKeys
	}
	var known []string // what keys the host is known to have
	if !o.given["hostkeyalgorithms"] {
		known = policy.Algorithms(addr)
		if d.hostsFailed != nil {
			return nil, d.hostsFailed
		}
		cfg.Algorithms.HostKey = knownhosts.Prefer(known, o.algorithms.HostKey)
	}
	guesses := d.recall(addr, known)
	cfg.Guesses = guesses.cache()
	auth, err := d.auth()
	if err != nil {
		return nil, err
	}
	cfg.Auth = auth
	if o.logLevel >= info {
		cfg.Banner = func(text string) { fmt.Fprint(d.screen, text) }
	}

	for again := false; ; again = true {
		client, err := d.login(ctx, addr, cfg, &answered)
		guesses.keep()
		var wrong *ssh.WrongGuessError
		if !errors.As(err, &wrong) || again || ctx.Err() != nil || d.tracing != nil {
			return client, err
		}
		d.log.Info("the server could not go on behind a wrong guess, connecting again", "error", err)
	}
}

// login connects, and logs in as cfg says. answered is called at the server's host key.
func (d *dialer) login(ctx context.Context, addr string, cfg *ssh.ClientConfig, answered *func() bool) (*ssh.Client, error) {
	d.log.Info("connecting", "address", addr)
	nc, err := d.connect(ctx, addr)
	if err != nil {
		return nil, err
	}
	if d.o.timeout > 0 {
		// Behind the server's host key it is people who take their time.
		*answered = time.AfterFunc(d.o.timeout, func() { d.abort(errSilent) }).Stop
		defer (*answered)()
	}
	if d.tracing != nil {
		cfg.Tracer = d.tracing.begin(nc)
	}
	d.conn = nc
	client, err := ssh.NewClient(ctx, nc, addr, cfg)
	if err != nil {
		nc.Close()
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
	}
	return client, err
}

var errSilent = errors.New("the server did not exchange keys in time")

// unwrapOp takes the addresses off an error of package net: the user has just
// typed them.
func unwrapOp(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

// policy is what is to happen to host keys.
func (d *dialer) policy(ctx context.Context) *knownhosts.Policy {
	o := d.o
	db := knownhosts.Open(append(append([]string{}, o.userKnownHosts...), o.globalKnownHosts...)...)
	db.Warn = func(err error) { d.log.Warn("ignored", "error", err) }
	db.CAAlgorithms = o.caAlgorithms
	if o.knownHostsCommand != "" {
		db.Command = func(q knownhosts.Query) (text []byte, err error) {
			text, d.hostsFailed = d.knownHostsCommand(ctx, q)
			return text, d.hostsFailed
		}
	}
	p := &knownhosts.Policy{
		DB: db, Fingerprint: o.fingerprint, Mode: o.strict, Hash: o.hashKnownHosts, Alias: o.hostKeyAlias,
		Warn: func(text string) {
			if o.logLevel > quiet {
				fmt.Fprint(d.e.stderr, text)
			}
		},
	}
	if len(o.revokedHostKeys) > 0 {
		p.Revoked = func(key *keys.PublicKey) error { return krl.CheckFiles(o.revokedHostKeys, key) }
	}
	if !o.batch {
		p.Prompt = func(ctx context.Context, question string) (string, error) { return askLine(question) }
	}
	return p
}

func (d *dialer) checkHostKey(ctx context.Context, p *knownhosts.Policy, remote net.Addr, key *keys.PublicKey) error {
	ip := d.remote(remote)
	if d.trustsLocal(p, ip, key) {
		return nil
	}
	p.CheckAddr = d.o.checkHostIP && !net.ParseIP(ip).IsLoopback()
	v, err := p.Decide(ctx, d.o.hostName, d.o.port, ip, key)
	d.insecure = v.Insecure
	if err == nil && d.insecure && d.o.exitOnForward { // whatever was to be forwarded
		err = errors.New("Error: forwarding disabled due to host key check failure")
	}
	if err == nil {
		d.trust(v, key)
	}
	if err == nil && d.o.visual && d.o.logLevel >= info {
		fmt.Fprintf(d.screen, "Host key fingerprint is %s\n%s", d.o.fingerprint(key.Plain().Blob()), d.o.draw(key))
	}
	if err == nil && v.Known.File != "" {
		d.log.Info("host key known", "place", v.Known.String(), "fingerprint", d.o.fingerprint(key.Plain().Blob()))
		d.tracing.note("the host key %s is the one in %s", d.o.fingerprint(key.Plain().Blob()), v.Known)
	}
	return err
}

var errInsecure = errors.New("nothing secret is sent where the host key has changed")

// auth returns the ways to log in, in the order of the options.
func (d *dialer) auth() (list []ssh.Auth, err error) {
	for _, method := range d.o.methods() {
		switch method {
		case wire.MethodPublicKey:
			files, err := d.identities()
			if err != nil {
				return nil, err
			}
			if len(files) > 0 || d.o.agent != "" {
				list = append(list, ssh.PublicKeysFunc(d.signers(files)))
			}
		case wire.MethodPassword:
			list = append(list, ssh.ChangeablePassword(d.o.prompts, d.askPassword, d.askNewPassword))
		case wire.MethodHostbased:
			list = append(list, ssh.HostBased(d.vouch))
		case wire.MethodKeyboardInteractive:
			list = append(list, ssh.Interactive(d.o.prompts, d.askQuestions))
		}
	}
	return list, nil
}

func (d *dialer) askPassword(ctx context.Context) ([]byte, error) {
	if d.insecure {
		d.log.Warn("password not asked for", "reason", errInsecure)
		return nil, errInsecure
	}
	return d.hidden(fmt.Sprintf("%s@%s's password: ", d.o.user, d.o.host))
}

// askNewPassword asks for the old password and twice for a new one, in OpenSSH's words,
// where the server wants it changed.
func (d *dialer) askNewPassword(_ context.Context, prompt string) (old, new []byte, err error) {
	if d.insecure {
		return nil, nil, errInsecure
	}
	if prompt != "" {
		fmt.Fprintln(d.screen, prompt)
	}
	ask := func(verb, which string) ([]byte, error) {
		return d.hidden(fmt.Sprintf("%s %s@%s's %s password: ", verb, d.o.user, d.o.host, which))
	}
	if old, err = ask("Enter", "old"); err != nil {
		return nil, nil, err
	}
	for {
		if new, err = ask("Enter", "new"); err != nil {
			break
		}
		again, e := ask("Retype", "new")
		same := e == nil && ct.Equal(new, again).Public()
		mem.Wipe(again)
		if same {
			return old, new, nil
		}
		mem.Wipe(new)
		if err = e; err != nil {
			break
		}
		fmt.Fprintln(d.screen, "Mismatch; try again, EOF to quit.")
	}
	mem.Wipe(old)
	return nil, nil, err
}

// hidden asks for a line that is not shown.
func (d *dialer) hidden(question string) ([]byte, error) {
	answer, err := d.e.askSecret(question)
	switch {
	case errors.Is(err, errInterrupted):
		d.abort(err)
	case err != nil:
		d.log.Info("password not asked for", "reason", err)
	}
	return answer, err
}

func (d *dialer) askQuestions(ctx context.Context, name, instruction string, prompts []userauth.Prompt) (answers []string, err error) {
	if d.insecure {
		return nil, errInsecure
	}
	for _, text := range []string{name, instruction} {
		if text != "" {
			fmt.Fprintln(d.e.stderr, text)
		}
	}
	for _, p := range prompts {
		question := fmt.Sprintf("(%s@%s) %s", d.o.user, d.o.host, p.Text)
		if p.Echo {
			answer, err := d.e.askVisible(question)
			if err != nil {
				return nil, err
			}
			answers = append(answers, answer)
			continue
		}
		answer, err := d.hidden(question)
		if err != nil {
			return nil, err
		}
		answers = append(answers, string(answer))
		mem.Wipe(answer)
	}
	return answers, nil
}
