package ssh

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/glassh/glassh/wire"
)

// Bounds of what one connection forwards from the server's side. Those who connect to a
// forwarded port are strangers to the client: they take no more than half of its
// channels, and wait for the others to leave.
const (
	maxListening = 128
	maxVisitors  = 512
)

// listening are the listeners of a ServerConn that its client asked for.
type listening struct {
	mu       sync.Mutex // guards list
	list     map[listenKey][]net.Listener
	visitors chan struct{} // holds one value for each connection that came; made with list
}

// A listenKey is an address as its client knows it.
type listenKey struct {
	network, host string // host is the path of a Unix socket
	port          uint32 // in use
}

var errTooManyListeners = errors.New("too many addresses on one connection")

func (f *Forwarding) tcpipForward(sc *ServerConn, payload []byte) (bool, []byte) {
	var m wire.TCPIPForward
	if m.Parse(payload) != nil || m.Port > 65535 {
		return false, nil
	}
	key := listenKey{"tcp", string(m.Address), m.Port}
	port, ok := f.listen(sc, key)
	if !ok || m.Port != 0 {
		return ok, nil
	}
	return true, (&wire.TCPIPForwardReply{Port: port}).Append(nil)
}

func (f *Forwarding) streamlocalForward(sc *ServerConn, payload []byte) (bool, []byte) {
	var m wire.StreamlocalForward
	if m.Parse(payload) != nil {
		return false, nil
	}
	if path, ok := unixPath(m.Path); !ok || path != string(m.Path) {
		return false, nil
	}
	_, ok := f.listen(sc, listenKey{network: "unix", host: string(m.Path)})
	return ok, nil
}

func (f *Forwarding) cancelTCPIP(sc *ServerConn, payload []byte) (bool, []byte) {
	var m wire.CancelTCPIPForward
	return m.Parse(payload) == nil && sc.unlisten(listenKey{"tcp", string(m.Address), m.Port}), nil
}

func (f *Forwarding) cancelStreamlocal(sc *ServerConn, payload []byte) (bool, []byte) {
	var m wire.CancelStreamlocalForward
	return m.Parse(payload) == nil && sc.unlisten(listenKey{network: "unix", host: string(m.Path)}), nil
}

// address returns what is listened at, for people and for PermitListen.
func (k listenKey) address() string {
	if k.network == "unix" {
		return k.host
	}
	return hostPort([]byte(k.host), k.port)
}

// listen listens for the client, and returns the port.
func (f *Forwarding) listen(sc *ServerConn, key listenKey) (port uint32, ok bool) {
	log := sc.c.log.With("user", wire.Escape([]byte(sc.info.User)), "address", wire.Escape([]byte(key.address())))
	if err := f.PermitListen(sc, key.network, key.address()); err != nil {
		log.Warn("not listened at", "error", err)
		return 0, false
	}
	hosts := []string{""}
	if key.network == "tcp" {
		gateway := LoopbackOnly
		if f.GatewayPorts != nil {
			gateway = f.GatewayPorts(sc)
		}
		hosts = gateway.Bind(key.host)
	}
	list, port, err := f.bind(sc, key, hosts)
	if err == nil {
		key.port = port
		err = sc.keep(key, list)
	}
	if err != nil {
		log.Info("not listened at", "error", err)
		return 0, false
	}
	for _, ln := range list {
		log.Info("listening for the client", "at", ln.Addr().String())
	}
	return port, true
}

// bind binds one port of all hosts that it can be bound at; one is enough, for not every
// system has both families.
func (f *Forwarding) bind(sc *ServerConn, key listenKey, hosts []string) (list []net.Listener, port uint32, err error) {
	port = key.port
	for _, host := range hosts {
		network, addr := key.network, key.host
		if network == "tcp" {
			network, addr = ListenNetwork(host), hostPort([]byte(host), port)
		}
		ln, failed := f.listenAt(sc, network, addr)
		if failed != nil {
			err = cmp.Or(err, failed)
			continue
		}
		if tcp, ok := ln.Addr().(*net.TCPAddr); ok {
			port = uint32(tcp.Port) // for the next host too
		}
		list = append(list, ln)
	}
	if len(list) > 0 {
		return list, port, nil
	}
	return nil, 0, err
}

func (f *Forwarding) listenAt(sc *ServerConn, network, addr string) (net.Listener, error) {
	if f.Listen != nil {
		return f.Listen(sc.ctx, sc, network, addr)
	}
	var lc net.ListenConfig
	return lc.Listen(sc.ctx, network, addr)
}

// keep enters listeners, and accepts from them until they are closed. On an error it
// closes them.
func (sc *ServerConn) keep(key listenKey, list []net.Listener) (err error) {
	l := &sc.listening
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.list == nil {
		l.list = make(map[listenKey][]net.Listener)
		l.visitors = make(chan struct{}, maxVisitors)
	}
	if l.list[key] != nil {
		err = errListening
	} else if len(l.list) >= maxListening {
		err = errTooManyListeners
	}
	if err == nil {
		err = sc.c.do(func() error { // while the connection lasts: ServeConn waits for them behind it
			sc.sessions.Add(len(list))
			return nil
		})
	}
	for _, ln := range list {
		if err != nil {
			ln.Close()
			continue
		}
		go sc.accept(key, ln)
	}
	if err == nil {
		l.list[key] = list
	}
	return err
}

// unlisten ends the listeners of an address. The connections that they accepted go on.
func (sc *ServerConn) unlisten(key listenKey) bool {
	l := &sc.listening
	l.mu.Lock()
	defer l.mu.Unlock()
	list := l.list[key]
	delete(l.list, key)
	for _, ln := range list {
		ln.Close()
	}
	return list != nil
}

// accept is a goroutine that opens a channel for each connection that comes. The end of
// the listener stops it, which is that of the connection at the latest.
func (sc *ServerConn) accept(key listenKey, ln net.Listener) {
	defer sc.sessions.Done()
	defer ln.Close()
	stop := context.AfterFunc(sc.ctx, func() { ln.Close() })
	defer stop()
	room := sc.listening.visitors
	for {
		nc, err := acceptPatiently(sc.ctx, ln)
		if err != nil {
			return
		}
		select {
		case room <- struct{}{}:
		case <-sc.ctx.Done():
			nc.Close()
			return
		}
		sc.sessions.Go(func() {
			defer func() { <-room }()
			sc.welcome(key, nc)
		})
	}
}

// welcome opens a channel for a connection, and copies until the end.
func (sc *ServerConn) welcome(key listenKey, nc net.Conn) {
	defer nc.Close()
	kind, rest := wire.ChannelTypeForwardedStreamlocal, (&wire.OpenForwardedStreamlocal{Path: []byte(key.host)}).Append(nil)
	if key.network == "tcp" {
		kind = wire.ChannelTypeForwardedTCPIP
		m := wire.OpenForwardedTCPIP{Address: []byte(key.host), Port: key.port}
		m.OriginAddress, m.OriginPort = originator(nc.RemoteAddr())
		rest = m.Append(nil)
	}
	ch, err := sc.Open(sc.ctx, kind, rest, nil)
	if err != nil {
		sc.c.log.Info("connection not forwarded", "address", wire.Escape([]byte(key.address())), "error", err)
		return
	}
	log := sc.c.log.With("user", wire.Escape([]byte(sc.info.User)), "address", wire.Escape([]byte(key.address())),
		"origin", fmt.Sprint(nc.RemoteAddr()))
	log.Info("connection forwarded to the client")
	begin := time.Now()
	ch.Splice(nc)
	log.Info("forwarded connection ended", "duration", time.Since(begin).Round(time.Millisecond))
}

// acceptPatiently accepts, and waits for a while where that fails for lack of something.
func acceptPatiently(ctx context.Context, ln net.Listener) (net.Conn, error) {
	for {
		nc, err := ln.Accept()
		var temporary interface{ Temporary() bool }
		if err == nil || ctx.Err() != nil || !errors.As(err, &temporary) || !temporary.Temporary() {
			return nc, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}
