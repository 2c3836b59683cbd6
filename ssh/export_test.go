package ssh

// ForgetExtensions makes a client think that its server has said nothing of itself.
func ForgetExtensions(cl *Client) { cl.extensions = nil }
