package illustrate

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
)

// A keysView is the panel of the six letters (RFC 4253 §7.2).
type keysView struct {
	Cells []letterCell
	Reset []resetView
}

// A letterCell is the key of one letter.
type letterCell struct {
	Letter, Use string
	Dir         trace.Dir
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

// A resetView says what happens to the sequence number of a direction.
type resetView struct {
	Dir   trace.Dir
	Reset bool
	Next  *ref
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
	for _, dir := range bothDirs {
		if k := r.keys[dir]; k != nil {
			v.Reset = append(v.Reset, resetView{Dir: dir, Reset: k.SeqReset, Next: refTo(r.newKeys[dir], nil)})
		}
	}
	for _, l := range letters {
		k := r.keys[l.dir]
		if k == nil {
			continue
		}
		suite, ok := protect.Lookup(k.Cipher, k.MAC)
		if !ok {
			return nil, fmt.Errorf("record %d: no suite of %q and %q", k.N, k.Cipher, k.MAC)
		}
		c := letterCell{Letter: string(rune(l.letter)), Use: l.what + ", " + way(l.dir), Dir: l.dir}
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

// A firstPacket is the first packet of a direction under its first keys: what encryption
// and the tag cover.
type firstPacket struct {
	Dir     trace.Dir
	Ref     *ref
	Name    string
	Suite   string
	Facts   []fact
	Columns *table // ciphertext beside plaintext
	Strip   []stripPart
	StripIs string
	Tag     string
}

// A fact is a name and what there is to say of it.
type fact struct{ Name, Text string }

// A stripPart is one part of what the MAC is computed over.
type stripPart struct {
	Name, Form string // Form: "made", "clear", "plain" (sent encrypted) or "encrypted"
	Len        int
}

// firstPackets returns them, one for each direction.
func (s *story) firstPackets() (list []firstPacket) {
	for _, dir := range bothDirs {
		for _, p := range s.packets {
			if p.Dir == dir && p.Epoch > 0 && p.Error == "" {
				list = append(list, s.firstPacket(p))
				break
			}
		}
	}
	return list
}

func (s *story) firstPacket(p *trace.Packet) firstPacket {
	v := firstPacket{Dir: p.Dir, Ref: &ref{N: p.N}, Name: nameOf(p), Suite: p.Cipher}
	if p.MAC != "" {
		v.Suite += " with " + p.MAC
	}
	suite, ok := protect.Lookup(p.Cipher, p.MAC)
	if !ok {
		return v
	}
	tag := suite.Cipher.TagSize + suite.MAC.TagSize
	body := p.Size - tag
	v.forms(p, suite, s.ivOf(p), body)
	if len(p.Wire) == p.Size && tag < p.Size {
		v.Tag = spaced(p.Wire[body:])
	}
	v.columns(p)
	return v
}

// ivOf returns the IV of a packet's keys, if the trace has it.
func (s *story) ivOf(p *trace.Packet) []byte {
	if p.Epoch > len(s.rounds) {
		return nil
	}
	if k := s.rounds[p.Epoch-1].keys[p.Dir]; k != nil {
		return k.IV
	}
	return nil
}

// forms says how a suite protects the packet: see the drawings of package protect.
func (v *firstPacket) forms(p *trace.Packet, suite protect.Suite, iv []byte, body int) {
	seq := binary.BigEndian.AppendUint32(nil, p.Seq)
	shownIV := hidden
	if iv != nil {
		shownIV = spaced(iv)
	}
	number := stripPart{"sequence number " + fmt.Sprint(p.Seq), "made", 4}
	rest := body - 4
	switch {
	case suite.Cipher.AEAD && suite.Cipher.IVSize == 0: // ChaCha20-Poly1305
		v.Facts = []fact{
			{"nonce", spaced(append(make([]byte, 4), seq...)) + " — the sequence number in 8 bytes; it is never sent"},
			{"packet_length", "encrypted by K_1, block counter 0, so that a receiver can read it before it has the whole packet"},
			{"the rest", "encrypted by K_2, block counter from 1 on"},
			{"key of Poly1305", "the first 32 bytes that K_2 gives at block counter 0: another one for each packet"},
		}
		v.Strip = []stripPart{{"packet_length", "encrypted", 4}, {"padding_length, payload, padding", "encrypted", rest}}
		v.StripIs = "Encrypt-then-MAC: the tag covers the ciphertext, with the encrypted length. The sequence number is not in front of it: it is in the nonce."
	case suite.Cipher.AEAD:
		v.Facts = []fact{
			{"nonce", shownIV + " — 4 fixed bytes and a counter of 8: letter " + letterOf('A', p.Dir) + " at the first packet, one more at each that follows"},
			{"packet_length", "sent in clear, as additional data: authenticated, not encrypted"},
		}
		v.Strip = []stripPart{{"packet_length", "clear", 4}, {"padding_length, payload, padding", "encrypted", rest}}
		v.StripIs = "GCM's tag covers the length in clear as additional data, and the ciphertext. The order of packets is held by the nonce's counter; the sequence number does not enter."
	case suite.MAC.EtM:
		v.Facts = []fact{
			{"first counter block", shownIV + " — letter " + letterOf('A', p.Dir) + "; it counts on over all packets"},
			{"packet_length", "sent in clear"},
		}
		v.Strip = []stripPart{number, {"packet_length", "clear", 4}, {"padding_length, payload, padding", "encrypted", rest}}
		v.StripIs = "Encrypt-then-MAC (-etm@openssh.com): the MAC is over the ciphertext, and is checked before anything is decrypted."
	default:
		v.Facts = []fact{
			{"first counter block", shownIV + " — letter " + letterOf('A', p.Dir) + "; it counts on over all packets"},
			{"packet_length", "encrypted with the rest: the receiver decrypts one block to learn it, before it can check anything"},
		}
		v.Strip = []stripPart{number, {"packet_length", "plain", 4}, {"padding_length, payload, padding", "plain", rest}}
		v.StripIs = "Encrypt-and-MAC (RFC 4253 §6.4): the MAC is over the plaintext, so that the receiver has to decrypt before it can check."
	}
	if suite.MAC.Name != "" && suite.MAC.Name[0] == 'u' { // UMAC
		v.Strip = v.Strip[1:]
		v.Facts = append(v.Facts, fact{"nonce of UMAC", spaced(append(make([]byte, 4), seq...)) + " — the sequence number, which is not in front of the packet then"})
	}
}

// letterOf returns a letter of the client's, or the server's beside it.
func letterOf(c byte, d trace.Dir) string {
	if d == trace.ToClient {
		c++
	}
	return string(rune(c))
}

// columns puts what was sent beside what it says.
func (v *firstPacket) columns(p *trace.Packet) {
	v.Columns = &table{Caption: "The same bytes, as they were sent and in clear", Head: []string{"bytes", "part", "on the network", "in clear"}}
	for i := range p.Layout {
		sp := &p.Layout[i]
		onWire := "not in this page"
		if sp.End() <= len(p.Wire) {
			onWire = spaced(sp.Bytes(p.Wire))
		}
		inClear, value := spaced(sp.Bytes(p.Clear)), sp.Value
		if sp.Type == dissect.Bytes {
			value = "" // the bytes say it
		}
		if sp.Kind == dissect.Tag {
			inClear = "the tag is not encrypted"
		}
		v.Columns.Rows = append(v.Columns.Rows, []cell{
			cellf("%d–%d", sp.Off, sp.End()-1), {Text: sp.Name, Strong: true, Note: value, Ref: refTo(p, sp)},
			codeCell(onWire), {Text: inClear, Code: sp.Kind != dissect.Tag},
		})
	}
}

// A seqStrip is the sequence numbers of one direction around its NEWKEYS.
type seqStrip struct {
	Dir   trace.Dir
	Items []seqItem
}

// A seqItem is a packet, or the mark behind NEWKEYS.
type seqItem struct {
	Seq  uint32
	Name string
	Ref  *ref
	Mark string
}

// afterNewKeys is how many packets a strip shows behind the mark.
const afterNewKeys = 4

// strips returns the sequence numbers of both directions from the first packet on.
func (s *story) strips() (list []seqStrip) {
	for _, dir := range bothDirs {
		st := seqStrip{Dir: dir}
		after := 0
		for _, p := range s.packets {
			if p.Dir != dir || after == afterNewKeys {
				continue
			}
			if p.Epoch > 0 {
				if after == 0 {
					st.Items = append(st.Items, seqItem{Mark: s.markOf(dir)})
				}
				after++
			}
			st.Items = append(st.Items, seqItem{Seq: p.Seq, Name: nameOf(p), Ref: &ref{N: p.N}})
		}
		list = append(list, st)
	}
	return list
}

func (s *story) markOf(dir trace.Dir) string {
	if k := s.rounds[0].keys[dir]; k != nil && k.SeqReset {
		return "new keys, and the number is 0 again (strict)"
	}
	return "new keys; the number goes on (not strict)"
}
