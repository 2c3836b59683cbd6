package ssh

import "github.com/glassh/glassh/ssh/keys"

// ForgetExtensions makes a client think that its server has said nothing of itself.
func ForgetExtensions(cl *Client) { cl.extensions = nil }

// NewHostKeySet is what a server would have announced to cl.
func NewHostKeySet(cl *Client, list ...*keys.PublicKey) *HostKeySet {
	return &HostKeySet{Keys: list, cl: cl}
}

// Turns returns how often it was nobody's turn to read from the network.
func (cl *Client) Turns() uint32 { return cl.c.turn.turns.Load() }

// ReaderReads reports whether it is the reader's turn.
func (cl *Client) ReaderReads() bool { return cl.c.turn.whose.Load() == readers }
