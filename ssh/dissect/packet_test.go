package dissect_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// suites are all there are, the one before NEWKEYS first.
func suites() []protect.Suite {
	list := []protect.Suite{{}}
	for _, c := range protect.Ciphers() {
		if c.AEAD {
			list = append(list, protect.Suite{Cipher: c})
			continue
		}
		for _, m := range protect.MACs() {
			list = append(list, protect.Suite{Cipher: c, MAC: m})
		}
	}
	return list
}

func keysOf(s protect.Suite) protect.Keys {
	return protect.Keys{Key: make([]byte, s.Cipher.KeySize), IV: make([]byte, s.Cipher.IVSize), MACKey: make([]byte, s.MAC.KeySize)}
}

// seal returns a packet as it is on the wire, and as it is decrypted, with the tag behind it.
func seal(t testing.TB, s protect.Suite, payload []byte) (sealed, open []byte) {
	t.Helper()
	sealer := protect.NewSealer(s, keysOf(s), rand.Reader)
	sealed = sealer.Seal(append(make([]byte, wire.HeaderLen), payload...), 0, 7)
	open = bytes.Clone(sealed)
	if _, n, err := protect.NewOpener(s, keysOf(s)).Open(open, 7); err != nil || n != len(open) {
		t.Fatal(n, err)
	}
	return sealed, open
}

func TestPacketsOfEverySuiteAreExplained(t *testing.T) {
	for _, s := range suites() {
		t.Run(fmt.Sprintf("cipher=%s/mac=%s", s.Cipher.Name, s.MAC.Name), func(t *testing.T) {
			for n := range 40 {
				data := wire.Ignore{Data: make([]byte, n)}
				payload := data.Append(nil)
				sealed, open := seal(t, s, payload)
				f := Frame{Suite: s}
				spans, err := Packet(open, f, Context{})
				if err != nil {
					t.Fatal(err)
				}
				tile(t, spans, 0, len(open))
				if got := named(t, spans, "payload").Bytes(open); !bytes.Equal(payload, got) {
					t.Fatalf("payload: want %x, got %x", payload, got)
				}
				if got := named(t, spans, "message number"); got.Off != 5 {
					t.Fatalf("the message begins at %d", got.Off)
				}
				length := named(t, spans, "packet_length").Value
				if want := fmt.Sprint(len(open) - 4 - s.Cipher.TagSize - s.MAC.TagSize); length != want {
					t.Fatalf("packet_length: want %s, got %s", want, length)
				}
				if s.Cipher.Name == "" {
					continue
				}
				if spans, err = Sealed(sealed, f); err != nil {
					t.Fatal(err)
				}
				tile(t, spans, 0, len(sealed))
				clear := s.MAC.EtM || s.Cipher.AEAD && s.Cipher.IVSize > 0
				if got := spans[0]; (got.Value == length) != clear || (got.Kind == Encrypted) == clear {
					t.Fatalf("packet_length on the wire: %+v", got)
				}
				if tag := spans[len(spans)-1]; tag.Kind != Tag || tag.Len != s.Cipher.TagSize+s.MAC.TagSize {
					t.Fatalf("tag: %+v", tag)
				}
			}
		})
	}
}

func TestBadPacketsAreRefused(t *testing.T) {
	good := []byte("\x00\x00\x00\x0c\x0a\x15..........")
	if _, err := Packet(good, Frame{}, Context{}); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]string{
		"empty":          "",
		"no length":      "\x00\x00\x00",
		"length alone":   "\x00\x00\x00\x0c",
		"cut short":      "\x00\x00\x00\x0c\x0a\x15.........",
		"a byte more":    "\x00\x00\x00\x0c\x0a\x15...........",
		"no multiple":    "\x00\x00\x00\x0b\x09\x15.........",
		"little padding": "\x00\x00\x00\x0c\x03\x15..........",
		"much padding":   "\x00\x00\x00\x0c\x0c\x15..........",
		"no payload":     "\x00\x00\x00\x0c\x0b\x15..........",
	} {
		if spans, err := Packet([]byte(p), Frame{}, Context{}); err == nil {
			t.Errorf("%s: %+v", name, spans)
		}
	}
	s := suites()[1]
	for n := range 30 {
		if _, err := Sealed(make([]byte, n), Frame{Suite: s}); (err == nil) != (n-4-16 > 4 && (n-4-16)%8 == 0) {
			t.Errorf("%d sealed bytes: %v", n, err)
		}
	}
}

// Around a message that cannot be explained, the packet is. It is not shown where it may be
// a request with a password in it.
func TestAMessageThatIsNotUnderstoodStandsInItsPacket(t *testing.T) {
	for _, c := range []struct {
		packet string
		kind   Kind
	}{
		{"\x00\x00\x00\x0c\x0a\x09..........", Unknown},
		{"\x00\x00\x00\x0c\x09\x15a.........", Unknown},
		{"\x00\x00\x00\x0c\x09\x32a.........", Secret},
		{"\x00\x00\x00\x0c\x09\x3da.........", Secret},
	} {
		spans, err := Packet([]byte(c.packet), Frame{}, Context{})
		if err == nil {
			t.Fatalf("%q is explained", c.packet)
		}
		tile(t, spans, 0, len(c.packet))
		if s := named(t, spans, "payload"); s.Kind != c.kind || s.Value != "" || s.Inner != nil {
			t.Errorf("%q: %+v", c.packet, s)
		}
	}
}

// A compressed payload is no message before it has been through the stream.
func TestACompressedPayloadIsNotLookedInto(t *testing.T) {
	packet := []byte("\x00\x00\x00\x0c\x0a\x78..........")
	spans, err := Packet(packet, Frame{Compressed: true}, Context{})
	if err != nil {
		t.Fatal(err)
	}
	tile(t, spans, 0, len(packet))
	if s := named(t, spans, "payload"); s.Inner != nil || s.Note == "" {
		t.Errorf("got %+v", s)
	}
}

func TestVersionIsExplained(t *testing.T) {
	for line, want := range map[string]string{
		"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n": `SSH-│2.0│-│OpenSSH_9.2p1│ │Debian-2+deb12u3│\r\n`,
		"SSH-1.99-x\n":         `SSH-│1.99│-│x│\n`,
		"SSH-2.0-glassh":       `SSH-│2.0│-│glassh`,
		"SSH-2.0-a \r\n":       `SSH-│2.0│-│a│ │\r\n`,
		"SSH-2.0-a-b  c d\r\n": `SSH-│2.0│-│a-b│ │ c d│\r\n`,
		"SSH-2.0-\xff\r\n":     `SSH-│2.0│-│\xff│\r\n`,
	} {
		for side, as := range map[Side]string{Client: "V_C.", Server: "V_S.", NoSide: "V_S from the server."} {
			spans, err := Version([]byte(line), side)
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			tile(t, spans, 0, len(line))
			var got []string
			for _, s := range spans {
				got = append(got, s.Value)
			}
			if got := strings.Join(got, "│"); got != want || !strings.HasSuffix(spans[0].Note, as) {
				t.Errorf("%q: want %s, got %s; %s", line, want, got, spans[0].Note)
			}
		}
	}
	for _, line := range []string{"", "SSH-", "SSH-2.0", "SSH-2.0-", "SSH-3.0-x\r\n", "HTTP/1.1\r\n", "SSH-2.0-a\x00\r\n"} {
		if spans, err := Version([]byte(line), Client); err == nil {
			t.Errorf("%q: %+v", line, spans)
		}
	}
}

// A message that stands in its packet decompressed is explained there, and everything
// around it, whatever packet_length says of the payload that was sent.
func TestADecompressedMessageStandsInItsPacket(t *testing.T) {
	message := (&wire.Ignore{Data: make([]byte, 100)}).Append(nil)
	for _, s := range suites() {
		_, open := seal(t, s, []byte("seven b"))
		packet := append(bytes.Clone(open[:5]), message...)
		packet = append(packet, open[5+7:]...)
		spans, err := Packet(packet, Frame{Suite: s, Inflated: len(message)}, Context{})
		if err != nil {
			t.Fatal(err)
		}
		tile(t, spans, 0, len(packet))
		p := named(t, spans, "payload")
		if !bytes.Equal(p.Bytes(packet), message) || !strings.Contains(p.Note, "from the 7 bytes") || len(p.Inner) == 0 {
			t.Errorf("%+v", p)
		}
		for _, wrong := range []int{1, len(message) - 1, len(message) + 1, 1 << 30} {
			if spans, err := Packet(packet, Frame{Suite: s, Inflated: wrong}, Context{}); err == nil {
				t.Errorf("%d bytes: %+v", wrong, spans)
			}
		}
	}
}
