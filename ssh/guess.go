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
// The zero value is ready to use, and any number of clients may share one.
type GuessCache struct {
	mu    sync.Mutex // guards hosts
	hosts map[string]transport.Guess
}

// maxGuesses bounds the hosts of a cache.
const maxGuesses = 4096

// recall returns what to guess for host.
func (c *GuessCache) recall(host string) transport.Guess {
	if c == nil {
		return transport.Guess{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hosts[host]
}

// remember keeps what to guess the next time. The zero Guess forgets the host: no guess
// would be right, by RFC 4253 §7, or the last one ended badly.
func (c *GuessCache) remember(host string, g transport.Guess) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.hosts, host)
	if g == (transport.Guess{}) {
		return
	}
	for other := range c.hosts { // one at random makes room
		if len(c.hosts) < maxGuesses {
			break
		}
		delete(c.hosts, other)
	}
	if c.hosts == nil {
		c.hosts = make(map[string]transport.Guess)
	}
	c.hosts[host] = g
}
