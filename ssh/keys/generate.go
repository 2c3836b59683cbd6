package keys

import (
	"fmt"
	"io"
)

// Generate makes a key of a type, "ssh-ed25519" say, from rand. bits is the length
// that an RSA key is to have, and 0 stands for 3072; for other types it is 0 or the
// only length that there is.
func Generate(typ string, rand io.Reader, bits int) (*PrivateKey, error) {
	t := find(typ)
	if t == nil || t.generate == nil {
		return nil, &UnsupportedError{What: "key type", Name: typ}
	}
	material, err := t.generate(t, rand, bits)
	if err != nil {
		return nil, fmt.Errorf("keys: making a key of type %s: %w", t.name, err)
	}
	k := newPrivateKey(t, material)
	if bits != 0 && bits != k.public.Bits() {
		defer k.Wipe()
		return nil, malformed("keys of type %s have %d bits, and not %d", t.name, k.public.Bits(), bits)
	}
	return k, nil
}
