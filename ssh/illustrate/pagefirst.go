package illustrate

import (
	"encoding/binary"
	"fmt"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
)

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
	v.Columns = &table{Caption: "The same bytes, as they were sent and in clear", Head: []string{"where", "part", "on the network", "in clear"}}
	for i := range p.Layout {
		sp := &p.Layout[i]
		onWire := "not in this page"
		if sent := p.Sent(sp); sent != nil {
			onWire = spaced(sent)
		}
		inClear, value := spaced(sp.Bytes(p.Clear)), sp.Value
		if sp.Type == dissect.Bytes {
			value = "" // the bytes say it
		}
		if sp.Kind == dissect.Tag {
			inClear = "the tag is not encrypted"
		}
		v.Columns.Rows = append(v.Columns.Rows, []cell{
			plainCell(bytesFrom(sp.Off, sp.Len)), {Text: sp.Name, Strong: true, Note: value, Ref: refTo(p, sp)},
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
