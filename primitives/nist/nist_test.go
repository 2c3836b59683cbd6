package nist

import (
	"bytes"
	"crypto/ecdh"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
)

var long = flag.Bool("long", false, "run 10,000 cases where under a hundred are the default")

// cases is how many random cases a test runs.
func cases(few int) int {
	if *long {
		return 10_000
	}
	return few
}

var curves = []struct {
	Curve
	std ecdh.Curve
}{{P256, ecdh.P256()}, {P384, ecdh.P384()}, {P521, ecdh.P521()}}

func TestAgreesWithStandardLibrary(t *testing.T) {
	for _, c := range curves {
		t.Run(c.String(), func(t *testing.T) {
			rnd := rand.NewChaCha8([32]byte{byte(c.Curve)})
			for range cases(80) {
				a, err := GenerateKey(c.Curve, rnd)
				if err != nil {
					t.Fatal(err)
				}
				b, err := GenerateKey(c.Curve, rnd)
				if err != nil {
					t.Fatal(err)
				}
				std, err := c.std.NewPrivateKey(a.d.Append(nil))
				if err != nil {
					t.Fatal(err)
				}
				if want, got := std.PublicKey().Bytes(), a.PublicKey(); !bytes.Equal(want, got) {
					t.Fatalf("public key of %x: want %x, got %x", a.d.Append(nil), want, got)
				}
				peer, err := c.std.NewPublicKey(b.PublicKey())
				if err != nil {
					t.Fatal(err)
				}
				want, err := std.ECDH(peer)
				if err != nil {
					t.Fatal(err)
				}
				got, err := a.Shared(b.PublicKey())
				if err != nil || !bytes.Equal(want, got) {
					t.Fatalf("%x with %x: want %x, got %x, %v", a.d.Append(nil), b.PublicKey(), want, got, err)
				}
				again, err := b.Shared(a.PublicKey())
				if err != nil || !bytes.Equal(want, again) {
					t.Fatalf("%x with %x: want %x, got %x, %v", b.d.Append(nil), a.PublicKey(), want, again, err)
				}
			}
		})
	}
}

func TestOnlyUncompressedPointsAreTaken(t *testing.T) {
	for _, c := range curves {
		k, err := GenerateKey(c.Curve, rand.NewChaCha8([32]byte{1}))
		if err != nil {
			t.Fatal(err)
		}
		whole := k.PublicKey()
		size := c.Size()
		x, y := whole[1:1+size], whole[1+size:]
		zero := make([]byte, size)
		other, err := GenerateKey(curves[c.Curve%3].Curve, rand.NewChaCha8([32]byte{2}))
		if err != nil {
			t.Fatal(err)
		}
		point := func(first byte, parts ...[]byte) []byte {
			return append([]byte{first}, slices.Concat(parts...)...)
		}
		for name, b := range map[string][]byte{
			"nothing":                    nil,
			"the point at infinity":      {0},
			"infinity, as long":          point(0, zero, zero),
			"compressed":                 point(2+y[size-1]&1, x),
			"compressed, as long":        point(2+y[size-1]&1, x, y),
			"hybrid":                     point(6+y[size-1]&1, x, y),
			"hybrid, the other":          point(7-y[size-1]&1, x, y),
			"another first octet":        point(5, x, y),
			"without the first octet":    slices.Concat(x, y),
			"a byte short":               whole[:len(whole)-1],
			"a byte long":                append(bytes.Clone(whole), 0),
			"coordinates exchanged":      point(4, y, x),
			"(0, 0)":                     point(4, zero, zero),
			"(x, 0)":                     point(4, x, zero),
			"(x, x)":                     point(4, x, x),
			"all ones":                   point(4, bytes.Repeat([]byte{0xff}, 2*size)),
			"a point on another curve":   other.PublicKey(),
			"one padded to this length":  append(other.PublicKey(), whole...)[:len(whole)],
			"a coordinate a byte longer": point(4, []byte{0}, x, []byte{0}, y),
		} {
			var p Point
			if p.SetBytes(c.Curve, b) {
				t.Errorf("%s: %s is a point", c, name)
			}
			if got, err := k.Shared(b); err == nil || got != nil {
				t.Errorf("%s: agreed on %x with %s", c, got, name)
			}
		}
		var p Point
		if !p.SetBytes(c.Curve, whole) || !bytes.Equal(p.Append(nil), whole) || p.Curve() != c.Curve {
			t.Errorf("%s: the point itself is refused", c)
		}
	}
}

// ones is a source whose first bytes are 0xff, so that the first numbers are too large.
type ones struct {
	n    int
	then io.Reader
}

func (o *ones) Read(b []byte) (int, error) {
	if o.n == 0 {
		return o.then.Read(b)
	}
	n := min(o.n, len(b))
	for i := range b[:n] {
		b[i] = 0xff
	}
	o.n -= n
	return n, nil
}

func TestRandomScalarsAreDrawnAgain(t *testing.T) {
	for _, c := range curves {
		want := bytes.Repeat([]byte{0x01}, c.Size())
		zeros := make([]byte, c.Size())
		src := &ones{2 * c.Size(), io.MultiReader(bytes.NewReader(zeros), bytes.NewReader(want))}
		var s Scalar
		if err := s.SetRandom(c.Curve, src); err != nil {
			t.Fatal(err)
		}
		if got := s.Append(nil); !bytes.Equal(want, got) {
			t.Errorf("%s: want %x, got %x", c, want, got)
		}
		if err := s.SetRandom(c.Curve, src); err != io.EOF {
			t.Errorf("%s: without bytes left: %v", c, err)
		}
		if err := s.SetRandom(c.Curve, &ones{1, bytes.NewReader(nil)}); err == nil {
			t.Errorf("%s: a scalar of one byte", c)
		}
		if k, err := GenerateKey(c.Curve, bytes.NewReader(nil)); err != io.EOF || k != nil {
			t.Errorf("%s: a key of no bytes: %v", c, err)
		}
	}
}

// Every bit of a scalar must be as likely one as zero, but for the top of P-521's.
func TestRandomScalarsHaveAllBits(t *testing.T) {
	rnd := rand.NewChaCha8([32]byte{3})
	for _, c := range curves {
		and, or := bytes.Repeat([]byte{0xff}, c.Size()), make([]byte, c.Size())
		for range 100 {
			var s Scalar
			if err := s.SetRandom(c.Curve, rnd); err != nil {
				t.Fatal(err)
			}
			for i, b := range s.Append(nil) {
				and[i] &= b
				or[i] |= b
			}
		}
		all := bytes.Repeat([]byte{0xff}, c.Size())
		if c.Curve == P521 {
			all[0] = 1
		}
		if !bytes.Equal(and, make([]byte, c.Size())) || !bytes.Equal(or, all) {
			t.Errorf("%s: bits that are never 0 %x, or never 1 %x", c, and, or)
		}
	}
}

func TestScalarsOutOfRangeAreNoKeys(t *testing.T) {
	for _, c := range curves {
		for _, b := range [][]byte{make([]byte, c.Size()), bytes.Repeat([]byte{0xff}, c.Size())} {
			if k, err := NewPrivateKey(c.Curve, b); err == nil || k != nil {
				t.Errorf("%s: %x is a key", c, b)
			}
		}
		one := make([]byte, c.Size())
		one[len(one)-1] = 1
		if k, err := NewPrivateKey(c.Curve, one); err != nil || k.Curve() != c.Curve {
			t.Errorf("%s: the scalar 1: %v", c, err)
		}
	}
}

func TestMisusePanics(t *testing.T) {
	var s256, s384, zero Scalar
	s256.SetBytes(P256, append(make([]byte, 31), 1))
	s384.SetBytes(P384, append(make([]byte, 47), 1))
	zero.SetBytes(P256, make([]byte, 32))
	var p256, p Point
	p256.ScalarBaseMult(&s256)
	for name, f := range map[string]func(){
		"a sum of two curves":            func() { new(Scalar).Add(&s256, &s384) },
		"a product of two curves":        func() { new(Scalar).Multiply(&s384, &s256) },
		"a multiple on another curve":    func() { p.ScalarMult(&s384, &p256) },
		"a double multiple of two":       func() { p.VarTimeDoubleScalarBaseMult(&s384, &p256, &s384) },
		"a multiple by 0":                func() { p.ScalarMult(&zero, &p256) },
		"a base point's multiple by 0":   func() { p.ScalarBaseMult(&zero) },
		"a multiple by no scalar":        func() { p.ScalarBaseMult(new(Scalar)) },
		"a scalar of 31 bytes":           func() { new(Scalar).SetBytes(P256, make([]byte, 31)) },
		"a reduced scalar of 33 bytes":   func() { new(Scalar).SetReduced(P256, make([]byte, 33)) },
		"a key of 65 bytes":              func() { NewPrivateKey(P521, make([]byte, 65)) },
		"the size of no curve":           func() { Curve(0).Size() },
		"a point on no curve":            func() { p.SetBytes(4, nil) },
		"the encoding of no point":       func() { new(Point).Append(nil) },
		"the coordinate of no point":     func() { new(Point).AppendX(nil) },
		"the encoding of no scalar":      func() { new(Scalar).Append(nil) },
		"a double multiple of no points": func() { p.VarTimeDoubleScalarBaseMult(new(Scalar), new(Point), new(Scalar)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: did not panic", name)
				}
			}()
			f()
		}()
	}
	if got := Curve(0).String(); got != "no curve" {
		t.Errorf("String of no curve: %q", got)
	}
}

func TestWipe(t *testing.T) {
	k, err := GenerateKey(P384, rand.NewChaCha8([32]byte{4}))
	if err != nil {
		t.Fatal(err)
	}
	s := k.d
	if k.Wipe(); *k != (PrivateKey{}) {
		t.Error("Wipe left the key")
	}
	if s.Wipe(); s != (Scalar{}) {
		t.Error("Wipe left the scalar")
	}
}

func TestNoAllocations(t *testing.T) {
	for _, c := range curves {
		k, err := GenerateKey(c.Curve, rand.NewChaCha8([32]byte{5}))
		if err != nil {
			t.Fatal(err)
		}
		var p Point
		var s Scalar
		buf := make([]byte, 0, c.PointSize())
		for name, f := range map[string]func(){
			"ScalarBaseMult":              func() { p.ScalarBaseMult(&k.d) },
			"ScalarMult":                  func() { p.ScalarMult(&k.d, &k.public) },
			"VarTimeDoubleScalarBaseMult": func() { p.VarTimeDoubleScalarBaseMult(&k.d, &k.public, &k.d) },
			"Invert":                      func() { s.Invert(&k.d) },
			"Append":                      func() { k.public.Append(buf) },
		} {
			if n := testing.AllocsPerRun(3, f); n != 0 {
				t.Errorf("%s: %s: want no allocation, got %v", c, name, n)
			}
		}
	}
}

func FuzzPoint(f *testing.F) {
	for _, c := range curves {
		k, err := GenerateKey(c.Curve, rand.NewChaCha8([32]byte{6}))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(k.PublicKey())
		f.Add(k.PublicKey()[:1+c.Size()])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, c := range curves {
			var p Point
			got := p.SetBytes(c.Curve, b)
			if _, err := c.std.NewPublicKey(b); got != (err == nil) {
				t.Errorf("%s: %x is a point: %v; for the standard library: %v", c, b, got, err)
			}
			if got && !bytes.Equal(p.Append(nil), b) {
				t.Errorf("%s: %x is encoded as %x", c, b, p.Append(nil))
			}
		}
	})
}

func BenchmarkECDH(b *testing.B) {
	for _, c := range curves {
		k, err := GenerateKey(c.Curve, rand.NewChaCha8([32]byte{7}))
		if err != nil {
			b.Fatal(err)
		}
		d, peer := k.d.Append(nil), k.PublicKey()
		std, err := c.std.NewPrivateKey(d)
		if err != nil {
			b.Fatal(err)
		}
		var p Point
		for _, f := range []struct {
			name string
			f    func()
		}{
			{"ecdh-shared/tier=generic", func() { k.Shared(peer) }},
			{"ecdh-shared/tier=std", func() { q, _ := c.std.NewPublicKey(peer); std.ECDH(q) }},
			{"ecdh-keygen/tier=generic", func() { k, _ := NewPrivateKey(c.Curve, d); k.PublicKey() }},
			{"ecdh-keygen/tier=std", func() { k, _ := c.std.NewPrivateKey(d); k.PublicKey() }},
			{"vartime/tier=generic", func() { p.VarTimeDoubleScalarBaseMult(&k.d, &k.public, &k.d) }},
		} {
			b.Run(fmt.Sprintf("alg=%s-%s", c, f.name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f.f()
				}
			})
		}
	}
}
