package keys

import (
	"errors"
	"io"
	"strings"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/wire"
)

// A FIDO key lives in a device, which signs after a touch. Its public key names the
// application that the device made it for, "ssh:" usually. It does not sign the message
// but its hash, among what the device has to say itself (OpenSSH's PROTOCOL.u2f):
//
//	public key  string type ‖ an Ed25519 or P-256 key's fields ‖ string application
//	signed      SHA-256(application) ‖ byte flags ‖ uint32 counter ‖ SHA-256(message)
//	signature   string type ‖ string (as of such a key) ‖ byte flags ‖ uint32 counter
//
// The file of a private key holds what the device needs to find it, and nothing that
// signs:
//
//	public fields ‖ byte flags ‖ string key handle ‖ string reserved
const (
	fidoEd25519 = "sk-ssh-ed25519@openssh.com"
	fidoECDSA   = "sk-ecdsa-sha2-nistp256@openssh.com"
)

type fidoKey struct {
	publicMaterial // an ed25519Key or ecdsaKey
	application    string
}

// parseFIDO reads the fields of the key as if it were in no device, and then string
// application.
func parseFIDO(t *keyType, r *wire.Reader) (publicMaterial, error) {
	parse := parseEd25519
	if t.name == fidoECDSA {
		parse = parseECDSA
	}
	k, err := parse(t, r)
	if err != nil {
		return nil, err
	}
	application := r.At("application").Text()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if strings.Contains(application, "\x00") {
		return nil, malformed("%s public key: there is a NUL in its application", t.name)
	}
	return fidoKey{k, application}, nil
}

// verify is for signatures without a device's part, of which this key makes none.
func (fidoKey) verify(string, []byte, []byte) bool { return false }

func (k fidoKey) verifyDevice(algorithm string, message, sig []byte, d *deviceSignature) bool {
	if algorithm == webauthnECDSA {
		if !d.asked(message) {
			return false
		}
		message = d.clientData
	}
	application, hash := sha2.Sum256([]byte(k.application)), sha2.Sum256(message)
	signed := append(application[:], d.flags)
	signed = wire.AppendUint32(signed, d.counter)
	signed = append(signed, d.extensions...)
	return k.publicMaterial.verify("", append(signed, hash[:]...), sig)
}

// A fidoSecret is a private key without its device. It does not sign, but it can be
// looked at, and handed to an agent that has the device.
type fidoSecret struct {
	public   []byte // the public fields
	flags    byte
	handle   []byte
	reserved []byte
}

func parsePrivateFIDO(t *keyType, r *wire.Reader) (privateMaterial, error) {
	before := *r
	if _, err := parseFIDO(t, r); err != nil {
		return nil, err
	}
	k := &fidoSecret{public: append([]byte(nil), before.Fixed(before.Len()-r.Len())...)}
	k.flags = r.At("flags").Byte()
	handle, reserved := r.At("key handle").Bytes(), r.At("reserved").Bytes()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	k.handle, k.reserved = append(k.handle, handle...), append(k.reserved, reserved...)
	return k, nil
}

func (k *fidoSecret) appendPublic(dst []byte) []byte { return append(dst, k.public...) }

func (k *fidoSecret) appendPrivate(dst []byte) []byte {
	dst = append(k.appendPublic(dst), k.flags)
	return wire.AppendString(wire.AppendString(dst, k.handle), k.reserved)
}

func (k *fidoSecret) privateLen() int {
	return len(k.public) + 1 + 4 + len(k.handle) + 4 + len(k.reserved)
}

var errDevice = errors.New("the key is in a FIDO device; use an agent that has it")

func (*fidoSecret) sign(io.Reader, string, []byte) ([]byte, error) { return nil, errDevice }

func (k *fidoSecret) wipe() { mem.Wipe(k.handle) }
