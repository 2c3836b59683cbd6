package peers_test

import (
	"net"
	"sync"
	"time"
)

// turns counts how often its owner waited for the other side behind what it wrote. What
// comes soon behind a write is no answer to it: it was on the way.
type turns struct {
	net.Conn
	soon  time.Duration // less than the path takes
	mu    sync.Mutex    // guards what follows
	wrote time.Time     // what has no answer yet, or zero
	n     int
}

func (c *turns) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.wrote = time.Now()
	c.mu.Unlock()
	return c.Conn.Write(p)
}

func (c *turns) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if n > 0 && !c.wrote.IsZero() && time.Since(c.wrote) > c.soon {
		c.n++
		c.wrote = time.Time{}
	}
	return n, err
}

func (c *turns) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
