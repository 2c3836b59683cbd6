package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/socks"
	"github.com/glassh/glassh/wire"
)

// forwards are the forwardings of one connection. They can be added and cancelled while
// it lasts.
//
//	-L, -D   listener here   ── direct-tcpip ──▶ the server connects
//	-R       listener there  ── forwarded-tcpip ──▶ this program connects
type forwards struct {
	client  *ssh.Client
	o       *sshOptions
	say     func(format string, args ...any) // one line to the user
	carried *carried                         // counts those who use the forwardings

	mu  sync.Mutex // guards all
	all []*forward
}

// A forward is a forwarding that listens.
type forward struct {
	spec      forwardSpec
	listeners []net.Listener
}

// newForwards returns none yet, of the client's connection.
func (d *dialer) newForwards(client *ssh.Client) *forwards {
	return &forwards{client: client, o: d.o, say: d.say, carried: &d.carried}
}

// errForward says that a forwarding failed, which was said already.
var errForward = errors.New("a forwarding failed")

// clears reports whether forwardings and tunnels are none that were asked for: of
// ClearAllForwardings, which -W implies.
func (o *sshOptions) clears() bool {
	return o.clearForwards || o.stdio != (endpoint{}) && !o.given["clearallforwardings"]
}

// start adds the forwardings of the options; it fails if one does, and the user wants
// that.
func (f *forwards) start(ctx context.Context) error {
	failed, local := false, false
	for _, spec := range f.o.forwards {
		port, err := f.add(ctx, spec)
		switch {
		case err != nil:
			failed = true
			local = local || spec.kind != 'R'
		case port != spec.listen.port && spec.kind == 'R':
			f.say("Allocated port %d for remote forward to %s", port, spec.connect)
		}
	}
	if local {
		f.say("Could not request local forwarding.")
	}
	if failed && f.o.exitOnForward {
		return statusError(255)
	}
	return nil
}

// add begins one forwarding, and returns its port, which the server may have chosen. It
// tells the user what fails.
func (f *forwards) add(ctx context.Context, spec forwardSpec) (port int, err error) {
	fw := &forward{spec: spec}
	if spec.kind == 'R' {
		ln, err := f.listenThere(ctx, spec)
		if err != nil {
			return 0, err
		}
		fw.listeners = []net.Listener{ln}
	} else if fw.listeners = f.listenHere(spec); len(fw.listeners) == 0 {
		return 0, errForward
	}
	if tcp, ok := fw.listeners[0].Addr().(*net.TCPAddr); ok {
		port = tcp.Port
	} else if _, text, err := net.SplitHostPort(fw.listeners[0].Addr().String()); err == nil {
		port, _ = strconv.Atoi(text)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, fw)
	for _, ln := range fw.listeners {
		go f.accept(fw, ln)
	}
	return port, nil
}

// listenThere has the server listen. What a user leaves out is localhost: the server's
// GatewayPorts decides what more it may be.
func (f *forwards) listenThere(ctx context.Context, spec forwardSpec) (net.Listener, error) {
	at := spec.listen
	if !at.hasHost {
		at.host = "localhost"
	} else if at.host == "*" {
		at.host = ""
	}
	ln, err := f.client.Listen(ctx, at.network(), at.addr())
	if err == nil {
		return ln, nil
	}
	severity, what := "Warning", "port "+strconv.Itoa(at.port)
	if f.o.exitOnForward {
		severity = "Error"
	}
	if at.path != "" {
		what = "path " + at.path
	}
	f.say("%s: remote port forwarding failed for listen %s", severity, what)
	return nil, errForward
}

// cancel ends a forwarding: nothing more is accepted, and connections go on. Of a remote
// one the port may be the one that the server has chosen.
func (f *forwards) cancel(spec forwardSpec) error {
	f.mu.Lock()
	i := slices.IndexFunc(f.all, func(fw *forward) bool { return fw.answersTo(spec) })
	if i < 0 {
		f.mu.Unlock()
		return errors.New("there is no such forwarding")
	}
	fw := f.all[i]
	f.all = slices.Delete(f.all, i, i+1)
	f.mu.Unlock()
	return fw.close()
}

// answersTo compares what listens: its target need not be said.
func (fw *forward) answersTo(spec forwardSpec) bool {
	mine := fw.spec
	if (mine.kind == 'R') != (spec.kind == 'R') {
		return false
	}
	if mine.listen.port == 0 && mine.listen.path == "" && spec.listen.port != 0 { // the server has chosen
		if _, port, err := net.SplitHostPort(fw.listeners[0].Addr().String()); err == nil {
			mine.listen.port, _ = strconv.Atoi(port)
		}
	}
	return mine.listen == spec.listen && (spec.dynamic() || mine.connect == spec.connect)
}

// port returns that of a forwarding that is in force.
func (f *forwards) port(spec forwardSpec) (port int, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.all, func(fw *forward) bool { return fw.spec == spec })
	if i < 0 {
		return 0, false
	}
	if _, text, err := net.SplitHostPort(f.all[i].listeners[0].Addr().String()); err == nil {
		port, _ = strconv.Atoi(text)
	}
	return port, true
}

func (fw *forward) close() (err error) {
	for _, ln := range fw.listeners {
		err = errors.Join(err, ln.Close())
	}
	return err
}

// list returns the forwardings that are in force.
func (f *forwards) list() (specs []forwardSpec) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fw := range f.all {
		specs = append(specs, fw.spec)
	}
	return specs
}

// close ends the local listeners, which removes their sockets; the server's end with the
// connection.
func (f *forwards) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fw := range f.all {
		if fw.spec.kind != 'R' {
			fw.close()
		}
	}
	f.all = nil
}

// accept is a goroutine that serves those who connect. The end of the listener stops it.
func (f *forwards) accept(fw *forward, ln net.Listener) {
	for {
		nc, err := ln.Accept()
		var temporary interface{ Temporary() bool }
		switch {
		case err == nil:
			end := f.carried.begin()
			go func() { // the end of either side stops it
				defer end()
				defer nc.Close()
				f.serve(fw.spec, nc)
			}()
		case errors.As(err, &temporary) && temporary.Temporary():
			time.Sleep(100 * time.Millisecond) // out of file descriptors, say
		default:
			return
		}
	}
}

// socksTime is how long a SOCKS client may take to say what it wants.
const socksTime = 30 * time.Second

// serve connects one connection to its target.
func (f *forwards) serve(spec forwardSpec, nc net.Conn) {
	to := spec.connect
	reply := func(error) {}
	if spec.dynamic() {
		r, err := socks.Accept(nc, socksTime)
		if err != nil {
			return
		}
		to = endpoint{host: r.Host, hasHost: true, port: int(r.Port)}
		reply = func(err error) { r.Reply(nc, socksCode(err)) }
		if spec.kind == 'R' && !f.o.permitRemoteOpen.allow(to.addr()) {
			f.say("connect_to %s port %d: not permitted by PermitRemoteOpen", wire.Escape([]byte(to.host)), to.port)
			reply(errNotPermitted)
			return
		}
	}
	if spec.kind == 'R' {
		f.here(nc, to, reply)
	} else {
		f.there(nc, to, reply)
	}
}

// there has the server connect to the target.
func (f *forwards) there(nc net.Conn, to endpoint, reply func(error)) {
	far, err := f.client.DialFor(context.Background(), nc.RemoteAddr(), to.network(), to.addr())
	reply(err)
	if err != nil {
		f.say("channel: open failed: %s", openFailed(err))
		return
	}
	far.Splice(nc)
}

// here connects this program to the target, for a connection of the server's.
func (f *forwards) here(far net.Conn, to endpoint, reply func(error)) {
	nc, err := net.DialTimeout(to.network(), to.addr(), 2*time.Minute)
	reply(err)
	if err != nil {
		if to.path != "" {
			f.say("connect to %s: %v", to.path, oneLine(unwrapSyscall(err)))
			return
		}
		f.say("connect_to %s port %d: failed: %v", wire.Escape([]byte(to.host)), to.port, oneLine(unwrapSyscall(err)))
		return
	}
	far.(*ssh.Conn).Splice(nc)
}

var errNotPermitted = errors.New("not permitted")

// openFailed says why the server did not connect: reason and words, as ssh does.
func openFailed(err error) string {
	var refused *ssh.OpenError
	if errors.As(err, &refused) {
		return fmt.Sprintf("%v: %s", refused.Reason, refused.Text)
	}
	return oneLine(err)
}

// unwrapSyscall takes off an error of package net what the user knows.
func unwrapSyscall(err error) error {
	err = unwrapOp(err)
	var call *os.SyscallError
	if errors.As(err, &call) {
		return call.Err
	}
	return err
}

// socksCode is what a SOCKS client is told of the attempt to connect.
func socksCode(err error) socks.Code {
	var refused *ssh.OpenError
	switch {
	case err == nil:
		return socks.Granted
	case errors.Is(err, errNotPermitted):
		return socks.NotAllowed
	case errors.As(err, &refused) && refused.Reason == wire.OpenAdministrativelyProhibited:
		return socks.NotAllowed
	case errors.As(err, &refused) && refused.Reason == wire.OpenConnectFailed:
		return socks.HostUnreachable
	}
	return socks.GeneralFailure
}
