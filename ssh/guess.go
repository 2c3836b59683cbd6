package ssh

import (
	"sync"

	"github.com/glassh/glassh/ssh/transport"
)

// A GuessCache remembers, for many hosts, which key exchange method and host key
// algorithm they chose last. The next client for the same host offers these first and
// begins the exchange with them before it has heard the server (RFC 4253 §7), if its own
// Algorithms have them; a guess that turns out wrong costs an ephemeral key, and nothing
// else.
//
// What was chosen is what the client prefers among what the server has. A server that
// learns of a better method gets it at the second connection from then on.
//
// The zero value is ready to use, and any number of clients may share one. What is to
// outlive a program goes through Get and Set.
type GuessCache struct {
	mu    sync.Mutex // guards hosts
	hosts map[string]Guess
}

// A Guess is what a server is expected to choose; the zero Guess is nothing.
type Guess = transport.Guess

// maxGuesses bounds the hosts of a cache.
const maxGuesses = 4096

// Get returns what to guess for host, which is as [NewClient] or [Dial] got it, with its
// port. A nil cache remembers nothing.
func (c *GuessCache) Get(host string) Guess {
	if c == nil {
		return Guess{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hosts[host]
}

// Set keeps what to guess the next time. The zero Guess forgets the host: no guess would
// be right, by RFC 4253 §7, or the last one ended badly.
func (c *GuessCache) Set(host string, g Guess) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.hosts, host)
	if g == (Guess{}) {
		return
	}
	for other := range c.hosts { // one at random makes room
		if len(c.hosts) < maxGuesses {
			break
		}
		delete(c.hosts, other)
	}
	if c.hosts == nil {
		c.hosts = make(map[string]Guess)
	}
	c.hosts[host] = g
}

// A WrongGuessError is how a key exchange failed that began with a wrong guess. A server
// drops the message of one (RFC 4253 §7), but paramiko takes it for the next one, and ends
// the connection. The guess is forgotten: connecting again is worth it.
type WrongGuessError struct{ Err error }

// Error says what Err does.
func (e *WrongGuessError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *WrongGuessError) Unwrap() error { return e.Err }
