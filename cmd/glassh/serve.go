package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// runServe is glassh serve.
func runServe(e *env, args []string) error {
	o, err := parseServe(e, args)
	switch {
	case err != nil:
		return err
	case o.version:
		fmt.Fprintln(e.stderr, version())
		return nil
	case o.hashPassword:
		return printPasswordHash(e)
	case o.print:
		v := o.visit
		if v == nil {
			v = &visit{test: true}
		}
		if o, _, err = o.source.options(v); err != nil {
			return err
		}
		return printSettings(e.stdout, o)
	}
	keepInherited()
	out := &logWriter{w: e.stderr}
	if err := out.open(o); err != nil {
		return err
	}
	g, err := newGeneration(e, o, out)
	if err != nil || o.test {
		return err
	}
	signals, stop := endSignals()
	defer stop()
	if o.inetd {
		return serveInetd(g, signals, stop)
	}
	if o.once {
		return serveOnce(g, signals, stop)
	}
	d := &daemon{e: e, args: args, out: out}
	return d.run(g, signals, stop)
}

// serveOnce serves one connection.
func serveOnce(g *generation, signals <-chan wire.Signal, stop func()) error {
	ctx, cancel := untilSignal(signals, stop)
	defer cancel()
	ln, err := g.o.family.listen(g.o.listen[0])
	if err != nil {
		return err
	}
	defer ln.Close()
	g.log.Info("listening on " + ln.Addr().String())
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	nc, err := ln.Accept()
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	return g.serveAlone(ctx, nc)
}

// untilSignal is a context that ends at the first signal; the second one ends the program
// at once.
func untilSignal(signals <-chan wire.Signal, stop func()) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { // the end of the program stops it
		<-signals
		stop()
		cancel()
	}()
	return ctx, cancel
}

// serveAlone serves the one connection that there is.
func (g *generation) serveAlone(ctx context.Context, nc net.Conn) error {
	served := make(chan error, 1)
	go func() { served <- g.serve(ctx, nc) }() // the end of the connection stops it
	return ended(ctx, served)
}

// ended waits for the end of a service, and drops the errors of an orderly one.
// Behind the end of ctx it waits for a moment only: commands that ignore that their
// client hung up are left to themselves, as those of nohup want to be.
func ended(ctx context.Context, served <-chan error) (err error) {
	select {
	case err = <-served:
	case <-ctx.Done():
		select {
		case err = <-served:
		case <-time.After(grace):
			err = context.Cause(ctx)
		}
	}
	var bye *transport.DisconnectError
	if errors.Is(err, context.Canceled) || errors.Is(err, net.ErrClosed) || errors.As(err, &bye) {
		return nil
	}
	return err
}

// newServer makes the server that the options describe.
func newServer(e *env, o *serveOptions, log *slog.Logger) (*ssh.Server, error) {
	hostKeys, err := o.loadHostKeys(e, log)
	if err != nil {
		return nil, err
	}
	certificates, err := o.certificates(hostKeys)
	if err != nil {
		return nil, err
	}
	sh := &shell{o: o, e: e, log: log}
	srv := &ssh.Server{
		HostKeys: append(certificates, hostKeys...), Algorithms: o.algorithms, RequiredRSASize: o.rsaSize, Rekey: o.rekey,
		LoginGrace: o.loginGrace, MaxAuthTries: o.maxAuthTries, MaxSessions: o.maxSessions,
		AcceptEnv: func(permit any, name string) bool { return sh.settingsOf(permit).accepts(name) }, Logger: log, Presence: presence,
		PermitPty:    func(permit any) bool { return sh.settingsOf(permit).permitTTY && !optionsOf(permit).NoPTY },
		SessionLimit: func(permit any) int { return sh.settingsOf(permit).maxSessions },
		ClientAlive:  ssh.KeepAlive{Interval: o.aliveInterval, Count: o.aliveCount},
	}
	o.abuse.apply(srv)
	srv.VersionAddendum = o.addendum
	if o.banner != "" {
		text, err := os.ReadFile(o.banner)
		if err != nil {
			return nil, err
		}
		srv.Banner = string(text)
	}
	if srv.Moduli, err = o.loadModuli(log); err != nil {
		return nil, err
	}
	gate, err := newGate(e, o, log)
	if err != nil {
		return nil, err
	}
	gate.methods(srv)
	srv.ForUser = gate.forUser
	sh.permitCarry(srv)
	srv.AnnounceHostKeys = true
	srv.Handle("exec", sh.run)
	srv.Handle("shell", sh.run)
	srv.Forward(sh.forwarding())
	for _, name := range o.source.subsystems(o) {
		srv.Handle("subsystem:"+name, sh.run)
	}
	return srv, nil
}

// loadHostKeys reads the host keys, or makes one for this run, and says which.
func (o *serveOptions) loadHostKeys(e *env, log *slog.Logger) (list []keys.Signer, err error) {
	for _, file := range o.hostKeys {
		key, err := o.loadHostKey(e, file)
		if err != nil {
			return nil, fmt.Errorf("host key %w", err)
		}
		list = append(list, key)
	}
	if len(list) == 0 {
		key, err := keys.GenerateEd25519(rand.Reader)
		if err != nil {
			return nil, err
		}
		list = append(list, key)
	}
	for _, key := range list {
		log.Info("host key", "type", key.PublicKey().Type(), "fingerprint", key.PublicKey().Fingerprint())
	}
	return list, nil
}
