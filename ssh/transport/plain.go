package transport

import (
	"io"

	"github.com/glassh/glassh/ssh/protect"
)

// NewPlain returns a machine for a connection that somebody else has authenticated and
// protects: on which messages of the connection protocol go in packets that are not
// encrypted, from the first byte on. There are no identification strings and no keys on
// it. rand gives the padding.
func NewPlain(role Role, rand io.Reader) *Machine {
	m := &Machine{role: role, cfg: &Config{Rand: rand}, plain: true}
	m.in.open = protect.NewOpener(protect.Suite{}, protect.Keys{})
	m.out.seal = protect.NewSealer(protect.Suite{}, protect.Keys{}, rand)
	m.in.state, m.in.phase, m.out.running = Running, Running, true
	return m
}
