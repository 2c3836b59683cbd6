package ssh

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"

	"github.com/glassh/glassh/primitives/sha2"
)

// A refusal takes as long whether a user exists or not, as far as that can be: at least
// 5 ms, and up to 4.3 ms more by a hash of the user's name, so that neither the time
// itself nor its differences mean anything. Work that took longer is brought to that
// time doubled, as often as needed; what takes seconds hides nothing by a wait.
//
//	0        d        2d                4d
//	├────────┼────────┼─────────────────┼──▶ time since the request
//	  work ░░│  ▒▒▒▒▒▒│                       ▒ is waited
const (
	leastDelay = 5 * time.Millisecond
	mostDelay  = 5 * time.Second
)

// A delayer knows how long refusals take.
type delayer struct {
	once   sync.Once
	secret [32]byte // of this server: nobody else computes the times
}

// of returns the least time that refusing the user takes.
func (d *delayer) of(user string) time.Duration {
	d.once.Do(func() { rand.Read(d.secret[:]) })
	sum := sha2.Sum512(append(d.secret[:len(d.secret):len(d.secret)], user...))
	return leastDelay + time.Duration(binary.BigEndian.Uint32(sum[:]))/1000 // picoseconds
}

// rest returns how long to wait where elapsed has passed.
func rest(least, elapsed time.Duration) time.Duration {
	if elapsed > mostDelay {
		return 0
	}
	for least < elapsed {
		least *= 2
	}
	return least - elapsed
}

// pause waits until the refusal of a request that came at start may be sent, or ctx ends.
func (d *delayer) pause(ctx context.Context, user string, start time.Time) {
	wait := time.NewTimer(rest(d.of(user), time.Since(start)))
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
	}
}
