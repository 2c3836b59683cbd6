package ed448_test

import (
	"bytes"
	"crypto/sha3"
	"math/big"
	"slices"
	"testing"

	"github.com/glassh/glassh/primitives/ed448"
)

var (
	p = func() *big.Int {
		n := new(big.Int).Lsh(big.NewInt(1), 448)
		return n.Sub(n.Sub(n, new(big.Int).Lsh(big.NewInt(1), 224)), big.NewInt(1))
	}()
	l = func() *big.Int {
		n, _ := new(big.Int).SetString("13818066809895115352007386748515426880336692474882178609894547503885", 10)
		return n.Sub(new(big.Int).Lsh(big.NewInt(1), 446), n)
	}()
	baseX, _ = new(big.Int).SetString("224580040295924300187604334099896036246789641632564134246125461686950415467406032909029192869357953282578032075146446173674602635247710", 10)
	baseY, _ = new(big.Int).SetString("298819210078481492676017930443930673437544040154080242095928241372331506189835876003536878655418784733982303233503462500531545062832660", 10)
)

// encode writes n in 57 bytes, little-endian.
func encode(n *big.Int) []byte {
	b := n.FillBytes(make([]byte, 57))
	slices.Reverse(b)
	return b
}

func decode(b []byte) *big.Int {
	be := slices.Clone(b)
	slices.Reverse(be)
	return new(big.Int).SetBytes(be)
}

// oracleMult returns the encoding of nB, in big integers and the projective
// coordinates of RFC 8032 §5.2.4.
func oracleMult(n *big.Int) []byte {
	mul := func(a, b *big.Int) *big.Int { r := new(big.Int).Mul(a, b); return r.Mod(r, p) }
	add := func(a, b [3]*big.Int) [3]*big.Int {
		A := mul(a[2], b[2])
		B := mul(A, A)
		C, D := mul(a[0], b[0]), mul(a[1], b[1])
		E := mul(mul(big.NewInt(-39081), C), D)
		F, G := new(big.Int).Sub(B, E), new(big.Int).Add(B, E)
		H := mul(new(big.Int).Add(a[0], a[1]), new(big.Int).Add(b[0], b[1]))
		H.Sub(H, C).Sub(H, D)
		return [3]*big.Int{mul(mul(A, F), H), mul(mul(A, G), D.Sub(D, C)), mul(F, G)}
	}
	sum := [3]*big.Int{new(big.Int), big.NewInt(1), big.NewInt(1)}
	base := [3]*big.Int{baseX, baseY, big.NewInt(1)}
	for i := n.BitLen() - 1; i >= 0; i-- {
		if sum = add(sum, sum); n.Bit(i) == 1 {
			sum = add(sum, base)
		}
	}
	zInv := new(big.Int).ModInverse(sum[2], p)
	x, y := mul(sum[0], zInv), mul(sum[1], zInv)
	b := encode(y)
	b[56] |= byte(x.Bit(0)) << 7
	return b
}

// hash is SHAKE256(dom4(0, context) ‖ parts) as a number.
func hash(context []byte, parts ...[]byte) *big.Int {
	h := sha3.NewSHAKE256()
	h.Write([]byte("SigEd448\x00"))
	h.Write([]byte{byte(len(context))})
	h.Write(context)
	for _, part := range parts {
		h.Write(part)
	}
	out := make([]byte, 114)
	h.Read(out)
	return decode(out)
}

// secret returns s and the prefix.
func secret(seed []byte) (s *big.Int, prefix []byte) {
	h := sha3.SumSHAKE256(seed, 114)
	h[0] &= 0xfc
	h[55] |= 0x80
	h[56] = 0
	return decode(h[:57]), h[57:]
}

// oracleSign is RFC 8032 §5.2.6.
func oracleSign(seed, message, context []byte) []byte {
	s, prefix := secret(seed)
	A := oracleMult(s)
	r := hash(context, prefix, message)
	R := oracleMult(r.Mod(r, l))
	k := hash(context, R, A, message)
	S := k.Mul(k, s).Add(k, r)
	return append(R, encode(S.Mod(S, l))...)
}

func TestSMustBeBelowTheOrder(t *testing.T) {
	priv := ed448.NewKeyFromSeed(bytes.Repeat([]byte{3}, 57))
	pub := priv.Public().(ed448.PublicKey)
	sig := ed448.Sign(priv, []byte("m"), nil)
	s := decode(sig[57:])
	for k := int64(0); ; k++ {
		forged := new(big.Int).Add(s, new(big.Int).Mul(l, big.NewInt(k)))
		if forged.BitLen() > 456 {
			break
		}
		if got := ed448.Verify(pub, []byte("m"), append(sig[:57:57], encode(forged)...), nil); got != (k == 0) {
			t.Errorf("S + %dℓ: want %v, got %v", k, k == 0, got)
		}
	}
}

// minusOne is −1 modulo p.
var minusOne = new(big.Int).Sub(p, big.NewInt(1))

// smallOrder are the points whose order divides 4, in their canonical encoding:
// (0, 1), (0, −1), (1, 0) and (−1, 0).
var smallOrder = [][]byte{
	encode(big.NewInt(1)), encode(minusOne), withSign(new(big.Int)), encode(new(big.Int)),
}

// nonCanonical are other encodings of some of them, and one with a bit too many.
var nonCanonical = [][]byte{
	withSign(big.NewInt(1)), withSign(minusOne), // (−0, ±1)
	encode(p), withSign(p), // y = p
	encode(new(big.Int).Add(p, big.NewInt(1))), // y = p + 1
	withSign(new(big.Int).Add(p, big.NewInt(1))),
	encode(new(big.Int).SetBit(big.NewInt(1), 448, 1)), // (0, 1) and bit 448
	encode(new(big.Int).SetBit(big.NewInt(1), 454, 1)),
}

// withSign sets the bit that says that x is odd.
func withSign(y *big.Int) []byte {
	b := encode(y)
	b[56] |= 0x80
	return b
}

// With a key A of small order and S = 0, R = −kA fits, and nothing else: the equation
// is checked as it stands, and without a cofactor.
func TestKeyOfSmallOrderIsJudgedByTheEquation(t *testing.T) {
	orders := []int64{1, 2, 4, 4}
	for i, a := range smallOrder {
		valid := 0
		for _, r := range smallOrder {
			for n := range 64 {
				message := []byte{byte(n)}
				sig := append(slices.Clone(r), make([]byte, 57)...)
				k := hash(nil, r, a, message)
				k.Mod(k, l) // as with Ed25519, which matters for points of small order only
				// −kA as a multiple of (1, 0), which is a third of (−1, 0).
				multiple := map[int]int64{0: 0, 1: 2, 2: 1, 3: 3}[i]
				index := new(big.Int).Mod(new(big.Int).Mul(k, big.NewInt(-multiple)), big.NewInt(4)).Int64()
				want := bytes.Equal(r, smallOrder[[]int{0, 2, 1, 3}[index]])
				if got := ed448.Verify(a, message, sig, nil); want != got {
					t.Errorf("key %x, R %x, message %x: want %v, got %v", a, r, message, want, got)
				}
				if want {
					valid++
				}
			}
		}
		if valid < int(64/orders[i]) {
			t.Errorf("key %x: %d valid signatures among those tried", a, valid)
		}
	}
}

func TestKeyInANonCanonicalEncodingIsRefused(t *testing.T) {
	for _, a := range nonCanonical {
		for n := range 64 {
			sig := append(slices.Clone(smallOrder[0]), make([]byte, 57)...)
			if ed448.Verify(a, []byte{byte(n)}, sig, nil) {
				t.Errorf("key %x, message %d: accepted", a, n)
			}
		}
	}
}

// R is compared as bytes, so that its other encodings are refused: the signature
// would be malleable otherwise.
func TestRInANonCanonicalEncodingIsRefused(t *testing.T) {
	// S = k·s makes SB − kA the neutral point, which R = (0, 1) encodes.
	seed := bytes.Repeat([]byte{9}, 57)
	pub := ed448.NewKeyFromSeed(seed).Public().(ed448.PublicKey)
	s, _ := secret(seed)
	message := []byte("m")
	for _, r := range append([][]byte{smallOrder[0]}, nonCanonical...) {
		S := hash(nil, r, pub, message)
		S.Mul(S, s).Mod(S, l)
		sig := slices.Concat(r, encode(S))
		want := bytes.Equal(r, smallOrder[0])
		if got := ed448.Verify(pub, message, sig, nil); want != got {
			t.Errorf("R = %x: want %v, got %v", r, want, got)
		}
	}
}

// FuzzVerify shows that of all that is tried, only what signing gives is valid.
func FuzzVerify(f *testing.F) {
	priv := ed448.NewKeyFromSeed(make([]byte, 57))
	pub := priv.Public().(ed448.PublicKey)
	f.Add([]byte(pub), []byte("m"), ed448.Sign(priv, []byte("m"), nil), []byte{})
	f.Add([]byte(pub), []byte("other"), ed448.Sign(priv, []byte("m"), nil), []byte{})
	for _, a := range slices.Concat(smallOrder, nonCanonical) {
		f.Add(a, []byte{}, append(slices.Clone(smallOrder[0]), make([]byte, 57)...), []byte{})
	}
	f.Fuzz(func(t *testing.T, key, message, sig, context []byte) {
		ok := ed448.Verify(key, message, sig, context)
		if ok && (len(key) != 57 || len(sig) != 114 || len(context) > 255) {
			t.Error("something of another length was accepted")
		}
		if len(context) > 255 {
			return
		}
		if bytes.Equal(key, pub) && ok != bytes.Equal(sig, ed448.Sign(priv, message, context)) {
			t.Errorf("message %x, signature %x: %v", message, sig, ok)
		}
		if len(key) == 57 {
			other := ed448.NewKeyFromSeed(key)
			if !ed448.Verify(other.Public().(ed448.PublicKey), message, ed448.Sign(other, message, context), context) {
				t.Errorf("seed %x, message %x, context %x: own signature refused", key, message, context)
			}
		}
	})
}
