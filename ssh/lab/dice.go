package lab

import "github.com/glassh/glassh/primitives/sha3"

// dice are random bytes that are always the same for a seed: SHAKE128 of who throws them,
// and the seed. Keys that are made of them are known to everybody.
type dice struct{ stream *sha3.Shake }

func newDice(who, seed string) dice {
	d := dice{sha3.NewShake128()}
	d.stream.Write([]byte(who + "\x00" + seed))
	return d
}

// Read fills p.
func (d dice) Read(p []byte) (int, error) { return d.stream.Read(p) }
