package kex

import (
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/protect"
)

// A KDF derives the keys of RFC 4253 §7.2 from one exchange.
type KDF struct {
	Hash      Hash
	K         []byte // the shared secret, encoded, length prefix included
	H         []byte // the exchange hash
	SessionID []byte // H of the first exchange of the connection
}

// Derive fills dst with the key of a letter, as long as dst is:
//
//	K1 = HASH(K ‖ H ‖ X ‖ session_id)     X is the letter
//	K2 = HASH(K ‖ H ‖ K1)
//	K3 = HASH(K ‖ H ‖ K1 ‖ K2)
//	key = K1 ‖ K2 ‖ K3 ‖ …
func (d *KDF) Derive(dst []byte, letter byte) {
	h := d.Hash.New()
	var buf [64]byte // the longest hash
	for done := 0; done < len(dst); {
		h.Reset()
		h.Write(d.K)
		h.Write(d.H)
		if done == 0 {
			h.Write([]byte{letter})
			h.Write(d.SessionID)
		} else {
			h.Write(dst[:done]) // K1 ‖ K2 ‖ … ‖ Kn
		}
		done += copy(dst[done:], h.Sum(buf[:0]))
	}
	h.Reset()
	mem.Wipe(buf[:])
}

// ClientToServer returns the keys of that direction: letters A, C and E, as long as
// the suite wants them.
func (d *KDF) ClientToServer(s protect.Suite) protect.Keys { return d.keys(s, 'A', 'C', 'E') }

// ServerToClient returns the keys of that direction: letters B, D and F.
func (d *KDF) ServerToClient(s protect.Suite) protect.Keys { return d.keys(s, 'B', 'D', 'F') }

func (d *KDF) keys(s protect.Suite, iv, key, mac byte) protect.Keys {
	k := protect.Keys{
		IV:     make([]byte, s.Cipher.IVSize),
		Key:    make([]byte, s.Cipher.KeySize),
		MACKey: make([]byte, s.MAC.KeySize),
	}
	d.Derive(k.IV, iv)
	d.Derive(k.Key, key)
	d.Derive(k.MACKey, mac)
	return k
}

// Wipe overwrites K with zeros. H is public.
func (d *KDF) Wipe() { mem.Wipe(d.K) }
