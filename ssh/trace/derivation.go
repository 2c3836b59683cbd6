package trace

import (
	"fmt"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
)

// A Derivation is how one of the six keys of an exchange is made (RFC 4253 §7.2), and what
// becomes of its bytes:
//
//	K1 = HASH(K ‖ H ‖ letter ‖ session_id)
//	K2 = HASH(K ‖ H ‖ K1)
//	K3 = HASH(K ‖ H ‖ K1 ‖ K2)        as many as it takes for Size bytes
type Derivation struct {
	Letter byte
	Dir    Dir
	What   string // "encryption key"
	For    string // the cipher or MAC that takes it
	Size   int    // bytes that are used; 0 if there is no such key
	Uses   []KeyUse
	Steps  int    // how often HASH is computed
	Value  []byte // nil if the trace has no secrets
}

// A KeyUse is some of the bytes of a key.
type KeyUse struct {
	Off, Len int
	What     string
}

// Derivations returns the six keys that follow an exchange, in the order of their letters.
// Those of a direction that never got its keys are left out.
func Derivations(records []Record, e *Exchange) ([]Derivation, error) {
	m, ok := kex.LookupMethod(e.Kex)
	if !ok {
		return nil, fmt.Errorf("no key exchange method is called %q", e.Kex)
	}
	var list [6]Derivation
	for _, r := range records {
		k, ok := r.(*Keys)
		if !ok || k.Epoch != e.Count {
			continue
		}
		suite, ok := protect.Lookup(k.Cipher, k.MAC)
		if !ok {
			return nil, fmt.Errorf("no suite of %q and %q", k.Cipher, k.MAC)
		}
		first := 0
		if k.Dir == ToClient {
			first = 1
		}
		list[first] = derivationOf(m, "initial IV", suite.Cipher.Name, suite.Cipher.IVSize, ivUses(suite.Cipher), k.IV)
		list[first+2] = derivationOf(m, "encryption key", suite.Cipher.Name, suite.Cipher.KeySize, keyUses(suite.Cipher), k.Key)
		list[first+4] = derivationOf(m, "integrity key", suite.MAC.Name, suite.MAC.KeySize, macUses(suite), k.MACKey)
		for _, i := range []int{first, first + 2, first + 4} {
			list[i].Letter, list[i].Dir = byte('A'+i), k.Dir
		}
	}
	var found []Derivation
	for _, d := range list {
		if d.Value != nil && len(d.Value) != d.Size {
			return nil, fmt.Errorf("key %c has %d bytes, and %s takes %d", d.Letter, len(d.Value), d.For, d.Size)
		}
		if d.Letter != 0 {
			found = append(found, d)
		}
	}
	return found, nil
}

func derivationOf(m kex.Method, what, name string, size int, uses []KeyUse, value []byte) Derivation {
	n := m.Hash.Size()
	return Derivation{What: what, For: name, Size: size, Uses: uses, Steps: (size + n - 1) / n, Value: value}
}

func ivUses(c protect.Cipher) []KeyUse {
	switch {
	case c.IVSize == 0:
		return []KeyUse{{What: "none: the nonce of a packet is its sequence number"}}
	case c.AEAD: // RFC 5647 §7.1
		return []KeyUse{{0, 4, "the fixed field of the nonce"}, {4, c.IVSize - 4, "its invocation counter, which begins with this value"}}
	}
	return []KeyUse{{0, c.IVSize, "the first counter block"}}
}

func keyUses(c protect.Cipher) []KeyUse {
	if c.AEAD && c.IVSize == 0 { // OpenSSH PROTOCOL.chacha20poly1305
		half := c.KeySize / 2
		return []KeyUse{{0, half, "K_2: the payload's key, and Poly1305's through it"}, {half, c.KeySize - half, "K_1: the key of packet_length"}}
	}
	return []KeyUse{{0, c.KeySize, "the key"}}
}

func macUses(s protect.Suite) []KeyUse {
	if s.Cipher.AEAD {
		return []KeyUse{{What: "none: the cipher authenticates by itself"}}
	}
	return []KeyUse{{0, s.MAC.KeySize, "the key"}}
}
