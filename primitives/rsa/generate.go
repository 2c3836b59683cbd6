package rsa

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/glassh/glassh/primitives/bigmod"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// f4 is the public exponent of every key made here, the fourth Fermat prime.
const f4 = 65537

// MinGenerate is the least length of a key that is made, in bits (FIPS 186-5 A.1).
const MinGenerate = 2048

// GenerateKey makes a key with n of that many bits, an even number from
// [MinGenerate] to [MaxBits], and e = 65537. Equal bytes from rand make equal keys.
// It fails for other lengths, with the error of reading from rand, and if what
// comes from there is far from random.
//
// FIPS 186-5 A.1.3, probable primes: p and q are drawn at random from √2·2ᵏ⁻¹ to
// 2ᵏ, k being half of the bits, each afresh until one is a prime and p − 1 is no
// multiple of e. So all primes are equally likely, and rejecting a candidate tells
// nothing about the next one: how long that takes, and in which test a candidate
// failed, is no secret.
func GenerateKey(rand io.Reader, bits int) (*PrivateKey, error) {
	if bits < MinGenerate || bits > MaxBits || bits%2 != 0 {
		return nil, fmt.Errorf("rsa: cannot make a key of %d bits, but of an even number from %d to %d", bits, MinGenerate, MaxBits)
	}
	k := bits / 2
	small := smallPrimes()
	p, err := randomPrime(rand, k, small)
	if err != nil {
		return nil, err
	}
	defer p.Wipe()
	for {
		q, err := randomPrime(rand, k, small)
		if err != nil {
			return nil, err
		}
		d := privateExponent(p, q)
		// A.1.3 step 5.5 and A.1.1: neither happens by chance.
		if tooClose(p, q, k).Public() || d.BitLenVarTime() <= k {
			q.Wipe()
			d.Wipe()
			continue
		}
		priv, err := assemble(p, q, d)
		q.Wipe()
		d.Wipe()
		return priv, err
	}
}

// assemble makes the key, with all checks of one that was read from a file.
func assemble(p, q, d *bigmod.Nat) (*PrivateKey, error) {
	n := p.Mul(q)
	numbers := &Numbers{N: trim(n), E: []byte{1, 0, 1}, D: trim(d), P: trim(p), Q: trim(q)}
	defer numbers.Wipe()
	modulus, err := bigmod.NewModulus(numbers.P)
	if err != nil {
		return nil, err
	}
	defer modulus.Wipe()
	qinv := modulus.NewElement().SetReduced(q)
	defer qinv.Wipe()
	numbers.Qinv = qinv.InvertPrime(qinv).Bytes()
	return NewPrivateKey(numbers)
}

// trim returns x without leading zeros.
func trim(x *bigmod.Nat) []byte {
	return x.FillBytes(make([]byte, (x.BitLenVarTime()+7)/8))
}

// tooClose reports whether the first 12 of the bytes of |p − q| are 0, counted as p
// and q have them: it is below 2ᵏ⁻⁹⁶ then, or a little more if k is not of whole
// bytes. The standard draws the line at 2ᵏ⁻¹⁰⁰. Primes that close could be found by
// Fermat's method from √n.
func tooClose(p, q *bigmod.Nat, k int) ct.Choice {
	a, less := p.Sub(q)
	b, _ := q.Sub(p)
	defer a.Wipe()
	defer b.Wipe()
	// The negative one of the two is taken modulo 2⁶⁴ⁿ, and ct.Copy drops it.
	size := (k + 63) / 64 * 8
	diff, other := a.FillBytes(make([]byte, size)), b.FillBytes(make([]byte, size))
	defer mem.Wipe(diff)
	defer mem.Wipe(other)
	ct.Copy(less, diff, other)
	var or uint64
	for _, x := range diff[:size-(k+7)/8+12] {
		or |= uint64(x)
	}
	return ct.IsZero(or)
}

// privateExponent returns d = 1/e mod φ, with φ = (p−1)(q−1). For c = −1/φ mod e it
// is (cφ + 1)/e: that division leaves no rest, and the quotient is below φ.
func privateExponent(p, q *bigmod.Nat) *bigmod.Nat {
	one := bigmod.NewNat([]byte{1})
	p1, _ := p.Sub(one)
	q1, _ := q.Sub(one)
	phi := p1.Mul(q1)

	e, err := bigmod.NewModulus([]byte{1, 0, 1})
	if err != nil {
		panic(err) // 65537 is odd
	}
	c := e.NewElement().SetReduced(phi)
	c.Subtract(e.NewElement(), c.InvertPrime(c)) // e is a prime
	cNat := c.Nat()
	product := phi.Mul(cNat)
	dividend := product.Add(one)
	d := dividend.DivExact(f4)

	c.Wipe()
	for _, x := range []*bigmod.Nat{p1, q1, phi, cNat, product, dividend} {
		x.Wipe()
	}
	return d
}

// roundsMillerRabin is how many random bases a candidate is tested with, after the
// base 2: the most that FIPS 186-5 Table B.1 asks for, for primes of 1024 bits.
const roundsMillerRabin = 5

var errNoPrime = errors.New("rsa: found no prime: the random numbers are not random")

// randomPrime draws a prime from √2·2ᵏ⁻¹ to 2ᵏ with p mod e ≠ 1 (FIPS 186-5 A.1.3,
// steps 4 and 5). Of k-bit numbers that are odd and large enough, one in 0.35·k is
// a prime, so that the limit on the number of draws is not met by chance.
func randomPrime(rand io.Reader, k int, small []uint32) (*bigmod.Nat, error) {
	b := make([]byte, (k+7)/8)
	defer mem.Wipe(b)
	excess := 8*len(b) - k
	for range 50 * k {
		if _, err := io.ReadFull(rand, b); err != nil {
			return nil, err
		}
		b[0] = b[0]<<excess>>excess | 0x80>>excess // without that bit it would be too small
		b[len(b)-1] |= 1
		if binary.BigEndian.Uint64(b)<<excess|uint64(b[8]>>(8-excess)) <= sqrt2 {
			continue
		}
		x := bigmod.NewNat(b)
		if hasSmallFactor(x, small) || x.ModWord(f4) == 1 {
			continue
		}
		m, err := bigmod.NewModulus(b)
		if err != nil {
			return nil, err // not for an odd number of k bits
		}
		prime, err := m.ProbablyPrime(roundsMillerRabin, rand)
		m.Wipe()
		if err != nil {
			return nil, err
		}
		if prime.Public() {
			return x, nil
		}
		x.Wipe()
	}
	return nil, errNoPrime
}

// sqrt2 is ⌊√2·2⁶³⌋. A candidate whose first 64 bits are more than that is above
// √2·2ᵏ⁻¹, and the product of two such has 2k bits.
const sqrt2 = 0xb504f333f9de6484

// sieveEnd is the end of the small primes. A larger one costs about what it saves.
const sieveEnd = 2048

// smallPrimes returns the odd primes below sieveEnd, by the sieve of Eratosthenes.
func smallPrimes() (primes []uint32) {
	var composite [sieveEnd]bool
	for i := 3; i < sieveEnd; i += 2 {
		if composite[i] {
			continue
		}
		primes = append(primes, uint32(i))
		for j := i * i; j < sieveEnd; j += 2 * i {
			composite[j] = true
		}
	}
	return primes
}

// hasSmallFactor reports whether one of the primes divides x. The time tells which,
// of an x that is dropped then; that of an x without such a factor depends on its
// length only.
func hasSmallFactor(x *bigmod.Nat, primes []uint32) bool {
	for _, p := range primes {
		if x.ModWord(p) == 0 {
			return true
		}
	}
	return false
}
