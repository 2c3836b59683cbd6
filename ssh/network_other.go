//go:build !unix

package ssh

import "net"

// A socket is not used here.
type socket struct{}

func (*socket) init(net.Conn, *input)        {}
func (*socket) usable() bool                 { return false }
func (*socket) tryWrite([]byte) (int, error) { panic("ssh: no socket") }
func (*socket) fill(bool) error              { panic("ssh: no socket") }

// mostLooks is 0: there is nothing to look at.
const mostLooks = 0
