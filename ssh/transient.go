package ssh

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/glassh/glassh/primitives/rsa"
)

// transientLife is how long a transient key serves. Whoever breaks into the server can
// read the connections that used the key it has then, and no older ones.
const transientLife = time.Hour

// A transientKey is the key that clients encrypt to in rsa2048-sha256 (RFC 4432), for
// all connections of a server. It is made when a connection first needs it, while those
// that need it too wait and others do not.
type transientKey struct {
	mu   sync.Mutex // guards what follows, and is held while a key is made
	key  *rsa.PrivateKey
	made time.Time
}

// get returns the key, or makes a new one. The old one is not wiped: an exchange may be
// using it.
func (t *transientKey) get() (*rsa.PrivateKey, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.key != nil && time.Since(t.made) < transientLife {
		return t.key, nil
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	t.key, t.made = key, time.Now()
	return key, nil
}
