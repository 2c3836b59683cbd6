package lab_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A mistake is a wrong answer, and a part of the hint that it has to get.
type mistake struct{ answer, hint string }

var mistakes = []func(t *testing.T, g *given, right string) []mistake{
	mistakes1, mistakes2, mistakes3, mistakes4, mistakes5, mistakes6, mistakes7, mistakes8,
}

func str(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }

func mpint(b []byte) []byte {
	b = new(big.Int).SetBytes(b).Bytes()
	if len(b) > 0 && b[0]&0x80 != 0 {
		b = append([]byte{0}, b...)
	}
	return str(b)
}

// read takes a string off b.
func read(b []byte) (s, rest []byte) {
	n := binary.BigEndian.Uint32(b)
	return b[4:][:n], b[4+n:]
}

// fields are the contents of V_C, V_S, I_C, I_S, K_S, Q_C and Q_S.
func fields(g *given, trace int) [][]byte {
	e := g.of(trace, "exchange", "")
	var qc, qs []byte
	for _, l := range g.traces[trace] {
		switch p := l.payload(); {
		case l.Kind != "packet" || l.Epoch > 0 || len(p) == 0:
		case p[0] == 30:
			qc, _ = read(p[1:])
		case p[0] == 31:
			_, rest := read(p[1:])
			qs, _ = read(rest)
		}
	}
	return [][]byte{e.VC, e.VS, g.traces[trace][e.IC].payload(), g.traces[trace][e.IS].payload(), e.KS, qc, qs}
}

// exchangeHash hashes the fields, and K as it is encoded.
func exchangeHash(f [][]byte, k []byte) []byte {
	h := sha256.New()
	for _, b := range f {
		h.Write(str(b))
	}
	h.Write(k)
	return h.Sum(nil)
}

func secretOf(t *testing.T, g *given) []byte {
	t.Helper()
	m := regexp.MustCompile("X25519 gave ([0-9a-f]{64})").FindStringSubmatch(g.of(0, "note", "").Text)
	if m == nil {
		t.Fatal("the trace has no note of what X25519 gave")
	}
	x, _ := hex.DecodeString(m[1])
	return x
}

func solve1(t *testing.T, g *given) string {
	x := secretOf(t, g)
	h := exchangeHash(fields(g, 0), mpint(x))
	if e := g.of(0, "exchange", ""); !bytes.HasPrefix(h, e.H) || len(e.H) != 4 || e.K != nil || x[0]&0x80 == 0 {
		t.Errorf("seed %s: %x is not what begins with %x", g.Seed, h, e.H)
	}
	return fmt.Sprintf("%x", h)
}

func mistakes1(t *testing.T, g *given, right string) []mistake {
	x, e := secretOf(t, g), g.of(0, "exchange", "")
	with := func(k []byte, change func(f [][]byte)) string {
		f := fields(g, 0)
		change(f)
		return fmt.Sprintf("%x", exchangeHash(f, k))
	}
	crlf := func(f [][]byte) { f[0], f[1] = append(f[0:1:1][0], "\r\n"...), append(f[1:2:2][0], "\r\n"...) }
	same := func([][]byte) {}
	reversed := slices.Clone(x)
	slices.Reverse(reversed)
	return []mistake{
		{with(mpint(x), crlf), "without the CR LF"},
		{with(str(x), same), "a zero stands in front"},
		{with(str(x), crlf), "without the CR LF behind them. K is an mpint"},
		{with(mpint(reversed), same), "the most significant one"},
		{with(nil, same), "K enters H too"},
		{with(mpint(x), func(f [][]byte) { f[2], f[3] = f[2][1:], f[3][1:] }), "message number, 20"},
		{with(mpint(x), func(f [][]byte) { f[2], f[3] = g.traces[0][e.IC].Clear, g.traces[0][e.IS].Clear }), "not their packets"},
		{with(mpint(x), func(f [][]byte) { f[4] = f[4][19:] }), "not the 32 bytes"},
		{with(mpint(x), func(f [][]byte) { f[2], f[3] = f[3], f[2] }), "I_C, then I_S"},
		{right[:8], "All 32 bytes"},
		{right[:62], "not how long"},
		{strings.Repeat("ab", 32), ""},
	}
}

var fieldNames = []string{"V_C", "V_S", "I_C", "I_S", "K_S", "Q_C", "Q_S"}

func solve2(t *testing.T, g *given) string {
	a, b, answer := fields(g, 0), fields(g, 1), ""
	for i, name := range fieldNames {
		for j := range a[i] {
			if a[i][j] != b[i][j] {
				if answer != "" {
					t.Errorf("seed %s: more than one byte differs", g.Seed)
				}
				answer = fmt.Sprintf("%s %d", name, j)
			}
		}
	}
	ea, eb := g.of(0, "exchange", ""), g.of(1, "exchange", "")
	if !bytes.Equal(exchangeHash(a, ea.K), ea.H) || !bytes.Equal(exchangeHash(b, eb.K), eb.H) || bytes.Equal(ea.H, eb.H) {
		t.Errorf("seed %s: the hashes are not those of the fields", g.Seed)
	}
	if end := g.of(0, "end", ""); !strings.Contains(end.Error, "signature") {
		t.Errorf("seed %s: the client has ended with %q", g.Seed, end.Error)
	}
	return answer
}

func mistakes2(t *testing.T, g *given, right string) []mistake {
	name, number, _ := strings.Cut(right, " ")
	var offset int
	fmt.Sscan(number, &offset)
	list := []mistake{
		{"K 3", "a consequence"},
		{fmt.Sprintf("%s %d", name, offset+4), "4 bytes of its length"},
		{fmt.Sprintf("%s %d", name, offset+300), "The field is right, the offset is not"},
		{fmt.Sprintf("%s %d", strings.NewReplacer("C", "S", "S", "C").Replace(name), offset), "the other side"},
		{"K_S 3", "the same bytes"},
		{"X_S 3", "no field of that name"},
	}
	if name[0] == 'I' { // header and message number
		list = append(list, mistake{fmt.Sprintf("%s %d", name, offset+5), "not of the packet"})
	}
	return list
}

func stream(t *testing.T, key, iv []byte, block int, in []byte) []byte {
	t.Helper()
	b, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	out := append(make([]byte, 16*block), in...)
	cipher.NewCTR(b, iv).XORKeyStream(out, out)
	return out[16*block:]
}

func solve3(t *testing.T, g *given) string {
	k, block := g.of(0, "keys", "c2s"), 0
	for _, p := range g.packets(0, "c2s", 1) {
		body := p.Wire[:p.Size-32]
		if p.Clear != nil {
			t.Errorf("packet %d is in clear", p.Seq)
		}
		if p.Seq < 3 {
			block += len(body) / 16
			continue
		}
		clear := stream(t, k.Key, k.IV, block, body)
		mac := hmac.New(sha256.New, k.MACKey)
		mac.Write([]byte{0, 0, 0, 3})
		mac.Write(clear)
		if !bytes.Equal(mac.Sum(nil), p.Wire[p.Size-32:]) {
			t.Errorf("seed %s: the MAC is not that of the packet", g.Seed)
		}
		return fmt.Sprintf("%x", line{Clear: clear}.payload())
	}
	return ""
}

func mistakes3(t *testing.T, g *given, right string) []mistake {
	c, s := g.of(0, "keys", "c2s"), g.of(0, "keys", "s2c")
	p := g.packets(0, "c2s", 1)
	body := p[3].Wire[:p[3].Size-32]
	block, withMACs := 0, 0
	for _, p := range p[:3] {
		block, withMACs = block+(p.Size-32)/16, withMACs+p.Size/16
	}
	try := func(key, iv []byte, block int) string { return fmt.Sprintf("%x", stream(t, key, iv, block, body)) }
	whole := try(c.Key, c.IV, block)
	return []mistake{
		{try(c.Key, c.IV, 0), "for each packet"},
		{try(c.Key, c.IV, 0)[10:60], "for each packet"},
		{try(c.Key, c.IV, 3), "not packets"},
		{try(c.Key, c.IV, withMACs), "MACs are not encrypted"},
		{try(s.Key, s.IV, block), "server's keys"},
		{try(s.Key, s.IV, 0), "server's keys"},
		{try(c.Key, s.IV, block), "IV is that of the other direction"},
		{try(s.Key, c.IV, block), "key is that of the other direction"},
		{whole, "do not belong to it"},
		{whole[10:], "do not belong to it"},
		{right[2:], "a part of the payload"},
		{strings.Repeat("5a", len(right)/2), ""},
	}
}

func refused(g *given) line {
	for _, l := range g.packets(0, "s2c", 1) {
		if l.Error != "" {
			return l
		}
	}
	return line{}
}

func mac4(key []byte, parts ...[]byte) string {
	mac := hmac.New(sha256.New, key)
	for _, b := range parts {
		mac.Write(b)
	}
	return fmt.Sprintf("%x", mac.Sum(nil))
}

func solve4(t *testing.T, g *given) string {
	p, k := refused(g), g.of(0, "keys", "s2c")
	seq := binary.BigEndian.AppendUint32(nil, uint32(p.Seq))
	end := 4 + binary.BigEndian.Uint32(p.Wire)
	for _, q := range g.packets(0, "s2c", 1) { // the others are right
		if at := len(q.Wire) - 32; q.Error == "" && mac4(k.MACKey, binary.BigEndian.AppendUint32(nil, uint32(q.Seq)), q.Wire[:at]) != fmt.Sprintf("%x", []byte(q.Wire[at:])) {
			t.Errorf("packet %d has a wrong MAC", q.Seq)
		}
	}
	return mac4(k.MACKey, seq, p.Wire[:end])
}

func mistakes4(t *testing.T, g *given, right string) []mistake {
	p, c, s := refused(g), g.of(0, "keys", "c2s"), g.of(0, "keys", "s2c")
	end := 4 + binary.BigEndian.Uint32(p.Wire)
	seq := func(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
	body := p.Wire[:end]
	block := 0
	for _, q := range g.packets(0, "s2c", 1) {
		if q.Error == "" {
			block += (q.Size - 36) / 16
		}
	}
	clear := append(slices.Clone(body[:4]), stream(t, s.Key, s.IV, block, body[4:])...)
	return []mistake{
		{fmt.Sprintf("%x", []byte(p.Wire[end:][:32])), "came with the packet"},
		{mac4(s.MACKey, body), "sequence number stands in front"},
		{mac4(s.MACKey, seq(p.Seq+3), body), "begins with 0 again"},
		{mac4(s.MACKey, seq(p.Seq), body[4:]), "packet_length is covered"},
		{mac4(s.MACKey, seq(p.Seq), clear), "covers the ciphertext"},
		{mac4(s.MACKey, seq(p.Seq), p.Wire), "more than one packet"},
		{mac4(c.MACKey, seq(p.Seq), body), "under F"},
		{mac4(s.MACKey, []byte{byte(p.Seq), 0, 0, 0}, body), "most significant byte first"},
		{right[:20], "how long"},
	}
}

func solve5(t *testing.T, g *given) string {
	p := g.packets(0, "s2c", 1)[0]
	if p.Seq != 3 || p.Clear != nil || g.of(0, "keys", "s2c").Key != nil {
		t.Errorf("packet %d, %x", p.Seq, []byte(p.Clear))
	}
	return fmt.Sprintf("1 %d", p.Size)
}

func mistakes5(t *testing.T, g *given, right string) []mistake {
	p := g.packets(0, "s2c", 1)
	return []mistake{
		{"0 0", "has arrived"},
		{fmt.Sprintf("0 %d", p[0].Size), "not the same behind the gap"},
		{fmt.Sprintf("2 %d", p[0].Size), "not the same behind the gap"},
		{"1 0", "not the same behind the gap"},
		{fmt.Sprintf("1 %d", p[0].Size-16), "where a packet ends"},
		{fmt.Sprintf("2 %d", p[0].Size+p[1].Size), "waits for the answer"},
		{"1 99999999", "up to"},
	}
}

// raw6 is what X25519 gives.
func raw6(t *testing.T, g *given, trace int) []byte {
	t.Helper()
	private, err := ecdh.X25519().NewPrivateKey(g.of(trace, "exchange", "").Private)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ecdh.X25519().NewPublicKey(fields(g, trace)[6])
	if err != nil {
		t.Fatal(err)
	}
	x, err := private.ECDH(public)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func solve6(t *testing.T, g *given) (answer string) {
	for i := range g.traces {
		x := raw6(t, g, i)
		if e := g.of(i, "exchange", ""); e.K != nil || len(e.H) != 4 || !bytes.HasPrefix(exchangeHash(fields(g, i), mpint(x)), e.H) {
			t.Errorf("seed %s, trace %d: K or H is wrong", g.Seed, i+1)
		}
		if k := mpint(x); !bytes.Equal(k, str(x)) {
			if answer != "" {
				t.Errorf("seed %s: both are edge cases", g.Seed)
			}
			answer = fmt.Sprintf("%d %x", i+1, k[:5])
		}
	}
	return answer
}

func mistakes6(t *testing.T, g *given, right string) []mistake {
	odd := int(right[0] - '1')
	x, common := raw6(t, g, odd), raw6(t, g, 1-odd)
	other := map[int]string{0: "2", 1: "1"}[odd]
	return []mistake{
		{other + right[1:], "the other trace"},
		{fmt.Sprintf("%s %x", other, str(common)[:5]), "the common case"},
		{fmt.Sprintf("%d %x", odd+1, str(x)[:5]), "The trace is right"},
		{fmt.Sprintf("%d %x", odd+1, []byte{0, 0, 0, 33, x[0]}), ""},
		{fmt.Sprintf("%d %x", odd+1, []byte{0, 0, 0, 9, 9}), "the bytes are not"},
		{right[:10], "5 bytes"},
	}
}

func solve7(t *testing.T, g *given) (answer string) {
	p := refused(g)
	end := 4 + int(binary.BigEndian.Uint32(p.Wire))
	word := regexp.MustCompile(`the word is ([a-z]+-\d{4})\.`)
	if g.of(0, "keys", "s2c").Key != nil || g.of(0, "exchange", "").K != nil {
		t.Error("there are keys in the trace")
	}
	for _, q := range g.packets(0, "s2c", 1) {
		if q.Error != "" {
			continue
		}
		var clear []byte
		for i := 4; i < min(end, q.Size-16); i++ {
			clear = append(clear, p.Wire[i]^q.Wire[i]^q.Clear[i])
		}
		if m := word.FindSubmatch(clear); m != nil {
			if answer != "" {
				t.Errorf("seed %s: two packets fit", g.Seed)
			}
			answer = fmt.Sprintf("%d %s", q.Seq, m[1])
		}
	}
	return answer
}

func mistakes7(t *testing.T, g *given, right string) []mistake {
	number, word, _ := strings.Cut(right, " ")
	var seq int
	fmt.Sscan(number, &seq)
	own := regexp.MustCompile(`the word is ([a-z]+-\d{4})\.`).FindSubmatch(g.packets(0, "s2c", 1)[seq].Clear)
	return []mistake{
		{fmt.Sprintf("%d %s", refused(g).Seq, word), "Which earlier one"},
		{fmt.Sprintf("%d %s", seq, own[1]), "that packet itself"},
		{number + " sparrow-1234", "The packet is right"},
		{"0 " + word, "The word is right"},
		{fmt.Sprintf("%d %s", seq+3, "x"), ""},
		{"1 x", "does not say so"},
	}
}

func solve8(t *testing.T, g *given) string {
	window, spent := 0, line{}
	for _, l := range g.traces[0] {
		p := l.payload()
		if l.Kind != "packet" || l.Epoch == 0 || len(p) < 9 {
			continue
		}
		switch uint32At := func(at int) int { return int(binary.BigEndian.Uint32(p[at:])) }; {
		case p[0] == 90 && l.Dir == "c2s":
			window = uint32At(len(p) - 8)
		case p[0] == 93 && l.Dir == "c2s":
			if window == 0 {
				return fmt.Sprintf("%d %d", spent.Seq, (l.Time-spent.Time)/1000)
			}
			window += uint32At(5)
		case p[0] == 94 && l.Dir == "s2c":
			if window -= uint32At(5); window == 0 {
				spent = l
			}
		}
		if window < 0 {
			t.Fatalf("packet %d is more than the window", l.Seq)
		}
	}
	t.Errorf("seed %s: no stall", g.Seed)
	return ""
}

func mistakes8(t *testing.T, g *given, right string) []mistake {
	number, length, _ := strings.Cut(right, " ")
	var seq, ms int
	fmt.Sscan(right, &seq, &ms)
	data := []line{}
	for _, l := range g.packets(0, "s2c", 1) {
		if p := l.payload(); len(p) > 0 && p[0] == 94 {
			data = append(data, l)
		}
	}
	list := []mistake{
		{number + " 1", "The packet is right, the time is not"},
		{number + " " + length + "000", "microseconds"},
		{fmt.Sprintf("%d %d", seq+1, ms), "behind the stall"},
		{fmt.Sprintf("%d %d", seq-2, ms), "not spent there"},
	}
	longest, before, record := int64(0), line{}, 0
	for i, l := range data[1:] {
		if gap := l.Time - data[i].Time; data[i].Seq != seq && gap > longest {
			longest, before = gap, data[i]
		}
		if data[i].Seq == seq {
			list = append(list, mistake{fmt.Sprintf("%d %d", seq, (l.Time-data[i].Time)/1000), "until data came again"})
			record = data[i].N
		}
	}
	if longest < int64(ms)*1000 {
		t.Errorf("seed %s: the pause, %d µs, is shorter than the stall", g.Seed, longest)
	}
	if record != before.Seq && record != before.Seq+1 {
		list = append(list, mistake{fmt.Sprintf("%d %d", record, ms), "number of the record"})
	}
	return append(list, mistake{fmt.Sprintf("%d %d", before.Seq, longest/1000), "nothing to write"})
}
