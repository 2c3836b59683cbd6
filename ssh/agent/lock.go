package agent

import (
	"io"
	"time"

	"github.com/glassh/glassh/primitives/blowfish"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// A passphrase is what an agent is locked with. It keeps no more than
//
//	bcrypt_pbkdf(passphrase, salt, 16 rounds)
type passphrase struct {
	salt [16]byte
	hash [32]byte
}

// lockRounds is the work of a guess: some tens of milliseconds.
const lockRounds = 16

func newPassphrase(rand io.Reader, text []byte) (*passphrase, error) {
	p := new(passphrase)
	if _, err := io.ReadFull(rand, p.salt[:]); err != nil {
		return nil, err
	}
	return p, blowfish.PBKDF(p.hash[:], text, p.salt[:], lockRounds)
}

// is reports whether text is the passphrase.
func (p *passphrase) is(text []byte) bool {
	var hash [32]byte
	defer mem.Wipe(hash[:])
	if blowfish.PBKDF(hash[:], text, p.salt[:], lockRounds) != nil {
		return false
	}
	return ct.Equal(hash[:], p.hash[:]).Public()
}

func (p *passphrase) wipe() {
	if p != nil {
		mem.Wipe(p.hash[:])
	}
}

// guesses makes who guesses passphrases wait: a tenth of a second more each time, up
// to ten seconds, as OpenSSH does. Guesses on several connections wait for one
// another.
type guesses struct {
	turn   chan struct{} // holds one value for the whole of a guess; guards failed
	failed int
}

const (
	guessDelay = 100 * time.Millisecond
	maxGuesses = 100 // after which the delay grows no more
)

// lock locks the agent.
func (s *Server) lock(text []byte) error {
	if len(text) == 0 {
		return errEmptyPassphrase
	}
	p, err := newPassphrase(s.cfg.Rand, text)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.locked != nil {
		p.wipe()
		return errLocked
	}
	s.locked = p
	return nil
}

// unlock unlocks it again.
func (s *Server) unlock(text []byte) error {
	g := &s.unlocking
	g.turn <- struct{}{}
	defer func() { <-g.turn }()
	s.mu.Lock()
	p := s.locked
	s.mu.Unlock()
	if p == nil {
		return errNotLocked
	}
	if !p.is(text) {
		g.failed = min(g.failed+1, maxGuesses)
		select {
		case <-s.ctx.Done():
		case <-time.After(time.Duration(g.failed) * guessDelay):
		}
		return errPassphrase
	}
	g.failed = 0
	s.mu.Lock()
	defer s.mu.Unlock()
	s.locked = nil // nobody else sets it to another meanwhile: it has to be nil for that
	p.wipe()
	return nil
}
