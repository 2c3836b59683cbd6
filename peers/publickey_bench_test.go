package peers_test

import (
	"crypto"
	"crypto/ecdh"
	stdecdsa "crypto/ecdsa"
	stded25519 "crypto/ed25519"
	"crypto/elliptic"
	stdmlkem "crypto/mlkem"
	"crypto/rand"
	stdrsa "crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"
	"testing"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/primitives/ecdsa"
	"github.com/glassh/glassh/primitives/ed25519"
	"github.com/glassh/glassh/primitives/mlkem"
	"github.com/glassh/glassh/primitives/nist"
	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/primitives/sntrup"
)

// A public operation is one of a public-key algorithm, ours and the standard
// library's, if that has it. Each function sets up its keys once, and returns what
// is measured.
type public struct {
	alg          string
	ours, theirs func(testing.TB) func()
}

// BenchmarkPublicKey measures each operation, and directly after it the standard
// library's, which then had the same machine: benchstat -col /peer compares. Ours is
// portable Go; the standard library has assembly for P-256, and for field and big
// number arithmetic.
func BenchmarkPublicKey(b *testing.B) {
	for _, op := range allPublic() {
		for _, side := range []struct {
			peer  string
			start func(testing.TB) func()
		}{{"glassh", op.ours}, {"gostd", op.theirs}} {
			if side.start == nil {
				continue
			}
			b.Run(fmt.Sprintf("alg=%s/peer=%s", op.alg, side.peer), func(b *testing.B) {
				f := side.start(b)
				b.ReportAllocs()
				for b.Loop() {
					f()
				}
			})
		}
	}
}

func allPublic() []public {
	return []public{
		{"ed25519-sign", ourEd25519Sign, stdEd25519Sign},
		{"ed25519-verify", ourEd25519Verify, stdEd25519Verify},
		{"x25519-generate", ourX25519Generate, stdX25519Generate},
		{"x25519-agree", ourX25519, stdX25519},
		{"ecdsa-p256-sign", ourP256Sign, stdP256Sign},
		{"ecdsa-p256-verify", ourP256Verify, stdP256Verify},
		{"ecdh-p256-agree", ourP256Agree, stdP256Agree},
		{"rsa2048-sign", ourRSASign, stdRSASign},
		{"rsa2048-verify", ourRSAVerify, stdRSAVerify},
		{"mlkem768-generate", ourMLKEMGenerate, stdMLKEMGenerate},
		{"mlkem768-encapsulate", ourMLKEMEncapsulate, stdMLKEMEncapsulate},
		{"mlkem768-decapsulate", ourMLKEMDecapsulate, stdMLKEMDecapsulate},
		{"sntrup761-generate", ourSntrupGenerate, nil},
		{"sntrup761-encapsulate", ourSntrupEncapsulate, nil},
		{"sntrup761-decapsulate", ourSntrupDecapsulate, nil},
	}
}

// message is what is signed: as long as an exchange hash.
var message = make([]byte, 32)

// must returns v, and fails where making it failed.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ourEd25519Sign(testing.TB) func() {
	key := ed25519.NewKeyFromSeed(message)
	return func() { ed25519.Sign(key, message) }
}

func stdEd25519Sign(testing.TB) func() {
	key := stded25519.NewKeyFromSeed(message)
	return func() { stded25519.Sign(key, message) }
}

func ourEd25519Verify(tb testing.TB) func() {
	key := ed25519.NewKeyFromSeed(message)
	public, sig := key[32:], ed25519.Sign(key, message)
	return func() { right(tb, ed25519.Verify(ed25519.PublicKey(public), message, sig)) }
}

func stdEd25519Verify(tb testing.TB) func() {
	key := stded25519.NewKeyFromSeed(message)
	public, sig := stded25519.PublicKey(key[32:]), stded25519.Sign(key, message)
	return func() { right(tb, stded25519.Verify(public, message, sig)) }
}

// right fails a benchmark that measures how fast something is refused.
func right(tb testing.TB, ok bool) {
	if !ok {
		tb.Fatal("refused")
	}
}

func ourX25519Generate(testing.TB) func() {
	return func() { must(dh.GenerateX25519(rand.Reader)).PublicKey() }
}

func stdX25519Generate(testing.TB) func() {
	return func() { must(ecdh.X25519().GenerateKey(rand.Reader)).PublicKey() }
}

func ourX25519(testing.TB) func() {
	key, peer := must(dh.GenerateX25519(rand.Reader)), must(dh.GenerateX25519(rand.Reader)).PublicKey()
	return func() { must(key.Shared(peer)) }
}

func stdX25519(testing.TB) func() {
	key, peer := must(ecdh.X25519().GenerateKey(rand.Reader)), must(ecdh.X25519().GenerateKey(rand.Reader)).PublicKey()
	return func() { must(key.ECDH(peer)) }
}

func ourP256Sign(testing.TB) func() {
	key := must(ecdsa.GenerateKey(nist.P256, rand.Reader))
	return func() { must(ecdsa.Sign(rand.Reader, key, message)) }
}

func stdP256Sign(testing.TB) func() {
	key := must(stdecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	return func() {
		sum := sha256.Sum256(message)
		must(stdecdsa.SignASN1(rand.Reader, key, sum[:]))
	}
}

func ourP256Verify(tb testing.TB) func() {
	key := must(ecdsa.GenerateKey(nist.P256, rand.Reader))
	sig := must(ecdsa.Sign(rand.Reader, key, message))
	return func() { right(tb, ecdsa.Verify(key.PublicKey(), message, sig)) }
}

func stdP256Verify(tb testing.TB) func() {
	key := must(stdecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	sum := sha256.Sum256(message)
	sig := must(stdecdsa.SignASN1(rand.Reader, key, sum[:]))
	return func() {
		sum := sha256.Sum256(message)
		right(tb, stdecdsa.VerifyASN1(&key.PublicKey, sum[:], sig))
	}
}

func ourP256Agree(testing.TB) func() {
	key := must(nist.GenerateKey(nist.P256, rand.Reader))
	peer := must(nist.GenerateKey(nist.P256, rand.Reader)).PublicKey()
	return func() { must(key.Shared(peer)) }
}

// stdP256Agree reads the peer's point each time, as ours does: it comes from the wire.
func stdP256Agree(testing.TB) func() {
	key := must(ecdh.P256().GenerateKey(rand.Reader))
	peer := must(ecdh.P256().GenerateKey(rand.Reader)).PublicKey().Bytes()
	return func() { must(key.ECDH(must(ecdh.P256().NewPublicKey(peer)))) }
}

// rsaKeys are the same key for both.
func rsaKeys() (*rsa.PrivateKey, *stdrsa.PrivateKey) {
	std := must(stdrsa.GenerateKey(rand.Reader, 2048))
	return must(rsa.NewPrivateKey(&rsa.Numbers{
		N: std.N.Bytes(), E: big.NewInt(int64(std.E)).Bytes(), D: std.D.Bytes(),
		P: std.Primes[0].Bytes(), Q: std.Primes[1].Bytes(), Qinv: std.Precomputed.Qinv.Bytes(),
	})), std
}

func ourRSASign(testing.TB) func() {
	key, _ := rsaKeys()
	sum := sha256.Sum256(message)
	return func() { must(rsa.SignPKCS1v15(key, crypto.SHA256, sum[:])) }
}

func stdRSASign(testing.TB) func() {
	_, key := rsaKeys()
	sum := sha256.Sum256(message)
	return func() { must(stdrsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])) }
}

func ourRSAVerify(tb testing.TB) func() {
	key, _ := rsaKeys()
	sum := sha256.Sum256(message)
	public, sig := key.Public().(*rsa.PublicKey), must(rsa.SignPKCS1v15(key, crypto.SHA256, sum[:]))
	return func() { right(tb, rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], sig)) }
}

func stdRSAVerify(testing.TB) func() {
	_, key := rsaKeys()
	sum := sha256.Sum256(message)
	sig := must(stdrsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:]))
	return func() {
		if err := stdrsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], sig); err != nil {
			panic(err)
		}
	}
}

func ourMLKEMGenerate(testing.TB) func() {
	return func() { must(mlkem.GenerateKey768(rand.Reader)).EncapsulationKey().Bytes() }
}

func stdMLKEMGenerate(testing.TB) func() {
	return func() { must(stdmlkem.GenerateKey768()).EncapsulationKey().Bytes() }
}

// ourMLKEMEncapsulate and stdMLKEMEncapsulate read the key each time: it comes from
// the wire.
func ourMLKEMEncapsulate(testing.TB) func() {
	key := must(mlkem.GenerateKey768(rand.Reader)).EncapsulationKey().Bytes()
	return func() {
		if _, _, err := must(mlkem.NewEncapsulationKey768(key)).Encapsulate(rand.Reader); err != nil {
			panic(err)
		}
	}
}

func stdMLKEMEncapsulate(testing.TB) func() {
	key := must(stdmlkem.GenerateKey768()).EncapsulationKey().Bytes()
	return func() { must(stdmlkem.NewEncapsulationKey768(key)).Encapsulate() }
}

func ourMLKEMDecapsulate(testing.TB) func() {
	key := must(mlkem.GenerateKey768(rand.Reader))
	_, ciphertext, err := key.EncapsulationKey().Encapsulate(rand.Reader)
	must(0, err)
	return func() { must(key.Decapsulate(ciphertext)) }
}

func stdMLKEMDecapsulate(testing.TB) func() {
	key := must(stdmlkem.GenerateKey768())
	_, ciphertext := key.EncapsulationKey().Encapsulate()
	return func() { must(key.Decapsulate(ciphertext)) }
}

func ourSntrupGenerate(testing.TB) func() {
	return func() { must(sntrup.GenerateKey(rand.Reader)) }
}

// ourSntrupEncapsulate reads the key each time: it comes from the wire.
func ourSntrupEncapsulate(testing.TB) func() {
	key := must(sntrup.GenerateKey(rand.Reader)).PublicKey().Bytes()
	return func() {
		if _, _, err := must(sntrup.NewPublicKey(key)).Encapsulate(rand.Reader); err != nil {
			panic(err)
		}
	}
}

func ourSntrupDecapsulate(testing.TB) func() {
	key := must(sntrup.GenerateKey(rand.Reader))
	ciphertext, _, err := key.PublicKey().Encapsulate(rand.Reader)
	must(0, err)
	return func() { must(key.Decapsulate(ciphertext)) }
}
