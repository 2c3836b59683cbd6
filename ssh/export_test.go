package ssh

import "github.com/glassh/glassh/ssh/keys"

// ForgetExtensions makes a client think that its server has said nothing of itself.
func ForgetExtensions(cl *Client) { cl.extensions = nil }

// NewHostKeySet is what a server would have announced to cl.
func NewHostKeySet(cl *Client, list ...*keys.PublicKey) *HostKeySet {
	return &HostKeySet{Keys: list, cl: cl}
}
