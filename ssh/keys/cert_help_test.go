package keys_test

import (
	"crypto"
	stdrsa "crypto/rsa"
	"crypto/sha1"
	"math/big"
	"sync"
	"testing"

	"crypto/rand"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// now is the time in the tests of certificates.
const now = 1_800_000_000

// A draft is a certificate field by field, good or not, as a test writes it to the
// wire: what the package itself would never make is among them.
type draft struct {
	typ                 string
	nonce, key          string // key: the fields of the certified key
	serial              uint64
	kind                uint32
	id                  string
	principals          []string
	after, before       uint64
	critical, extension []string // name, data, name, data, …
	reserved            string
	ca                  []byte
	sign                func(message []byte) []byte
	more                string // behind the signature
}

// aDraft is that of a good certificate: of the key of testKey, by authority, for
// the user alice.
func aDraft(t testing.TB) *draft {
	ca := authority()
	return &draft{
		typ: "ssh-ed25519-cert-v01@openssh.com", nonce: "0123456789abcdef", key: string(testKey(t).PublicKey().Blob()[4+11:]),
		serial: 7, kind: 1, id: "alice's", principals: []string{"alice", "ops"}, after: now - 100, before: now + 100,
		ca: ca.PublicKey().Blob(),
		sign: func(message []byte) []byte {
			sig, err := ca.Sign(nil, "ssh-ed25519", message)
			if err != nil {
				t.Fatal(err)
			}
			return sig
		},
	}
}

// authority is the certificate authority of the tests.
func authority() *keys.PrivateKey { return keys.NewEd25519([]byte("the authority of all these tests")) }

func (d *draft) blob() []byte {
	b := blobOf(d.typ, d.nonce)
	b = append(b, d.key...)
	b = wire.AppendUint64(b, d.serial)
	b = wire.AppendUint32(b, d.kind)
	b = wire.AppendText(b, d.id)
	b = wire.AppendString(b, blobOf(d.principals...))
	b = wire.AppendUint64(wire.AppendUint64(b, d.after), d.before)
	b = wire.AppendString(b, blobOf(d.critical...))
	b = wire.AppendString(b, blobOf(d.extension...))
	b = wire.AppendText(b, d.reserved)
	b = wire.AppendString(b, d.ca)
	b = wire.AppendString(b, d.sign(b))
	return append(b, d.more...)
}

// parse reads a draft that is well formed.
func (d *draft) parse(t testing.TB) *keys.PublicKey {
	t.Helper()
	k, err := keys.ParsePublicKey(d.blob())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// rsaAuthority is a key whose signatures with SHA-1 only the standard library makes.
var rsaAuthority = sync.OnceValue(func() *stdrsa.PrivateKey {
	k, err := stdrsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// bySHA1 has the draft signed with ssh-rsa.
func (d *draft) bySHA1() {
	k := rsaAuthority()
	e := big.NewInt(int64(k.E)).Bytes()
	d.ca = wire.AppendMpint(wire.AppendMpint(blobOf("ssh-rsa"), e), k.N.Bytes())
	d.sign = func(message []byte) []byte {
		sum := sha1.Sum(message)
		sig, err := stdrsa.SignPKCS1v15(nil, k, crypto.SHA1, sum[:])
		if err != nil {
			panic(err)
		}
		return blobOf("ssh-rsa", string(sig))
	}
}
