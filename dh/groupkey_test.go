package dh_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/vectors"
)

func TestGroupKeyVectors(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Group                         int
			Private, Public, Peer, Shared vectors.Hex
		}
	}
	for _, name := range []string{"modp_computed.json", "modp_acvp.json"} {
		file, err := vectors.Load[group](name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			for _, v := range g.Tests {
				k := modp[v.Group]().NewKey(v.Private)
				if diff := cmp.Diff([]byte(v.Public), k.PublicKey()); diff != "" {
					t.Errorf("%s: %v: public value: %s", name, v.Case, diff)
				}
				if v.Peer == nil {
					continue // a key pair only
				}
				got, err := k.Shared(v.Peer)
				if err != nil || !bytes.Equal(v.Shared, got) {
					t.Errorf("%s: %v: want %x, got %x, %v", name, v.Case, v.Shared, got, err)
				}
			}
		}
	}
}

func TestReceivedGroupVectors(t *testing.T) {
	type group struct {
		P, G  vectors.Hex
		Tests []struct {
			vectors.Case
			Private, Peer, Shared vectors.Hex
		}
	}
	file, err := vectors.Load[group]("ffdh_cavs.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		group, err := dh.NewGroup(g.P, g.G)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range g.Tests {
			got, err := group.NewKey(v.Private).Shared(v.Peer)
			if err != nil || !bytes.Equal(v.Shared, got) {
				t.Errorf("%v: want %x, got %x, %v", v.Case, v.Shared, got, err)
			}
		}
	}
}

func TestGroupKeysAgreeWithMathBig(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	cases := 200
	if *long {
		cases = 10000
	}
	for i := range cases {
		g := dh.Group1()
		switch {
		case i%100 == 99:
			g = dh.Group18()
		case i%10 == 9:
			g = dh.Group14()
		}
		p := number(g.P())
		x, peer := make([]byte, r.IntN(70)), make([]byte, 1+r.IntN(g.Size()))
		for _, b := range [][]byte{x, peer} {
			for j := range b {
				b[j] = byte(r.Uint32())
			}
		}
		k := g.NewKey(x)
		want := new(big.Int).Exp(number(g.G()), number(x), p)
		if got := k.PublicKey(); len(got) != g.Size() || number(got).Cmp(want) != 0 {
			t.Fatalf("%d bits, x = %x: want y = %x, got %x", g.BitLen(), x, want, got)
		}
		got, err := k.Shared(peer)
		if errors.Is(err, dh.ErrGroupWeak) && len(peer) < 3 || errors.Is(err, dh.ErrGroupSecret) && number(x).Sign() == 0 {
			continue
		}
		want.Exp(number(peer), number(x), p)
		if err != nil || len(got) != g.Size() || number(got).Cmp(want) != 0 {
			t.Fatalf("%d bits, x = %x, peer = %x: want %x, got %x, %v", g.BitLen(), x, peer, want, got, err)
		}
	}
}

func TestBothSidesOfAGroupAgree(t *testing.T) {
	r := rand.NewChaCha8([32]byte{1})
	for id, group := range modp {
		g := group()
		a, errA := g.GenerateKey(r, 256)
		b, errB := group().GenerateKey(r, 128)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		x, errX := a.Shared(b.PublicKey())
		y, errY := b.Shared(a.PublicKey())
		if errX != nil || errY != nil || !bytes.Equal(x, y) || len(x) != g.Size() {
			t.Errorf("group %d: %x, %v; %x, %v", id, x, errX, y, errY)
		}
	}
}

// A repeated byte, for ever.
type stream byte

func (s stream) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s)
	}
	return len(p), nil
}

// TestExponentHasTwiceTheBitsNeeded makes exponents of zeros and of ones but for the
// highest bit, which is always 1, and looks at g to that power.
func TestExponentHasTwiceTheBitsNeeded(t *testing.T) {
	for _, c := range []struct {
		group      *dh.Group
		need, bits int
	}{
		{dh.Group14(), 0, 512},
		{dh.Group14(), 128, 512},
		{dh.Group14(), 256, 512},
		{dh.Group14(), 257, 514},
		{dh.Group14(), 384, 768},
		{dh.Group14(), 1023, 2046},
		{dh.Group14(), 1024, 2047},
		{dh.Group14(), 100000, 2047},
		{dh.Group1(), 512, 1023},
		{dh.Group1(), 256, 512},
	} {
		p, top := number(c.group.P()), new(big.Int).Lsh(big.NewInt(1), uint(c.bits-1))
		ones := new(big.Int).Sub(new(big.Int).Lsh(top, 1), big.NewInt(1))
		for rand, x := range map[stream]*big.Int{0: top, 0xff: ones} {
			r := &io.LimitedReader{R: rand, N: int64(c.bits+7) / 8}
			k, err := c.group.GenerateKey(r, c.need)
			if err != nil {
				t.Fatal(err)
			}
			if want := new(big.Int).Exp(big.NewInt(2), x, p); want.Cmp(number(k.PublicKey())) != 0 {
				t.Errorf("%d bits needed of %d, random bytes %#x: the exponent is not %x", c.need, c.group.BitLen(), byte(rand), x)
			}
			if r.N != 0 {
				t.Errorf("%d bits needed: %d bytes too few were read", c.need, r.N)
			}
		}
	}
}

func TestNoRandomnessNoGroupKey(t *testing.T) {
	k, err := dh.Group14().GenerateKey(bytes.NewReader(make([]byte, 63)), 256)
	if !errors.Is(err, io.ErrUnexpectedEOF) || k != nil {
		t.Errorf("want %v, got %v, %v", io.ErrUnexpectedEOF, k, err)
	}
}

func TestNegativeNeedPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("made a key for −1 bits")
		}
	}()
	dh.Group14().GenerateKey(stream(1), -1)
}

func TestPublicValuesOutOfRangeAreRefused(t *testing.T) {
	g := dh.Group14()
	p := number(g.P())
	plus := func(d int64) []byte { return new(big.Int).Add(p, big.NewInt(d)).Bytes() }
	bit := func(bits ...int) []byte {
		x := new(big.Int)
		for _, i := range bits {
			x.SetBit(x, i, 1)
		}
		return x.Bytes()
	}
	k := g.NewKey([]byte{3})
	for _, c := range []struct {
		name string
		y    []byte
		want error
	}{
		{"nothing", nil, dh.ErrGroupPublic},
		{"0", []byte{0}, dh.ErrGroupPublic},
		{"1", []byte{1}, dh.ErrGroupPublic},
		{"1 with zeros", []byte{0, 0, 1}, dh.ErrGroupPublic},
		{"2", []byte{2}, dh.ErrGroupWeak},
		{"2²⁰⁴⁷", bit(2047), dh.ErrGroupWeak},
		{"three bits", bit(2000, 7, 0), dh.ErrGroupWeak},
		{"four bits", bit(2000, 1000, 7, 0), nil},
		{"15", []byte{15}, nil},
		{"p − 2", plus(-2), nil},
		{"p − 2 with zeros", append(make([]byte, 9), plus(-2)...), nil},
		{"p − 1", plus(-1), dh.ErrGroupPublic},
		{"p − 1 with a zero", append([]byte{0}, plus(-1)...), dh.ErrGroupPublic},
		{"p", plus(0), dh.ErrGroupPublic},
		{"p + 1", plus(1), dh.ErrGroupPublic},
		{"p + 15", plus(15), dh.ErrGroupPublic},
		{"2²⁰⁴⁸ − 1", bytes.Repeat([]byte{0xff}, 256), dh.ErrGroupPublic},
		{"2²⁰⁴⁸ + 15", append(append([]byte{1}, make([]byte, 255)...), 15), dh.ErrGroupPublic},
	} {
		z, err := k.Shared(c.y)
		if !errors.Is(err, c.want) || (err == nil) != (z != nil) {
			t.Errorf("%s: want %v, got %x, %v", c.name, c.want, z, err)
		}
		if want := new(big.Int).Exp(number(c.y), big.NewInt(3), p); err == nil && number(z).Cmp(want) != 0 {
			t.Errorf("%s: want %x, got %x", c.name, want, z)
		}
	}
}

// TestTrivialSecretsAreRefused makes p so that y has order 2 or 4, or is a divisor of 0:
//
//	p = A² − 1: A² ≡ 1      p = A² + 1: A² ≡ −1      p = A²: A² ≡ 0
func TestTrivialSecretsAreRefused(t *testing.T) {
	even := new(big.Int).Lsh(big.NewInt(0xffff_1234_5678_abc), 1024-60)
	odd := new(big.Int).Add(even, big.NewInt(1))
	for _, c := range []struct {
		name string
		a    *big.Int
		plus int64
	}{{"1", even, -1}, {"p − 1", even, 1}, {"0", odd, 0}} {
		p := new(big.Int).Mul(c.a, c.a)
		p.Add(p, big.NewInt(c.plus))
		g, err := dh.NewGroup(p.Bytes(), []byte{2})
		if err != nil {
			t.Fatal(err)
		}
		if z, err := g.NewKey([]byte{2}).Shared(c.a.Bytes()); !errors.Is(err, dh.ErrGroupSecret) || z != nil {
			t.Errorf("%s: want %v, got %x, %v", c.name, dh.ErrGroupSecret, z, err)
		}
		if _, err := g.NewKey([]byte{2}).Shared(new(big.Int).Add(c.a, big.NewInt(2)).Bytes()); err != nil {
			t.Errorf("%s: another public value: %v", c.name, err)
		}
		if c.plus == -1 {
			// As a generator, A makes the public value 1 of any even exponent.
			g, err := dh.NewGroup(p.Bytes(), c.a.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if k, err := g.GenerateKey(stream(0), 256); !errors.Is(err, dh.ErrGroupPublic) || k != nil {
				t.Errorf("own public value 1: want %v, got %v", dh.ErrGroupPublic, err)
			}
		}
	}
}

func TestWipedGroupKeyHoldsNoExponent(t *testing.T) {
	g := dh.Group14()
	x := bytes.Repeat([]byte{0xab}, 64)
	k := g.NewKey(x)
	peer := g.NewKey([]byte{0xcd, 0xef}).PublicKey()
	if _, err := k.Shared(peer); err != nil {
		t.Fatal(err)
	}
	k.Wipe()
	if z, err := k.Shared(peer); !errors.Is(err, dh.ErrGroupSecret) { // y⁰ = 1
		t.Errorf("after Wipe the exponent is not 0: %x, %v", z, err)
	}
	if x[0] != 0xab {
		t.Error("Wipe reached the caller's bytes")
	}
}

func TestPublicKeyIsACopy(t *testing.T) {
	k := dh.Group1().NewKey([]byte{77})
	want := bytes.Clone(k.PublicKey())
	clear(k.PublicKey())
	if got := k.PublicKey(); !bytes.Equal(want, got) {
		t.Errorf("want %x, got %x", want, got)
	}
}

// FuzzPublicValue holds the checks against their definition.
func FuzzPublicValue(f *testing.F) {
	g := dh.Group1()
	k, p := g.NewKey([]byte{1}), number(g.P())
	f.Add([]byte{})
	f.Add([]byte{0, 7})
	f.Add(g.P())
	f.Add(new(big.Int).Sub(p, big.NewInt(2)).Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		y := number(in)
		ones := 0
		for i := range y.BitLen() {
			ones += int(y.Bit(i))
		}
		var want error
		switch {
		case y.Cmp(big.NewInt(1)) <= 0 || y.Cmp(new(big.Int).Sub(p, big.NewInt(1))) >= 0:
			want = dh.ErrGroupPublic
		case ones < 4:
			want = dh.ErrGroupWeak
		}
		z, err := k.Shared(in)
		if err != want || err == nil && number(z).Cmp(y) != 0 {
			t.Errorf("%x: want %v, got %x, %v", in, want, z, err)
		}
	})
}

func BenchmarkGroup(b *testing.B) {
	for _, id := range []int{14, 15, 16, 17, 18} {
		g := modp[id]()
		p := number(g.P())
		x := bytes.Repeat([]byte{0xa5}, 64) // 512 bits
		k := g.NewKey(x)
		peer := g.NewKey(bytes.Repeat([]byte{0x5a}, 64)).PublicKey()
		X, Y := number(x), number(peer)
		for _, c := range []struct {
			name string
			f    func()
		}{
			{"shared/tier=generic", func() { k.Shared(peer) }},
			{"shared/tier=std", func() { new(big.Int).Exp(Y, X, p) }},
			{"keygen/tier=generic", func() { modp[id]().NewKey(x) }},
			{"keygen/tier=std", func() { new(big.Int).Exp(big.NewInt(2), X, p) }},
		} {
			b.Run(fmt.Sprintf("alg=dh-group%d-%s", id, c.name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.f()
				}
			})
		}
	}
}
