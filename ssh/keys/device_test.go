package keys_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// The names of FIDO keys and of their signatures.
const (
	skEd25519 = "sk-ssh-ed25519@openssh.com"
	skECDSA   = "sk-ecdsa-sha2-nistp256@openssh.com"
	webauthn  = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"
)

// Flags of a device.
const (
	up = 0x01
	uv = 0x04
	at = 0x40
	ed = 0x80
)

// A device is a FIDO authenticator in software, which signs with the standard library.
// Its fields may be changed between signatures.
type device struct {
	application string
	flags       byte
	counter     uint32

	// What a browser adds.
	origin     string
	clientData func(challenge, origin string) string
	extensions string

	ed ed25519.PrivateKey
	ec *ecdsa.PrivateKey // nil: an Ed25519 device
}

func newDevice(t testing.TB, typ string) *device {
	t.Helper()
	d := &device{
		application: "ssh:", flags: up, counter: 7, origin: "https://example.org",
		clientData: func(challenge, origin string) string {
			return `{"type":"webauthn.get","challenge":"` + challenge + `","origin":"` + origin + `","crossOrigin":false}`
		},
	}
	var err error
	if typ == skECDSA {
		d.ec, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	} else {
		_, d.ed, err = ed25519.GenerateKey(rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// fields are those of the public key behind its type.
func (d *device) fields(t testing.TB) []byte {
	t.Helper()
	if d.ec == nil {
		return blobOf(string(d.ed.Public().(ed25519.PublicKey)), d.application)
	}
	q, err := d.ec.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return blobOf("nistp256", string(q), d.application)
}

func (d *device) typ() string {
	if d.ec == nil {
		return skEd25519
	}
	return skECDSA
}

func (d *device) publicKey(t testing.TB) *keys.PublicKey {
	t.Helper()
	k, err := keys.ParsePublicKey(append(blobOf(d.typ()), d.fields(t)...))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// sign returns a signature blob of message.
func (d *device) sign(t testing.TB, algorithm string, message []byte) []byte {
	t.Helper()
	var browser []byte
	extensions := ""
	if algorithm == webauthn {
		extensions = d.extensions
		data := d.clientData(base64.RawURLEncoding.EncodeToString(message), d.origin)
		browser = blobOf(d.origin, data, extensions)
		message = []byte(data)
	}
	application, hash := sha256.Sum256([]byte(d.application)), sha256.Sum256(message)
	signed := wire.AppendUint32(append(application[:], d.flags), d.counter)
	signed = append(append(signed, extensions...), hash[:]...)
	var sig []byte
	if d.ec == nil {
		sig = ed25519.Sign(d.ed, signed)
	} else {
		sum := sha256.Sum256(signed)
		r, s, err := ecdsa.Sign(rand.Reader, d.ec, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		sig = wire.AppendMpint(wire.AppendMpint(nil, r.Bytes()), s.Bytes())
	}
	blob := append(blobOf(algorithm, string(sig)), d.flags)
	return append(wire.AppendUint32(blob, d.counter), browser...)
}
