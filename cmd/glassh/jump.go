package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/mux"
	"github.com/glassh/glassh/wire"
)

// ProxyJump: the way to a server leads through others. Each is logged in to as if it had
// been called by name, with what the configuration files say of it, and opens a channel
// to the next one; what goes through it is encrypted between here and there. A host that
// has a master (ControlPath) is reached through that one's connection.
//
//	ssh -J alice@a,b:2222 box
//
//	here ══ssh══ a ══direct-tcpip══ b:2222 ══direct-tcpip══ box:22

// A hop is one host of ProxyJump, as it is written.
type hop struct{ user, host, port string }

// maxHops bounds a way: configuration files may send it in a circle.
const maxHops = 32

// parseJump reads hops with commas between.
func parseJump(text string) (list []hop, err error) {
	for word := range strings.SplitSeq(text, ",") {
		var h hop
		rest := word
		if !strings.HasPrefix(word, "ssh://") {
			at := strings.LastIndexByte(word, '@')
			host := word[at+1:]
			// One colon is in front of a port; more are an IPv6 address without.
			if i := strings.LastIndexByte(host, ':'); i >= 0 && (host[0] == '[' && host[i-1] == ']' || strings.Count(host, ":") == 1) {
				h.port, rest = host[i+1:], word[:at+1+i]
				if _, err := parsePort(h.port); err != nil {
					return nil, fmt.Errorf("Invalid jump host %s: %w", wire.Escape([]byte(word)), err)
				}
			}
		}
		var port string
		if h.user, h.host, port, err = splitTarget(rest); err != nil {
			return nil, fmt.Errorf("Invalid jump host: %w", err)
		}
		if h.user != "" {
			if _, err := parseUser(h.user); err != nil { // it may get to a shell, as %j does
				return nil, fmt.Errorf("Invalid jump host: %w", err)
			}
		}
		if port != "" {
			h.port = port
		}
		list = append(list, h)
	}
	return list, nil
}

// setJump is the value of ProxyJump.
func setJump(o *sshOptions, words []string) error {
	if !strings.EqualFold(words[0], "none") {
		// Tokens have no colons, commas or @ in them, and pass as names.
		if _, err := parseJump(strings.ReplaceAll(words[0], "%", "x")); err != nil {
			return err
		}
	}
	o.proxyJump = words[0]
	return nil
}

// jumpFlag is -J.
func jumpFlag(o *sshOptions, value string) error {
	switch {
	case o.jumps():
		return errors.New("Only a single -J option is permitted (use commas to separate multiple jump hops)")
	case o.commands():
		return errors.New("Cannot specify -J with ProxyCommand")
	}
	return o.option("ProxyJump", value)
}

// jump connects through the last host of ProxyJump, which is reached through the others.
func (d *dialer) jump(ctx context.Context) (net.Conn, error) {
	if d.hops++; d.hops > maxHops {
		return nil, fmt.Errorf("the way leads through more than %d hosts", maxHops)
	}
	hops, err := parseJump(d.o.proxyJump)
	if err != nil {
		return nil, err
	}
	last := hops[len(hops)-1]
	before := ""
	if len(hops) > 1 {
		before = d.o.proxyJump[:strings.LastIndexByte(d.o.proxyJump, ',')]
	}
	o, err := d.hopOptions(last, before)
	if err != nil {
		return nil, fmt.Errorf("jump host %s: %w", last.host, err)
	}
	if o.refusal != "" {
		return nil, fmt.Errorf("jump host %s: Refusing connection: %s", last.host, o.refusal)
	}
	at := &dialer{o: o, e: d.e, screen: d.screen, log: d.log, hops: d.hops}
	client := at.throughMaster(ctx)
	if client == nil {
		if client, err = at.dial(ctx); err != nil {
			return nil, fmt.Errorf("jump host %s: %w", last.host, err)
		}
		at.warnOfWeak(client)
	}
	at.o.qos.mark(at.conn, true)
	nc, err := client.DialContext(ctx, "tcp", net.JoinHostPort(d.o.hostName, strconv.Itoa(d.o.port)))
	if err != nil {
		client.Close()
		return nil, fmt.Errorf("jump host %s: connect to host %s port %d: %w", last.host, d.o.hostName, d.o.port, unwrapOp(err))
	}
	return &hopConn{Conn: nc, close: sync.OnceFunc(func() {
		nc.Close()
		client.Close()
	})}, nil
}

// throughMaster returns a client of the hop's own master (ControlPath), whose connection is
// used as it is, or nil if the hop is to be logged in to.
func (d *dialer) throughMaster(ctx context.Context) *ssh.Client {
	if c := d.o.control; c.path == "" || !c.master.joins() {
		return nil
	}
	cl, err := d.dialMaster(ctx)
	if err != nil || cl == nil {
		return nil
	}
	nc, err := cl.Proxy()
	if err != nil {
		d.log.Info("the master of the jump host does not let through", "host", d.o.host, "error", err)
		cl.Close()
		return nil
	}
	d.log.Info("the connection of a master is used", "host", d.o.host, "path", d.o.control.path)
	return ssh.NewPlainClient(mux.Plain(nc), connection.Config{}, d.log)
}

// hopOptions are those of a hop: of the command line, it has the file and the talk.
func (d *dialer) hopOptions(h hop, before string) (*sshOptions, error) {
	o := sshDefaults()
	o.configFile = d.o.configFile
	if d.o.given["loglevel"] {
		o.setLogLevel(d.o.logLevel)
	}
	if d.o.given["rememberkeyexchange"] {
		o.remember, o.given["rememberkeyexchange"] = d.o.remember, true
	}
	for _, option := range [][2]string{{"User", h.user}, {"Port", h.port}, {"ProxyJump", before}} {
		if option[1] != "" {
			if err := o.option(option[0], option[1]); err != nil {
				return nil, err
			}
		}
	}
	o.host = h.host
	return o, o.finish(d.e)
}

// A hopConn is a connection through a client that it closes at its end.
type hopConn struct {
	net.Conn
	close func()
}

// Close closes both.
func (c *hopConn) Close() error {
	c.close()
	return nil
}
