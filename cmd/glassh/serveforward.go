package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// Forwarding at the server: what the settings, the user's key and the system permit, all
// three (sshd_config(5), sshd(8)).

// serveForwarding are the settings.
type serveForwarding struct {
	disableForwarding bool
	allowTCP          allowForwarding
	allowStreamLocal  allowForwarding
	gatewayPorts      ssh.GatewayPorts
	permitOpen        permits
	permitListen      permits // hosts are patterns
	bindMask          fs.FileMode
	bindUnlink        bool
}

// defaultForwarding is what sshd permits.
var defaultForwarding = serveForwarding{allowTCP: allowBoth, allowStreamLocal: allowBoth, bindMask: defaultBindMask}

// allowForwarding is a value of AllowTcpForwarding: the directions that are.
type allowForwarding int

const (
	allowNone   allowForwarding = 0
	allowLocal  allowForwarding = 1 // the server connects
	allowRemote allowForwarding = 2 // the server listens
	allowBoth   allowForwarding = 3
)

var parseAllow = parseChoice([]string{"no", "local", "remote", "yes"}, map[string]allowForwarding{"all": allowBoth, "false": allowNone, "true": allowBoth})

var parseGateway = parseChoice([]string{"no", "yes", "clientspecified"}, map[string]ssh.GatewayPorts{})

// parsePermitListen reads the values of PermitListen: any, none, [HOST:]PORT, where a
// port alone stands for every host.
func parsePermitListen(words []string) (permits, error) {
	var list []string
	for _, word := range words {
		if len(words) > 1 || !strings.EqualFold(word, "any") && !strings.EqualFold(word, "none") {
			word = withAnyHost(word)
		}
		list = append(list, word)
	}
	return parsePermits(list)
}

func withAnyHost(text string) string {
	if !strings.Contains(text, ":") {
		return "*:" + text
	}
	return text
}

// allowListen says whether an address may be listened at; hosts are patterns.
func (p permits) allowListen(addr string) bool {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || p.none {
		return false
	}
	for _, q := range p.list {
		if keys.MatchPattern(q.host, host) && (q.port == "*" || q.port == port) {
			return true
		}
	}
	return len(p.list) == 0
}

var (
	errForwardingOff  = errors.New("the settings permit no such forwarding")
	errForwardingKey  = errors.New("the key permits no forwarding")
	errForwardingAddr = errors.New("the settings or the key do not permit that address")
)

// forwarding is what users may forward.
func (sh *shell) forwarding() *ssh.Forwarding {
	return &ssh.Forwarding{
		PermitDial: sh.permitDial, PermitListen: sh.permitListen,
		GatewayPorts: func(sc *ssh.ServerConn) ssh.GatewayPorts { return sh.settingsOf(sc.Permit()).gatewayPorts },
		Dial:         sh.dialFor, Listen: sh.listenFor,
	}
}

// permitForward asks for one direction, on one network.
func (sh *shell) permitForward(sc *ssh.ServerConn, network string, direction allowForwarding) error {
	o := sh.settingsOf(sc.Permit())
	allowed := o.allowTCP
	if network == "unix" {
		allowed = o.allowStreamLocal
	}
	switch {
	case o.disableForwarding || allowed&direction == 0:
		return errForwardingOff
	case optionsOf(sc.Permit()).NoPortForwarding:
		return errForwardingKey
	}
	return nil
}

func (sh *shell) permitDial(sc *ssh.ServerConn, network, addr string) error {
	if err := sh.permitForward(sc, network, allowLocal); err != nil || network == "unix" {
		return err
	}
	if !sh.settingsOf(sc.Permit()).permitOpen.allow(addr) || !permitted(optionsOf(sc.Permit()).PermitOpen).allow(addr) {
		return errForwardingAddr
	}
	return nil
}

func (sh *shell) permitListen(sc *ssh.ServerConn, network, addr string) error {
	if err := sh.permitForward(sc, network, allowRemote); err != nil || network == "unix" {
		return err
	}
	if !sh.settingsOf(sc.Permit()).permitListen.allowListen(addr) || !permitted(optionsOf(sc.Permit()).PermitListen).allowListen(addr) {
		return errForwardingAddr
	}
	a := sh.accountOf(sc.Permit())
	if _, port, _ := net.SplitHostPort(addr); a.switches && a.uid != 0 {
		if n, err := strconv.Atoi(port); err != nil || n != 0 && n < 1024 {
			return fmt.Errorf("ports below 1024 are root's, and %s is not", a.name)
		}
	}
	return nil
}

// permitted are the values of permitopen= and permitlisten=, which were checked when the
// key was read. An empty list that is not nil permits nothing: it is what two keys have
// in common.
func permitted(list []string) (p permits) {
	p.none = list != nil && len(list) == 0
	for _, text := range list {
		if host, port, err := net.SplitHostPort(withAnyHost(text)); err == nil {
			p.list = append(p.list, permit{host, port})
		} else {
			p.none = true
		}
	}
	return p
}

// dialFor connects for the user: to a Unix socket as the user, whose rights decide.
func (sh *shell) dialFor(ctx context.Context, sc *ssh.ServerConn, network, addr string) (nc net.Conn, err error) {
	var d net.Dialer
	if network != "unix" {
		return d.DialContext(ctx, network, addr)
	}
	err = sh.within(sc.Permit(), func() error {
		nc, err = d.DialContext(ctx, network, addr)
		return err
	})
	return nc, err
}

// listenFor listens for the user, likewise.
func (sh *shell) listenFor(ctx context.Context, sc *ssh.ServerConn, network, addr string) (ln net.Listener, err error) {
	if network != "unix" {
		var lc net.ListenConfig
		return lc.Listen(ctx, network, addr)
	}
	o := sh.settingsOf(sc.Permit())
	done := make(chan struct{})
	go func() { // a goroutine of its own, for maskHere; the end of the listening stops it
		defer close(done)
		err = sh.within(sc.Permit(), func() (err error) {
			ln, err = listenUnixHere(addr, o.bindMask, o.bindUnlink)
			return err
		})
	}()
	<-done
	if err == nil {
		ln = &userSocket{ln, func(f func() error) error { return sh.within(sc.Permit(), f) }}
	}
	return ln, err
}

// A userSocket removes its path as the user who made it: a server of root's that removed
// by itself whatever is there by then would remove what is not the user's.
type userSocket struct {
	net.Listener
	as func(func() error) error
}

// Close stops listening and removes the socket.
func (s *userSocket) Close() error {
	return s.as(s.Listener.Close)
}
