package main

import (
	"cmp"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/tunnel"
	"github.com/glassh/glassh/ssh/x11"
	"github.com/glassh/glassh/wire"
)

// What a session on the server carries besides: the client's agent at a socket, its
// display at a port, and tunnels.

// permitCarry says what clients may have.
func (sh *shell) permitCarry(srv *ssh.Server) {
	srv.PermitAgent = func(permit any) bool {
		o := sh.settingsOf(permit)
		return o.agentForwarding && !o.disableForwarding && !optionsOf(permit).NoAgentForwarding
	}
	srv.PermitX11 = func(permit any) bool {
		o := sh.settingsOf(permit)
		if !o.x11Forwarding || o.disableForwarding || optionsOf(permit).NoX11Forwarding {
			return false
		}
		if _, err := os.Stat(o.xauth()); err != nil {
			sh.log.Warn("No xauth program; cannot forward X11.", "error", err)
			return false
		}
		return true
	}
	srv.HandleChannel(wire.ChannelTypeTun, sh.tunnel)
}

// carry makes what the session asks for, and returns the variables that tell of it. done
// takes it away.
func (sh *shell) carry(s *ssh.Session, a *account, env []string) (more []string, done func()) {
	var ends []func()
	done = func() {
		for _, end := range ends {
			end()
		}
	}
	if s.ForwardsAgent() {
		if socket, end, err := sh.agentSocket(s); err != nil {
			sh.log.Warn("the agent is not forwarded", "error", err)
		} else {
			ends = append(ends, end)
			more = append(more, "SSH_AUTH_SOCK="+socket)
		}
	}
	if s.X11 != nil {
		if display, end, err := sh.display(s, a, env); err != nil {
			sh.log.Warn("X11 is not forwarded", "error", err)
		} else {
			ends = append(ends, end)
			more = append(more, "DISPLAY="+display)
		}
	}
	return more, done
}

// maxCarried bounds the connections of one socket that are open at once.
const maxCarried = 256

// carryConns gives each connection of l a channel to the client, until l is closed.
func carryConns(l net.Listener, once bool, open func(net.Conn) (*ssh.Channel, error)) {
	room := make(chan struct{}, maxCarried)
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		room <- struct{}{}
		go func() { // the end of the connection, or of the channel, stops it
			defer func() { <-room }()
			ch, err := open(conn)
			if err != nil {
				conn.Close()
				return
			}
			ch.Splice(conn)
		}()
		if once {
			l.Close()
			return
		}
	}
}

// agentSocket makes a socket in a directory that only the user can enter.
func (sh *shell) agentSocket(s *ssh.Session) (socket string, done func(), err error) {
	var l net.Listener
	err = sh.within(s.Permit, func() error {
		dir, err := os.MkdirTemp("/tmp", "ssh-") // mode 0700
		if err != nil {
			return err
		}
		socket = filepath.Join(dir, "agent."+strconv.Itoa(os.Getpid()))
		if l, err = net.Listen("unix", socket); err != nil {
			os.Remove(dir)
		}
		return err
	})
	if err != nil {
		return "", nil, err
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false) // that is the user's to do
	go carryConns(l, false, func(net.Conn) (*ssh.Channel, error) { return s.OpenAgent(s.Conn().Context()) })
	return socket, func() {
		l.Close()
		sh.within(s.Permit, func() error {
			os.Remove(socket)
			return os.Remove(filepath.Dir(socket))
		})
	}, nil
}

// maxDisplays is the last number of a display that is tried, and one more.
const maxDisplays = 1000

var errNoDisplay = errors.New("no display number is free")

// listenDisplay listens at the port of the first display that is free.
func (o *serveOptions) listenDisplay() (list []net.Listener, number int, err error) {
	for number = o.x11Offset; number < maxDisplays; number++ {
		host4, host6 := "127.0.0.1", "::1"
		if !o.x11Localhost {
			host4, host6 = "0.0.0.0", "::"
		}
		port := strconv.Itoa(x11.Port(number))
		l, err := net.Listen("tcp4", net.JoinHostPort(host4, port))
		if err != nil {
			continue
		}
		list = []net.Listener{l}
		// The port is the user's in both families, or somebody else gets the cookie.
		switch l, err := net.Listen("tcp6", net.JoinHostPort(host6, port)); {
		case err == nil:
			list = append(list, l)
		case isInUse(err):
			list[0].Close()
			continue
		}
		return list, number, nil
	}
	return nil, 0, errNoDisplay
}

// display makes a display for the session's programs, and tells xauth its cookie.
func (sh *shell) display(s *ssh.Session, a *account, env []string) (name string, done func(), err error) {
	o := sh.settingsOf(s.Permit)
	list, number, err := o.listenDisplay()
	if err != nil {
		return "", nil, err
	}
	closeAll := func() {
		for _, l := range list {
			l.Close()
		}
	}
	suffix := ":" + strconv.Itoa(number) + "." + strconv.FormatUint(uint64(s.X11.Screen), 10)
	name, auth := "localhost"+suffix, "unix"+suffix
	if !o.x11Localhost {
		host, err := os.Hostname()
		if err != nil {
			closeAll()
			return "", nil, err
		}
		name, auth = host+suffix, host+suffix
	}
	if err := sh.xauth(o, a, env, "remove "+auth+"\nadd "+auth+" "+s.X11.Protocol+" "+s.X11.Cookie+"\n"); err != nil {
		closeAll()
		return "", nil, err
	}
	stop := sync.OnceFunc(closeAll)
	for _, l := range list {
		go func() {
			carryConns(l, s.X11.SingleConnection, func(conn net.Conn) (*ssh.Channel, error) {
				return s.OpenX11(s.Conn().Context(), conn.RemoteAddr())
			})
			stop() // a single connection is that of either listener
		}()
	}
	return name, func() {
		stop()
		sh.xauth(o, a, env, "remove "+auth+"\n")
	}, nil
}

// xauth runs that program as the user. The cookie goes through a pipe: everybody sees
// arguments.
func (sh *shell) xauth(o *serveOptions, a *account, env []string, commands string) error {
	ctx, cancel := context.WithTimeout(context.Background(), xauthLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, o.xauth(), "-q", "-")
	cmd.WaitDelay = time.Second
	cmd.Env, cmd.Stdin = env, strings.NewReader(commands)
	cmd.Dir = string(filepath.Separator) // its files have whole names
	a.become(cmd)
	ownGroup(cmd) // what is the user's has no part in the server's terminal
	if o.chroot != "" {
		dir, err := o.chrootOf(a)
		if err != nil {
			return err
		}
		a.confine(cmd, dir)
	}
	return cmd.Run()
}

// xauth is where that program is.
func (o *serveOptions) xauth() string {
	return cmp.Or(o.xauthLocation, defaultXAuth)
}

// tunnel serves a channel between two network interfaces.
func (sh *shell) tunnel(sc *ssh.ServerConn, in *ssh.Incoming) {
	device, mode, err := sh.openTunnel(sc, in.Data)
	if err != nil {
		sh.log.Warn("tunnel refused", "error", err)
		in.Reject(wire.OpenConnectFailed, "open failed")
		return
	}
	defer device.Close()
	pc, err := in.AcceptPackets()
	if err != nil {
		return
	}
	sh.log.Info("tunnel open", "interface", device.Name())
	tunnel.Join(mode, device, pc)
}

func (sh *shell) openTunnel(sc *ssh.ServerConn, data []byte) (tunnel.Device, wire.TunnelMode, error) {
	var open wire.OpenTun
	if err := open.Parse(data); err != nil {
		return nil, 0, err
	}
	o, key := sh.settingsOf(sc.Permit()), optionsOf(sc.Permit())
	mode := map[wire.TunnelMode]tunnelMode{wire.TunnelPackets: tunnelPoint, wire.TunnelFrames: tunnelEthernet}[open.Mode]
	if o.permitTunnel&mode == 0 || o.disableForwarding || key.NoPortForwarding {
		return nil, 0, errors.New("Server has rejected tunnel device forwarding")
	}
	unit := open.Unit
	if key.Tunnel != "" {
		forced, err := parseTunnelUnit(key.Tunnel)
		if err != nil {
			return nil, 0, err
		}
		if unit != wire.AnyTunnelUnit && unit != forced {
			return nil, 0, errors.New("the key is for another tunnel device")
		}
		unit = forced
	}
	var device tunnel.Device
	err := sh.accountOf(sc.Permit()).do(func() (err error) {
		device, err = tunnel.Open(open.Mode, unit)
		return err
	})
	return device, open.Mode, err
}
