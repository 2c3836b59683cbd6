package protect

import "errors"

// ErrAuth says that a packet is not what the peer sealed, and nothing of what is wrong
// with it.
var ErrAuth = errors.New("protect: packet failed authentication")
