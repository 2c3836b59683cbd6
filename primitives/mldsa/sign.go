package mldsa

import (
	"crypto"
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha3"
)

// Options are for [PrivateKey.Sign].
type Options struct {
	// Context is bound into the signature, and must be the same to verify it. It has
	// at most 255 bytes.
	Context string
}

// HashFunc returns 0: the message is signed as it is.
func (*Options) HashFunc() crypto.Hash { return 0 }

var errHashed = errors.New("mldsa: the message is signed as it is, not hashed before")

// Sign signs the message itself, which must not be hashed before: opts.HashFunc() must
// be 0. If opts is an [*Options], the context is the one in it, and else it is empty. 32
// bytes of rand hedge the signature; if rand is nil, it is deterministic. Its error
// is the one of reading rand. It panics if the context has more than 255 bytes.
func (priv *PrivateKey) Sign(rand io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts.HashFunc() != 0 {
		return nil, errHashed
	}
	context := ""
	if o, ok := opts.(*Options); ok {
		context = o.Context
	}
	var rnd [32]byte
	defer mem.Wipe(rnd[:])
	if rand != nil {
		if _, err := io.ReadFull(rand, rnd[:]); err != nil {
			return nil, err
		}
	}
	sig := make([]byte, 0, priv.pub.set.SignatureSize())
	return priv.AppendSignature(sig, message, context, &rnd), nil
}

// AppendSignature appends the signature of message to dst (FIPS 204 Algorithm 2). rnd
// should be random; with zeros, the signature is deterministic. It panics if context
// has more than 255 bytes.
func (priv *PrivateKey) AppendSignature(dst, message []byte, context string, rnd *[32]byte) []byte {
	mu := priv.pub.Mu(message, context)
	return priv.AppendSignatureMu(dst, &mu, rnd)
}

// Mu returns μ, the hash of public key, context and message that is signed (FIPS 204
// Algorithm 2, step 10, and Algorithm 7, step 6). It panics if context has more than 255
// bytes.
func (pub *PublicKey) Mu(message []byte, context string) (mu [64]byte) {
	if len(context) > 255 {
		panic("mldsa: the context must have at most 255 bytes")
	}
	h := sha3.NewShake256()
	h.Write(pub.hash[:])
	h.Write([]byte{0, byte(len(context))})
	h.Write([]byte(context))
	h.Write(message)
	h.Read(mu[:])
	return mu
}

// AppendSignatureMu appends to dst the signature of what [PublicKey.Mu] has hashed
// (FIPS 204 Algorithm 7). rnd is as for [PrivateKey.AppendSignature].
func (priv *PrivateKey) AppendSignatureMu(dst []byte, mu *[64]byte, rnd *[32]byte) []byte {
	h := sha3.NewShake256()
	h.Write(priv.key[:])
	h.Write(rnd[:])
	h.Write(mu[:])
	var seed [64]byte // ρ″
	h.Read(seed[:])
	h.Wipe()
	defer mem.Wipe(seed[:])

	p := priv.pub.parameters
	whole, sig := mem.Append(dst, p.set.SignatureSize())
	var a attempt
	defer a.wipe()
	for kappa := 0; !a.sign(priv, sig, mu, &seed, kappa); kappa += p.l {
	}
	return whole
}

// An attempt is the variables of one iteration of FIPS 204 Algorithm 7.
type attempt struct {
	y, z   [maxL]poly // z is first the transform of y
	w1, w0 [maxK]poly // the parts of w; w₀ becomes that of w − cs₂, and w₁ then the hints
	c, cs  [1]poly    // the transform of c, and of its products
}

func (a *attempt) wipe() {
	wipe(a.y[:])
	wipe(a.z[:])
	wipe(a.w1[:])
	wipe(a.w0[:])
	wipe(a.c[:])
	wipe(a.cs[:])
}

// sign makes a signature from the masks of ρ″ and κ, and reports whether it may be
// published. If not, that and the check that failed are no secret, as the next attempt
// has other masks.
func (a *attempt) sign(priv *PrivateKey, sig []byte, mu, seed *[64]byte, kappa int) bool {
	p := priv.pub.parameters
	y, z, w1, w0 := a.y[:p.l], a.z[:p.l], a.w1[:p.k], a.w0[:p.k]
	c, product := &a.c[0], &a.cs[0]

	// w = Ay, and c̃ = H(μ ‖ w₁).
	p.expandMask(y, seed, kappa)
	copy(z, y)
	for i := range z {
		z[i].ntt()
	}
	h := sha3.NewShake256()
	h.Write(mu[:])
	for i := range w0 {
		w0[i].dot(priv.pub.a[i*p.l:], z)
		w0[i].inverseNTT()
		for j, x := range w0[i] {
			w1[i][j], w0[i][j] = p.decompose(canonical(x))
		}
		var packed [192]byte
		h.Write(pack(packed[:0], &w1[i], p.w1Bits))
	}
	challenge := sig[:p.lambda/4]
	h.Read(challenge)
	p.varTimeSampleInBall(c, challenge)
	c.ntt()

	// z = y + cs₁.
	var wrong int32
	for i := range z {
		product.times(c, &priv.s[i])
		z[i] = y[i]
		z[i].add(product)
		wrong |= z[i].exceeds(1<<p.gamma1 - p.beta())
	}
	if wrong != 0 {
		return false
	}

	// The lower part of w − cs₂ is w₀ − cs₂ if either is below γ₂ − β, as |cs₂| ≤ β. Then
	// w₁ is its upper part, too.
	for i := range w0 {
		product.times(c, &priv.s[p.l+i])
		w0[i].sub(product)
		wrong |= w0[i].exceeds(p.gamma2 - p.beta())
	}
	if wrong != 0 {
		return false
	}

	// The hints tell where adding ct₀ changes the upper part.
	var hints int32
	for i := range w0 {
		product.times(c, &priv.t0[i])
		wrong |= product.exceeds(p.gamma2)
		for j, x := range product {
			w1[i][j] = p.hint(w1[i][j], w0[i][j]+x)
			hints += w1[i][j]
		}
	}
	if wrong != 0 || int(hints) > p.omega {
		return false
	}

	out := sig[:p.lambda/4]
	for i := range z {
		out = packFrom(out, &z[i], 1<<p.gamma1, p.gamma1+1)
	}
	packHints(sig[len(out):], w1, p.omega)
	return true
}

// times sets f to the product of c and g, whose transforms are given, with coefficients
// within ±q/2: as they are, if they are small.
func (f *poly) times(c, g *poly) {
	for i := range f {
		f[i] = reduce(int64(c[i]) * int64(g[i]))
	}
	f.inverseNTT()
	for i, x := range f {
		f[i] = center(x)
	}
}
