package ssh

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// Startups bounds the connections that have not logged in (sshd_config(5), MaxStartups).
// From Begin of them on, a new one is refused with a chance of Rate percent, which grows
// to 100 at Full of them. The zero value is 10:30:100.
type Startups struct{ Begin, Rate, Full int }

// refuses decides about one more connection, where there are n; roll is a random number
// from 0 to 99.
func (m Startups) refuses(n, roll int) bool {
	if m == (Startups{}) {
		m = Startups{Begin: 10, Rate: 30, Full: 100}
	}
	switch {
	case n < m.Begin:
		return false
	case n >= m.Full || m.Rate >= 100:
		return true
	}
	return roll < m.Rate+(100-m.Rate)*(n-m.Begin)/(m.Full-m.Begin)
}

// A refusal says why a connection is closed before a word is said. Its text is for the
// client: one that reads it takes it for what servers may say before their
// identification (RFC 4253 §4.2).
type refusal struct{ why, text string }

// Error returns one line.
func (r *refusal) Error() string { return "ssh: connection refused: " + r.why }

const (
	tooMany    = "Exceeded MaxStartups\r\n"
	notAllowed = "Not allowed at this time\r\n"
)

// clientAddr returns the address of a client, or none if it has no IP address.
func clientAddr(nc net.Conn) netip.Addr {
	if ap, err := netip.ParseAddrPort(nc.RemoteAddr().String()); err == nil {
		return ap.Addr().Unmap()
	}
	return netip.Addr{}
}

// begin counts a connection that has not logged in, if it may come in at all.
func (s *Server) begin(addr netip.Addr) *refusal {
	if s.Penalties != nil {
		if why, ok := s.Penalties.Check(addr); !ok {
			if why == NoOffence {
				return &refusal{"too many sources have penalties", notAllowed}
			}
			return &refusal{"penalty: " + why.String(), notAllowed}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.MaxStartups.refuses(s.startups, rand.IntN(100)) {
		return &refusal{"too many connections before login", tooMany}
	}
	if block := s.NetBlock.of(addr); s.PerSourceMaxStartups > 0 && addr.IsValid() {
		if s.perSource[block] >= s.PerSourceMaxStartups {
			return &refusal{fmt.Sprintf("too many connections before login from %v", block), tooMany}
		}
		if s.perSource == nil {
			s.perSource = make(map[netip.Prefix]int)
		}
		s.perSource[block]++
	}
	s.startups++
	return nil
}

// begun takes back what begin counted.
func (s *Server) begun(addr netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.startups--
	block := s.NetBlock.of(addr)
	if s.perSource[block] > 1 {
		s.perSource[block]--
	} else {
		delete(s.perSource, block)
	}
}

// turnAwayTime is how long a client that is refused may keep the server from closing: a new
// connection has room for a line, unless its window is none.
const turnAwayTime = 50 * time.Millisecond

// turnAway tells a client that it is refused.
func (r *refusal) turnAway(nc net.Conn) {
	nc.SetWriteDeadline(time.Now().Add(turnAwayTime))
	nc.Write([]byte(r.text))
}

// errGrace is the end of a login that took too long.
var errGrace = errors.New("ssh: no login within the grace time")

// ErrRefuseConnection is an error by which Server.Require ends a connection.
var ErrRefuseConnection = errors.New("ssh: the connection is refused by configuration")

// ErrNoSuchUser is what an error of Server's functions wraps if there is no user of that
// name. To clients it is an error like others; their source gets the penalty for it.
var ErrNoSuchUser = errors.New("ssh: there is no such user")

// offence says what a connection did that ended before its login, with that error.
func (sc *ServerConn) offence(err error) Offence {
	var ended *userauth.Error
	switch {
	case errors.Is(err, ErrRefuseConnection):
		return RefusedConnection
	case errors.Is(err, errGrace):
		return ExceededGrace
	case sc.unknown:
		return UnknownUser
	case sc.failures > 0, errors.As(err, &ended) && ended.Reason == wire.ReasonNoMoreAuthMethods:
		return FailedAuthentication
	case sc.started: // and one proof was right
		return NoOffence
	}
	return NoAuthentication
}
