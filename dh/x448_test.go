package dh_test

import (
	"bytes"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/vectors"
)

func TestX448FunctionVectors(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Iterations     int
			Scalar, U, Out vectors.Hex
		}
	}
	file, err := vectors.Load[group]("x448_rfc7748.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			if c.Iterations > 1000 && !*long {
				continue
			}
			t.Run(c.String(), func(t *testing.T) {
				k, u := [56]byte(c.Scalar), [56]byte(c.U)
				for range c.Iterations {
					k, u = dh.X448(&k, &u), k
				}
				if diff := cmp.Diff([]byte(c.Out), k[:]); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestX448KeyAgreementVectors(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Private, Public, Peer, Shared vectors.Hex
		}
	}
	file, err := vectors.Load[group]("x448dh_rfc7748.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			k := dh.NewX448Key(c.Private)
			if diff := cmp.Diff([]byte(c.Public), k.PublicKey()); diff != "" {
				t.Errorf("%s: public key: %s", c, diff)
			}
			shared, err := k.Shared(c.Peer)
			if err != nil {
				t.Fatalf("%s: %v", c, err)
			}
			if diff := cmp.Diff([]byte(c.Shared), shared); diff != "" {
				t.Errorf("%s: shared secret: %s", c, diff)
			}
		}
	}
}

// TestX448Wycheproof follows the policy of X25519. A key that is too long is refused.
func TestX448Wycheproof(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Public, Private, Shared vectors.Hex
		}
	}
	file, err := vectors.Wycheproof[group]("x448_test.json")
	if err != nil {
		t.Fatal(err)
	}
	count := map[vectors.Result]int{}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			count[c.Result]++
			accept := c.Result == vectors.Valid
			if c.Result == vectors.Acceptable {
				accept = true
				for _, flag := range c.Flags {
					p, ok := policy[flag]
					if !ok {
						t.Errorf("%s: no policy for the flag %s", c, flag)
					}
					accept = accept && p.accept
				}
			}
			shared, err := dh.NewX448Key(c.Private).Shared(c.Public)
			switch {
			case accept && err != nil:
				t.Errorf("%s %v: %v", c, c.Flags, err)
			case accept && !bytes.Equal(shared, c.Shared):
				t.Errorf("%s %v: want %x, got %x", c, c.Flags, []byte(c.Shared), shared)
			case !accept && err == nil:
				t.Errorf("%s %v: accepted", c, c.Flags)
			case c.Result == vectors.Acceptable:
				if raw := dh.X448((*[56]byte)(c.Private), (*[56]byte)(c.Public)); !bytes.Equal(raw[:], c.Shared) {
					t.Errorf("%s: X448: want %x, got %x", c, []byte(c.Shared), raw)
				}
			}
		}
	}
	want := map[vectors.Result]int{vectors.Valid: 253, vectors.Acceptable: 245, vectors.Invalid: 12}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}

var p448 = func() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(1), 448)
	return n.Sub(n.Sub(n, new(big.Int).Lsh(big.NewInt(1), 224)), big.NewInt(1))
}()

func encode448(n *big.Int) []byte {
	b := n.FillBytes(make([]byte, 56))
	slices.Reverse(b)
	return b
}

// Of the points whose multiple by 4 is zero or infinite, u is 0, 1 or −1; each has
// another encoding if that is below 2⁴⁴⁸.
func TestX448PeerOfSmallOrderIsRefused(t *testing.T) {
	k := dh.NewX448Key(bytes.Repeat([]byte{0x42}, 56))
	for _, n := range []int64{-1, 0, 1} {
		low, high := new(big.Int).Mod(big.NewInt(n), p448), new(big.Int).Add(p448, big.NewInt(n))
		for _, u := range []*big.Int{low, high} {
			if shared, err := k.Shared(encode448(u)); !errors.Is(err, dh.ErrX448Zero) || shared != nil {
				t.Errorf("u = %x: want ErrX448Zero, got %x, %v", u, shared, err)
			}
		}
	}
}

func TestX448LengthsAreChecked(t *testing.T) {
	k := dh.NewX448Key(make([]byte, 56))
	for _, n := range []int{0, 1, 32, 55, 57} {
		if shared, err := k.Shared(bytes.Repeat([]byte{9}, n)); !errors.Is(err, dh.ErrX448Length) || shared != nil {
			t.Errorf("%d bytes: want ErrX448Length, got %x, %v", n, shared, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a scalar of 55 bytes was taken")
		}
	}()
	dh.NewX448Key(make([]byte, 55))
}

func TestX448NumbersOverTheFieldAreReduced(t *testing.T) {
	k := [56]byte{0x55, 55: 0x42}
	for n := range int64(20) {
		low, high := [56]byte(encode448(big.NewInt(n))), [56]byte(encode448(new(big.Int).Add(p448, big.NewInt(n))))
		if want, got := dh.X448(&k, &low), dh.X448(&k, &high); want != got {
			t.Errorf("p + %d: want %x, got %x", n, want, got)
		}
	}
}

// oracle448 is RFC 7748 §5 with big integers.
func oracle448(k, u []byte) []byte {
	scalar, point := slices.Clone(k), slices.Clone(u)
	scalar[0] &= 252
	scalar[55] |= 128
	slices.Reverse(scalar)
	slices.Reverse(point)
	n := new(big.Int).SetBytes(scalar)
	mul := func(a, b *big.Int) *big.Int { r := new(big.Int).Mul(a, b); return r.Mod(r, p448) }
	add := func(a, b *big.Int) *big.Int { return new(big.Int).Add(a, b) }
	sub := func(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }
	x1 := new(big.Int).SetBytes(point)
	x2, z2, x3, z3 := big.NewInt(1), new(big.Int), x1, big.NewInt(1)
	for t := 447; t >= 0; t-- {
		if n.Bit(t) == 1 {
			x2, z2, x3, z3 = x3, z3, x2, z2
		}
		a, b, c, d := add(x2, z2), sub(x2, z2), add(x3, z3), sub(x3, z3)
		aa, bb, da, cb := mul(a, a), mul(b, b), mul(d, a), mul(c, b)
		e := sub(aa, bb)
		x3, z3 = mul(add(da, cb), add(da, cb)), mul(x1, mul(sub(da, cb), sub(da, cb)))
		x2, z2 = mul(aa, bb), mul(e, add(aa, mul(big.NewInt(39081), e)))
		if n.Bit(t) == 1 {
			x2, z2, x3, z3 = x3, z3, x2, z2
		}
	}
	return encode448(mul(x2, new(big.Int).Exp(z2, sub(p448, big.NewInt(2)), p448)))
}

func agree448(t *testing.T, scalar, peer *[56]byte) {
	t.Helper()
	k := dh.NewX448Key(scalar[:])
	if raw := dh.X448(scalar, &[56]byte{5}); !bytes.Equal(raw[:], k.PublicKey()) {
		t.Fatalf("scalar %x: the ladder gives %x, the table %x", scalar, raw, k.PublicKey())
	}
	if want, got := oracle448(scalar[:], peer[:]), dh.X448(scalar, peer); !bytes.Equal(want, got[:]) {
		t.Fatalf("scalar %x, peer %x: want %x, got %x", scalar, peer, want, got)
	}
}

func TestX448AgreesWithBigIntegers(t *testing.T) {
	rnd := rand.NewChaCha8([32]byte{44, 8})
	n := 100
	if *long {
		n = 10000
	}
	for range n {
		var scalar, peer [56]byte
		rnd.Read(scalar[:])
		rnd.Read(peer[:])
		agree448(t, &scalar, &peer)
	}
}

func FuzzX448(f *testing.F) {
	f.Add(make([]byte, 112))
	f.Add(bytes.Repeat([]byte{0xff}, 112))
	f.Fuzz(func(t *testing.T, in []byte) {
		var scalar, peer [56]byte
		copy(peer[:], in[copy(scalar[:], in):])
		agree448(t, &scalar, &peer)
	})
}

func TestX448GeneratedKeysComeFromTheReader(t *testing.T) {
	r := bytes.NewReader(bytes.Repeat([]byte{1, 2, 3, 4}, 27))
	first, err := dh.GenerateX448(r)
	if err != nil {
		t.Fatal(err)
	}
	if want := dh.NewX448Key(bytes.Repeat([]byte{1, 2, 3, 4}, 14)); !bytes.Equal(want.PublicKey(), first.PublicKey()) {
		t.Error("the key is not the one of the first 56 bytes")
	}
	if k, err := dh.GenerateX448(r); err == nil || k != nil {
		t.Error("made a key of 52 bytes")
	}
}

func TestX448WipedKeyHoldsNoScalar(t *testing.T) {
	scalar := bytes.Repeat([]byte{0xab}, 56)
	k := dh.NewX448Key(scalar)
	k.Wipe()
	peer := dh.NewX448Key(bytes.Repeat([]byte{0xcd}, 56)).PublicKey()
	want, err := dh.NewX448Key(make([]byte, 56)).Shared(peer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.Shared(peer)
	if err != nil || !bytes.Equal(want, got) {
		t.Errorf("after Wipe the scalar is not zero: %x, %v", got, err)
	}
	if scalar[0] != 0xab {
		t.Error("Wipe reached the caller's bytes")
	}
}

func TestX448DoesNotAllocate(t *testing.T) {
	k, u := [56]byte{1}, [56]byte{5}
	if n := testing.AllocsPerRun(10, func() { u = dh.X448(&k, &u) }); n != 0 {
		t.Errorf("want no allocation, got %v", n)
	}
}

func BenchmarkX448(b *testing.B) {
	scalar := bytes.Repeat([]byte{0x42}, 56)
	k := dh.NewX448Key(scalar)
	peer := dh.NewX448Key(bytes.Repeat([]byte{0x24}, 56)).PublicKey()
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"shared", func() { k.Shared(peer) }},
		{"keygen", func() { dh.NewX448Key(scalar) }},
	} {
		b.Run("alg=x448-"+c.name+"/tier=generic", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.f()
			}
		})
	}
}
