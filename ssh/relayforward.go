package ssh

import (
	"context"
	"slices"
	"sync"

	"github.com/glassh/glassh/wire"
)

// What the server opens towards a plain client is what that client has asked it to listen
// for: a relay remembers the addresses, among those of the connection itself.
//
//	plain client ── tcpip-forward ──▶ relay ── tcpip-forward ──▶ server
//	             ◀─ forwarded-tcpip ─       ◀─ forwarded-tcpip ──

// request passes a global request on, and returns the answer.
func (r *relay) request(name string, payload []byte) (ok bool, rest []byte) {
	l := &forwardListener{cl: r.cl, relay: r, closed: make(chan struct{})}
	l.stop = sync.OnceFunc(func() { close(l.closed) })
	switch name {
	case wire.RequestTCPIPForward, wire.RequestCancelTCPIPForward:
		var m wire.TCPIPForward
		if m.Parse(payload) != nil {
			return false, nil
		}
		l.network, l.host, l.port = "tcp", string(m.Address), m.Port
	case wire.RequestStreamlocalForward, wire.RequestCancelStreamlocalForward:
		var m wire.StreamlocalForward
		if m.Parse(payload) != nil {
			return false, nil
		}
		l.network, l.path = "unix", string(m.Path)
	default:
		ok, rest, _ = r.cl.SendRequest(r.ctx, name, payload)
		return ok, rest
	}
	if name == wire.RequestCancelTCPIPForward || name == wire.RequestCancelStreamlocalForward {
		return r.cancel(l), nil
	}
	return r.listen(l, name, payload)
}

// listen asks the server to listen. It waits for the answer though the client may be gone:
// what is granted too late is given back.
func (r *relay) listen(l *forwardListener, name string, payload []byte) (ok bool, rest []byte) {
	f := &r.cl.forwards
	f.begin(r.cl)
	if f.ask(l) != nil {
		return false, nil
	}
	ok, rest, err := r.cl.c.global(context.Background(), name, payload)
	if f.answer(l, ok, rest, err) != nil {
		return false, nil
	}
	r.mu.Lock()
	gone := r.ctx.Err() != nil
	if !gone {
		r.listeners = append(r.listeners, l)
	}
	r.mu.Unlock()
	if gone {
		l.Close()
		return false, nil
	}
	return true, rest
}

// cancel has the server no longer listen for the client, which did ask for it.
func (r *relay) cancel(like *forwardListener) bool {
	r.mu.Lock()
	i := slices.IndexFunc(r.listeners, func(l *forwardListener) bool {
		return l.network == like.network && l.host == like.host && l.port == like.port && l.path == like.path
	})
	if i < 0 {
		r.mu.Unlock()
		return false
	}
	l := r.listeners[i]
	r.listeners = slices.Delete(r.listeners, i, i+1)
	r.mu.Unlock()
	return l.Close() == nil
}

// unlisten cancels all, at the end of the client.
func (r *relay) unlisten() {
	r.mu.Lock()
	list := r.listeners
	r.listeners = nil
	r.mu.Unlock()
	for _, l := range list {
		l.Close()
	}
}
