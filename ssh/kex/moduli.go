package kex

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"strconv"
	"strings"

	"github.com/glassh/glassh/dh"
)

// Moduli are the groups that a server of a group exchange chooses from. They are not
// changed, and may be used by several goroutines at a time.
type Moduli struct{ groups []modulus }

// A modulus is a safe prime p with a generator g, both without leading zeros.
type modulus struct {
	bits int // of p
	p, g []byte
}

// BuiltinModuli returns the groups that everybody has, 14 to 18, of 2048 to 8192 bits.
func BuiltinModuli() *Moduli {
	m := new(Moduli)
	for _, n := range []fixedGroup{14, 15, 16, 17, 18} {
		group := n.group()
		m.groups = append(m.groups, modulus{group.BitLen(), group.P(), []byte{2}})
	}
	return m
}

// ParseModuli reads a file in the form of moduli(5). Each line is a group, its fields
// separated by blanks; lines that are empty or begin with # are none:
//
//	timestamp  type  tests  trials  size  generator  modulus
//
//	type       2: (p − 1)/2 is a prime too
//	tests      a set of bits: 1 says that p is composite, each other one names a test
//	trials     of the tests; 0: none was done
//	size       the number of bits of p, less one
//	generator, modulus   in hexadecimal
//
// A line that says something else, or that p is not a safe prime that was tested, is left
// out, and bad says why, one [*ModuliError] for each. Whether what the lines say is true
// is not checked: that takes hours. Groups of less than 2048 bits or more than 8192
// are not for use (RFC 8270), and left out without an error.
func ParseModuli(text []byte) (m *Moduli, bad []error) {
	m = new(Moduli)
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0][0] == '#' {
			continue
		}
		group, err := parseModulus(fields)
		switch {
		case err != nil:
			bad = append(bad, &ModuliError{number, err})
		case group.bits >= dh.MinGroupBits && group.bits <= dh.MaxGroupBits:
			m.groups = append(m.groups, group)
		}
	}
	return m, bad
}

// maxModuliBits bounds the size that a line may give, as in OpenSSH.
const maxModuliBits = 64 << 10

func parseModulus(fields []string) (m modulus, err error) {
	if len(fields) != 7 {
		return m, fmt.Errorf("%d fields, not 7", len(fields))
	}
	var kind, tests, trials, size int
	for i, to := range []*int{&kind, &tests, &trials, &size} {
		n, err := strconv.ParseUint(fields[i+1], 10, 31)
		if err != nil {
			return m, fmt.Errorf("field %d is not a number", i+2)
		}
		*to = int(n)
	}
	const composite = 1
	switch {
	case kind != 2:
		return m, fmt.Errorf("the type is %d, not 2, a safe prime", kind)
	case tests&composite != 0:
		return m, errors.New("the modulus is composite")
	case tests&^composite == 0 || trials == 0:
		return m, errors.New("the modulus was not tested")
	case size >= maxModuliBits:
		return m, fmt.Errorf("a size of %d bits", size)
	}
	m.bits = size + 1
	if m.g, err = parseHex("generator", fields[5]); err != nil {
		return m, err
	}
	if m.p, err = parseHex("modulus", fields[6]); err != nil {
		return m, err
	}
	if n := bitLen(m.p); n != m.bits {
		return m, fmt.Errorf("the modulus has %d bits, and its size says %d", n, m.bits)
	}
	if m.p[len(m.p)-1]&1 == 0 {
		return m, errors.New("the modulus is even")
	}
	// 1 < g < p − 1, and p is odd.
	last := bytes.Clone(m.p)
	last[len(last)-1]--
	if bitLen(m.g) < 2 || len(m.g) > len(m.p) || len(m.g) == len(m.p) && bytes.Compare(m.g, last) >= 0 {
		return m, errors.New("the generator is not in 2 … p − 2")
	}
	return m, nil
}

// parseHex reads a number without leading zeros.
func parseHex(what, s string) ([]byte, error) {
	if len(s)%2 != 0 {
		s = "0" + s
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("the %s is not hexadecimal", what)
	}
	return bytes.TrimLeft(b, "\x00"), nil
}

// bitLen returns the length in bits of a number without leading zeros.
func bitLen(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	return 8*(len(b)-1) + bits.Len8(b[0])
}

// A ModuliError says what is wrong with a line of a moduli file.
type ModuliError struct {
	Line int // from 1
	Err  error
}

// Error gives the line and what is wrong with it.
func (e *ModuliError) Error() string { return fmt.Sprintf("moduli: line %d: %v", e.Line, e.Err) }

// Unwrap returns Err.
func (e *ModuliError) Unwrap() error { return e.Err }

// Len returns how many groups there are.
func (m *Moduli) Len() int { return len(m.groups) }

// Choose returns a group of min to max bits: the smallest of n bits or more, or else the
// largest of less (RFC 4419 §3). Among several of that size rand decides. It fails if there
// is none of min to max bits, or if rand does.
func (m *Moduli) Choose(rand io.Reader, min, n, max int) (*dh.Group, error) {
	best, count := 0, 0
	for _, g := range m.groups {
		if g.bits < min || g.bits > max {
			continue
		}
		if best == 0 || g.bits >= n && (best < n || g.bits < best) || g.bits < n && g.bits > best {
			best, count = g.bits, 0
		}
		if g.bits == best {
			count++
		}
	}
	if count == 0 {
		return nil, fmt.Errorf("there is no group of %d to %d bits", min, max)
	}
	var seed [8]byte
	if _, err := io.ReadFull(rand, seed[:]); err != nil {
		return nil, err
	}
	// The choice is no secret, and as good as even.
	which := binary.BigEndian.Uint64(seed[:]) % uint64(count)
	for _, g := range m.groups {
		if g.bits != best {
			continue
		}
		if which == 0 {
			return dh.NewGroup(g.p, g.g)
		}
		which--
	}
	panic("kex: a group was counted and is not there")
}
