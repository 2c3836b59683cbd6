package dh

import (
	"bytes"
	"errors"
	"math/bits"
)

// The lengths of p that [NewGroup] takes, in bits. RFC 8270 sets the lower one, and
// RFC 4419 §3 the upper one.
const (
	MinGroupBits = 2048
	MaxGroupBits = 8192
)

// What can be wrong with a group that a server sends.
var (
	ErrGroupSize      = errors.New("dh: group of fewer than 2048 or more than 8192 bits")
	ErrGroupEven      = errors.New("dh: group with an even modulus")
	ErrGroupGenerator = errors.New("dh: generator of the group is not in 2 … p − 2")
)

// NewGroup makes the group of a group exchange (RFC 4419) from p and g, both
// big-endian with any leading zeros. It returns [ErrGroupSize], [ErrGroupEven] or
// [ErrGroupGenerator] for what cannot be one.
//
// It does not check that p is a safe prime, and OpenSSH does not either: that takes
// seconds, and the server, which signs the group with its host key, could give the
// secret away in easier ways.
func NewGroup(p, g []byte) (*Group, error) {
	p = bytes.TrimLeft(p, "\x00")
	if n := bitLen(p); n < MinGroupBits || n > MaxGroupBits {
		return nil, ErrGroupSize
	}
	if p[len(p)-1]&1 == 0 {
		return nil, ErrGroupEven
	}
	return newGroup(p, g)
}

// bitLen returns the length in bits of a number without leading zeros.
func bitLen(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	return 8*(len(b)-1) + bits.Len8(b[0])
}

// GroupBits returns how long a p a client should ask for, in bits, if the exchange is
// to give secrets of need bits: SP 800-57 part 1, Table 2, cut off at [MaxGroupBits].
func GroupBits(need int) int {
	switch {
	case need <= 112:
		return 2048
	case need <= 128:
		return 3072
	case need <= 192:
		return 7680
	}
	return MaxGroupBits
}
