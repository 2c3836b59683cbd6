package ssh

import (
	"context"
	"errors"
	"net"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/glassh/glassh/wire"
)

// maxBacklog is how many connections wait for Accept, on one listener. More are refused:
// each holds one of the channels of the connection, and a listener that nobody accepts
// from must not take them all (golang/go#77035).
const maxBacklog = 256

// forwards are the addresses that a client has asked the server to listen at.
type forwards struct {
	once sync.Once // the handlers were registered

	mu        sync.Mutex // guards what follows
	listeners []*forwardListener
	asking    int           // how many of them have no answer yet
	answered  chan struct{} // closed at the next answer
}

// A forwardListener is a net.Listener at the server.
type forwardListener struct {
	cl      *Client
	network string
	host    string        // as it was asked for
	port    uint32        // that the server listens at; 0 while it is not known
	chosen  bool          // by the server
	path    string        // of a Unix socket
	waiting chan *visitor // connections that were not accepted
	closed  chan struct{}
	stop    func() // closes closed, once
	relay   *relay // who serves the connections, in place of Accept, unless it is nil
}

// A visitor is a connection that came to the server's address.
type visitor struct {
	in      *Incoming
	origin  net.Addr
	decided chan struct{} // closed by who accepts it
}

var errListening = errors.New("ssh: that address is listened at already, by this connection")

// Listen has the server listen, at a "tcp" address host:port (RFC 4254 §7.1) or a "unix"
// path (OpenSSH, PROTOCOL §2.4), for connections that come here. The host "" is all
// addresses of the server, "localhost" the loopback ones; with port 0 the server chooses
// one, and Addr tells. ctx covers the asking and no more. An Accept that waits ends with
// the connection.
func (cl *Client) Listen(ctx context.Context, network, addr string) (net.Listener, error) {
	l, err := cl.listen(ctx, network, addr)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: forwardAddr(network, addr), Err: err}
	}
	return l, nil
}

var errNotListening = errors.New("ssh: the server refuses to listen there")

func (cl *Client) listen(ctx context.Context, network, addr string) (*forwardListener, error) {
	cl.forwards.begin(cl)
	l := &forwardListener{
		cl: cl, network: network,
		waiting: make(chan *visitor, maxBacklog), closed: make(chan struct{}),
	}
	l.stop = sync.OnceFunc(func() { close(l.closed) })
	name, rest := wire.RequestTCPIPForward, []byte(nil)
	switch network {
	case "tcp":
		var err error
		if l.host, l.port, err = splitHostPort(addr); err != nil {
			return nil, err
		}
		rest = (&wire.TCPIPForward{Address: []byte(l.host), Port: l.port}).Append(nil)
	case "unix":
		l.path = addr
		name, rest = wire.RequestStreamlocalForward, (&wire.StreamlocalForward{Path: []byte(addr)}).Append(nil)
	default:
		return nil, net.UnknownNetworkError(network)
	}
	if err := cl.forwards.ask(l); err != nil {
		return nil, err
	}
	result := make(chan error, 1)
	go func() { // the answer stops it, or the end of the connection
		ok, rest, err := cl.c.global(context.Background(), name, rest)
		result <- cl.forwards.answer(l, ok, rest, err)
	}()
	select {
	case err := <-result:
		if err != nil {
			return nil, err
		}
		return l, nil
	case <-ctx.Done():
		go func() { // likewise: what is granted too late is given back
			if <-result == nil {
				l.Close()
			}
		}()
		return nil, context.Cause(ctx)
	}
}

// begin registers the handlers of what comes to the addresses.
func (f *forwards) begin(cl *Client) {
	f.once.Do(func() {
		cl.HandleChannel(wire.ChannelTypeForwardedTCPIP, cl.onForwardedTCPIP)
		cl.HandleChannel(wire.ChannelTypeForwardedStreamlocal, cl.onForwardedStreamlocal)
	})
}

// ask enters a listener before the server is asked: connections may come as soon as it
// has said yes.
func (f *forwards) ask(l *forwardListener) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, other := range f.listeners {
		if other.network == l.network && other.host == l.host && other.port == l.port && other.path == l.path && (l.port != 0 || l.network == "unix") {
			return errListening
		}
	}
	f.listeners = append(f.listeners, l)
	f.asking++
	if f.answered == nil {
		f.answered = make(chan struct{})
	}
	return nil
}

// answer records what the server says, with the port that it chose.
func (f *forwards) answer(l *forwardListener, ok bool, rest []byte, err error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err == nil && !ok {
		err = errNotListening
	}
	if err == nil && l.network == "tcp" && l.port == 0 {
		var m wire.TCPIPForwardReply
		if err = m.Parse(rest); err == nil && (m.Port == 0 || m.Port > 65535) {
			err = errors.New("ssh: the server chose an impossible port, " + strconv.Itoa(int(m.Port)))
		}
		l.port, l.chosen = m.Port, true
	}
	if err != nil {
		f.remove(l)
	}
	f.asking--
	close(f.answered)
	f.answered = make(chan struct{})
	return err
}

// remove needs mu.
func (f *forwards) remove(l *forwardListener) {
	f.listeners = slices.DeleteFunc(f.listeners, func(other *forwardListener) bool { return other == l })
}

// find returns the listener that match picks, or nil. It waits for answers that are
// under way: the port may be in one of them.
func (f *forwards) find(match func([]*forwardListener) *forwardListener, ended <-chan struct{}) *forwardListener {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		l, answered := match(f.listeners), f.answered
		if l != nil || f.asking == 0 {
			return l
		}
		f.mu.Unlock()
		select {
		case <-answered:
		case <-ended:
		}
		f.mu.Lock()
		if isClosed(ended) {
			return nil
		}
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// matchTCP picks the listener that a server means by host and port. OpenSSH repeats
// what was asked for, as RFC 4254 §7.2 wants it; others put the address that they have
// bound or that was connected to there, so the port decides where it can. asyncssh names
// the port 0 if that was asked for.
func matchTCP(host string, port uint32) func([]*forwardListener) *forwardListener {
	return func(list []*forwardListener) (found *forwardListener) {
		same := 0
		for _, l := range list {
			switch {
			case l.network != "tcp" || l.port == 0:
			case l.port == port && l.host == host:
				return l
			case l.port == port, port == 0 && l.chosen && l.host == host:
				same++
				found = l
			}
		}
		if same > 1 {
			return nil
		}
		return found
	}
}

func (cl *Client) onForwardedTCPIP(in *Incoming) {
	var m wire.OpenForwardedTCPIP
	if err := m.Parse(in.Data); err != nil {
		in.Reject(wire.OpenConnectFailed, "malformed")
		return
	}
	origin := forwardAddr("tcp", hostPort(m.OriginAddress, m.OriginPort))
	cl.forwards.find(matchTCP(string(m.Address), m.Port), cl.c.ended).visit(in, origin)
}

func (cl *Client) onForwardedStreamlocal(in *Incoming) {
	var m wire.OpenForwardedStreamlocal
	if err := m.Parse(in.Data); err != nil {
		in.Reject(wire.OpenConnectFailed, "malformed")
		return
	}
	cl.forwards.find(func(list []*forwardListener) *forwardListener {
		for _, l := range list {
			if l.network == "unix" && l.path == string(m.Path) {
				return l
			}
		}
		return nil
	}, cl.c.ended).visit(in, &net.UnixAddr{Net: "unix"})
}

// visit lets a channel wait for Accept: it is undecided until then, and holds no data.
func (l *forwardListener) visit(in *Incoming, origin net.Addr) {
	if l == nil {
		in.Reject(wire.OpenAdministrativelyProhibited, "nobody asked for that address")
		return
	}
	if l.relay != nil {
		l.relay.join(in, l.relay.c)
		return
	}
	v := &visitor{in: in, origin: origin, decided: make(chan struct{})}
	select {
	case l.waiting <- v:
	default:
		in.Reject(wire.OpenResourceShortage, "too many connections wait")
		return
	}
	select {
	case <-v.decided:
	case <-l.closed: // refused, behind this function
	case <-in.c.ended:
	}
}

// Accept waits for the next connection, a *Conn. Its remote address is the one that the server
// tells, which is not proven.
func (l *forwardListener) Accept() (net.Conn, error) {
	for {
		if isClosed(l.closed) {
			return nil, l.fail(net.ErrClosed)
		}
		select {
		case v := <-l.waiting:
			ch, err := v.in.Accept(nil)
			close(v.decided)
			if err == nil {
				return &Conn{Channel: ch, local: l.Addr(), remote: v.origin}, nil
			}
		case <-l.closed:
		case <-l.cl.c.ended:
			return nil, l.fail(l.cl.c.why())
		}
	}
}

func (l *forwardListener) fail(err error) error {
	return &net.OpError{Op: "accept", Net: l.network, Addr: l.Addr(), Err: err}
}

// Addr returns the address that the server listens at.
func (l *forwardListener) Addr() net.Addr {
	if l.network == "unix" {
		return forwardAddr("unix", l.path)
	}
	return forwardAddr("tcp", hostPort([]byte(l.host), l.port))
}

// cancelTime is how long Close waits for a server to answer.
const cancelTime = 5 * time.Second

// Close has the server stop listening. Connections that were accepted go on, those that
// wait are refused.
func (l *forwardListener) Close() error {
	if isClosed(l.closed) {
		return &net.OpError{Op: "close", Net: l.network, Addr: l.Addr(), Err: net.ErrClosed}
	}
	l.stop()
	f := &l.cl.forwards
	f.mu.Lock()
	f.remove(l)
	f.mu.Unlock()
	name, rest := wire.RequestCancelTCPIPForward, (&wire.CancelTCPIPForward{Address: []byte(l.host), Port: l.port}).Append(nil)
	if l.network == "unix" {
		name, rest = wire.RequestCancelStreamlocalForward, (&wire.CancelStreamlocalForward{Path: []byte(l.path)}).Append(nil)
	}
	ctx, cancel := context.WithTimeout(context.Background(), cancelTime)
	defer cancel()
	ok, _, err := l.cl.c.global(ctx, name, rest)
	if err == nil && !ok {
		err = syscall.EINVAL
	}
	if isClosed(l.cl.c.ended) {
		return nil // nothing listens any more
	}
	return err
}
