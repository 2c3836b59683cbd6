package agent

import (
	"bytes"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// An identity is a private key of a [Server] and its limits.
type identity struct {
	key          *keys.PrivateKey
	blob         []byte // as it is listed: the public key, or a certificate of it
	comment      string
	until        time.Time // zero: for ever
	confirm      bool
	destinations []Destination

	// using is held for reading while the key signs, and for writing by who wipes it.
	using sync.RWMutex
}

// listLen is how much of an answer an identity takes.
func (id *identity) listLen() int { return 4 + len(id.blob) + 4 + len(id.comment) }

// expired reports whether the lifetime is over, by either of a time's two clocks: the
// monotonic one may stand still while the machine sleeps, the other one be set back.
func (id *identity) expired(now time.Time) bool {
	return !id.until.IsZero() && (!now.Before(id.until) || !now.Round(0).Before(id.until.Round(0)))
}

// forget wipes the key, which nobody can find any more.
func (id *identity) forget() {
	id.using.Lock()
	defer id.using.Unlock()
	id.key.Wipe()
}

// find returns the identity of that blob, or nil. It needs s.mu.
func (s *Server) find(blob []byte) *identity {
	s.expire()
	for _, id := range s.keys {
		if bytes.Equal(id.blob, blob) {
			return id
		}
	}
	return nil
}

// put adds an identity, or puts it in the place of the same one. It needs s.mu.
func (s *Server) put(id *identity) error {
	if old := s.find(id.blob); old != nil {
		for i := range s.keys {
			if s.keys[i] == old {
				s.keys[i] = id
			}
		}
		old.forget()
		s.expire()
		return nil
	}
	// What does not fit into one answer could never be listed.
	size := 1 + 4 + id.listLen()
	for _, other := range s.keys {
		size += other.listLen()
	}
	if len(s.keys) == MaxIdentities || size > MaxMessage {
		return errFull
	}
	s.keys = append(s.keys, id)
	s.expire()
	return nil
}

// removeIf forgets the identities for which f holds, and returns how many there were.
// It needs s.mu.
func (s *Server) removeIf(f func(*identity) bool) (n int) {
	kept := s.keys[:0]
	for _, id := range s.keys {
		if f(id) {
			id.forget()
			n++
			continue
		}
		kept = append(kept, id)
	}
	clear(s.keys[len(kept):])
	s.keys = kept
	return n
}

// expire forgets the identities whose lifetime is over, and sets the timer for the
// next one. It needs s.mu.
func (s *Server) expire() {
	now := s.cfg.Now()
	if n := s.removeIf(func(id *identity) bool { return id.expired(now) }); n > 0 {
		s.cfg.Logger.Info("keys expired", "number", n)
	}
	next := time.Duration(-1)
	for _, id := range s.keys {
		if left := id.until.Sub(now); !id.until.IsZero() && (next < 0 || left < next) {
			next = left
		}
	}
	switch {
	case next < 0:
		if s.timer != nil {
			s.timer.Stop()
		}
	case s.timer == nil:
		s.timer = time.AfterFunc(next, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.ctx.Err() == nil {
				s.expire()
			}
		})
	default:
		s.timer.Reset(next)
	}
}

// deadline returns when a key expires that is to live for seconds, or by default if
// that is 0.
func (s *Server) deadline(seconds uint32) time.Time {
	life := time.Duration(seconds) * time.Second
	if life == 0 {
		life = s.cfg.Lifetime
	}
	if life <= 0 {
		return time.Time{}
	}
	return s.cfg.Now().Add(life)
}

// name is how an identity is called in the log.
func (id *identity) name() string {
	return wire.Escape([]byte(id.comment)) + " " + keys.Fingerprint(id.blob)
}
