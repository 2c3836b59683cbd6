package dh_test

import (
	"bytes"
	"errors"
	"math/big"
	"testing"

	"github.com/glassh/glassh/dh"
)

func TestReceivedGroupIsChecked(t *testing.T) {
	ones := func(bits int) []byte { // 2ⁿ − 1, odd
		x := new(big.Int).Lsh(big.NewInt(1), uint(bits))
		return x.Sub(x, big.NewInt(1)).Bytes()
	}
	p := dh.Group14().P()
	plus := func(d int64) []byte { return new(big.Int).Add(number(p), big.NewInt(d)).Bytes() }
	two := []byte{2}
	for _, c := range []struct {
		name string
		p, g []byte
		want error
	}{
		{"nothing", nil, nil, dh.ErrGroupSize},
		{"zeros", make([]byte, 300), two, dh.ErrGroupSize},
		{"group 1", dh.Group1().P(), two, dh.ErrGroupSize},
		{"2047 bits", ones(2047), two, dh.ErrGroupSize},
		{"2047 bits and a zero", append([]byte{0}, ones(2047)...), two, dh.ErrGroupSize},
		{"2048 bits", ones(2048), two, nil},
		{"8192 bits", ones(8192), two, nil},
		{"8192 bits and zeros", append(make([]byte, 5), ones(8192)...), two, nil},
		{"8193 bits", ones(8193), two, dh.ErrGroupSize},
		{"65536 bits", ones(65536), two, dh.ErrGroupSize},
		{"an even modulus", plus(1), two, dh.ErrGroupEven},
		{"no generator", p, nil, dh.ErrGroupGenerator},
		{"0", p, []byte{0}, dh.ErrGroupGenerator},
		{"1", p, []byte{0, 1}, dh.ErrGroupGenerator},
		{"2 with zeros", p, append(make([]byte, 300), 2), nil},
		{"5", p, []byte{5}, nil},
		{"p − 2", p, plus(-2), nil},
		{"p − 1", p, plus(-1), dh.ErrGroupGenerator},
		{"p", p, p, dh.ErrGroupGenerator},
		{"p + 2", p, plus(2), dh.ErrGroupGenerator},
		{"a long generator", p, ones(4000), dh.ErrGroupGenerator},
	} {
		g, err := dh.NewGroup(c.p, c.g)
		if !errors.Is(err, c.want) || (err == nil) != (g != nil) {
			t.Errorf("%s: want %v, got %v", c.name, c.want, err)
			continue
		}
		if err == nil && (number(g.P()).Cmp(number(c.p)) != 0 || number(g.G()).Cmp(number(c.g)) != 0) {
			t.Errorf("%s: want %x, %x, got %x, %x", c.name, c.p, c.g, g.P(), g.G())
		}
	}
}

func TestReceivedGroupIsACopy(t *testing.T) {
	p, gen := dh.Group14().P(), []byte{2}
	g, err := dh.NewGroup(p, gen)
	if err != nil {
		t.Fatal(err)
	}
	clear(p)
	gen[0] = 77
	want, got := dh.Group14().NewKey([]byte{9, 9, 9}), g.NewKey([]byte{9, 9, 9})
	if !bytes.Equal(want.PublicKey(), got.PublicKey()) {
		t.Error("the group changed with the caller's bytes")
	}
	if _, err := got.Shared(want.PublicKey()); err != nil {
		t.Error(err)
	}
}

func TestGroupBitsFollowFromWhatIsNeeded(t *testing.T) {
	for need, want := range map[int]int{
		0: 2048, 112: 2048, 113: 3072, 128: 3072, 129: 7680, 192: 7680, 193: 8192, 256: 8192, 512: 8192,
	} {
		if got := dh.GroupBits(need); want != got {
			t.Errorf("%d: want %d, got %d", need, want, got)
		}
	}
}
