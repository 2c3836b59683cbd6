package illustrate

import (
	"bytes"
	"fmt"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
)

// A keysView is the panel of the six letters (RFC 4253 §7.2).
type keysView struct {
	Cells []letterCell
}

// A letterCell is the key of one letter.
type letterCell struct {
	Letter, Use string
	Input       string // what is hashed
	Need        int    // bytes
	Unused      string // why none is needed
	Parts       []keyPart
	Steps       []string
}

// A keyPart is a stretch of what comes out.
type keyPart struct {
	Name string
	Len  int
	Hex  string // "" without secrets
	Cut  bool   // computed, and not used
}

// letters are those of RFC 4253 §7.2.
var letters = []struct {
	letter byte
	dir    trace.Dir
	what   string
}{
	{'A', trace.ToServer, "initial IV"}, {'B', trace.ToClient, "initial IV"},
	{'C', trace.ToServer, "encryption key"}, {'D', trace.ToClient, "encryption key"},
	{'E', trace.ToServer, "integrity key"}, {'F', trace.ToClient, "integrity key"},
}

// newKeysView computes the six keys anew where the trace has K, and returns an error if
// they are not those that were used. It returns nil if there were none.
func newKeysView(r *round) (*keysView, error) {
	m, ok := kex.LookupMethod(r.out.Kex)
	if !ok || len(r.keys) == 0 {
		return nil, nil
	}
	e := r.out
	known := e.K != nil && len(e.H) == m.Hash.Size() && len(e.SessionID) > 4
	d := kex.KDF{Hash: m.Hash, K: e.K, H: e.H, SessionID: e.SessionID}
	v := &keysView{}
	for _, l := range letters {
		k := r.keys[l.dir]
		if k == nil {
			continue
		}
		suite, ok := protect.Lookup(k.Cipher, k.MAC)
		if !ok {
			return nil, fmt.Errorf("record %d: no suite of %q and %q", k.N, k.Cipher, k.MAC)
		}
		c := letterCell{Letter: string(rune(l.letter)), Use: l.what + ", " + way(l.dir)}
		var want []byte
		c.Need, c.Unused, want = need(l.letter, suite, k)
		if c.Need > 0 {
			c.Input = fmt.Sprintf("%s(K ‖ H ‖ \"%c\" ‖ session_id)", m.Hash, l.letter)
			c.Steps = steps(m.Hash, c.Need)
			whole := make([]byte, (c.Need+m.Hash.Size()-1)/m.Hash.Size()*m.Hash.Size())
			if known {
				d.Derive(whole, l.letter)
				if !bytes.Equal(whole[:c.Need], want) {
					return nil, fmt.Errorf("record %d: key %c is not the one that K and H give", k.N, l.letter)
				}
			}
			c.Parts = partsOf(l.letter, suite, whole, c.Need, known)
		}
		v.Cells = append(v.Cells, c)
	}
	return v, nil
}

// need says how many bytes of a letter a suite takes, or why none.
func need(letter byte, s protect.Suite, k *trace.Keys) (n int, unused string, value []byte) {
	switch letter {
	case 'A', 'B':
		if s.Cipher.IVSize == 0 {
			return 0, "not used: the sequence number is the nonce of " + s.Cipher.Name, nil
		}
		return s.Cipher.IVSize, "", k.IV
	case 'C', 'D':
		return s.Cipher.KeySize, "", k.Key
	}
	if s.MAC.KeySize == 0 {
		return 0, "not used: " + s.Cipher.Name + " authenticates by itself", nil
	}
	return s.MAC.KeySize, "", k.MACKey
}

// steps says how a key is made that is longer than the hash, or shorter.
func steps(h kex.Hash, n int) []string {
	switch size := h.Size(); {
	case n == size:
		return []string{fmt.Sprintf("%d bytes, as long as the hash: nothing is cut or added.", n)}
	case n < size:
		return []string{fmt.Sprintf("The first %d of %d bytes; the rest is not used.", n, size)}
	default:
		list := []string{fmt.Sprintf("%d bytes, and the hash has only %d: more are needed.", n, size)}
		before := "K1"
		for i := 2; (i-1)*size < n; i++ {
			list = append(list, fmt.Sprintf("K%d = %s(K ‖ H ‖ %s), without letter and session_id", i, h, before))
			before += fmt.Sprintf(" ‖ K%d", i)
		}
		return list
	}
}

// partsOf says which bytes become what.
func partsOf(letter byte, s protect.Suite, whole []byte, n int, known bool) (list []keyPart) {
	at := 0
	add := func(name string, size int, cut bool) {
		if size <= 0 {
			return
		}
		p := keyPart{Name: name, Len: size, Cut: cut}
		if known {
			p.Hex = spaced(whole[at : at+size])
		}
		list = append(list, p)
		at += size
	}
	switch {
	case s.Cipher.Name == "chacha20-poly1305@openssh.com":
		add("K_2: encrypts the payload, and makes the key of Poly1305", 32, false)
		add("K_1: encrypts packet_length, and nothing else", 32, false)
	case (letter == 'A' || letter == 'B') && s.Cipher.AEAD:
		add("fixed part of the nonce", 4, false)
		add("invocation counter: starts here, one more for each packet", 8, false)
	case letter == 'A' || letter == 'B':
		add("first counter block: one more for each 16 bytes", n, false)
	case letter == 'C' || letter == 'D':
		add("key of "+s.Cipher.Name, n, false)
	default:
		add("key of "+s.MAC.Name, n, false)
	}
	add("not used", len(whole)-n, true)
	return list
}
