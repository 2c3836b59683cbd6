package x11_test

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/x11"
)

func TestDisplays(t *testing.T) {
	for text, want := range map[string]x11.Display{
		":0":                           {"unix", "/tmp/.X11-unix/X0", 0},
		"unix:10.2":                    {"unix", "/tmp/.X11-unix/X10", 2},
		"localhost:10.0":               {"tcp", "localhost:6010", 0},
		"192.0.2.1:1":                  {"tcp", "192.0.2.1:6001", 0},
		"[::1]:3.1":                    {"tcp", "[::1]:6003", 1},
		"::1:3":                        {"tcp", "[::1]:6003", 0},
		"/private/tmp/org.x:0":         {"unix", "/private/tmp/org.x:0", 0},
		"/private/tmp/org.xquartz:0.1": {"unix", "/private/tmp/org.xquartz:0", 1},
	} {
		got, err := x11.ParseDisplay(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
	for _, text := range []string{"", "host", ":", ":x", ":1.x", ":-1", ":70000", ":0;rm", "$(x):0", ":0 ", "h\x00:0"} {
		if d, err := x11.ParseDisplay(text); err == nil {
			t.Errorf("%q: got %v", text, d)
		}
	}
	if got := x11.AuthName("localhost:10.0"); got != "unix:10.0" {
		t.Error(got)
	}
}

// setup is the first packet of a program, in either byte order.
func setup(order binary.AppendByteOrder, protocol string, cookie []byte) []byte {
	b := []byte{'B', 0}
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		b[0] = 'l'
	}
	for _, n := range []int{11, 0, len(protocol), len(cookie), 0} {
		b = order.AppendUint16(b, uint16(n))
	}
	for _, part := range []string{protocol, string(cookie)} {
		b = append(b, part...)
		b = append(b, make([]byte, (4-len(part)%4)%4)...)
	}
	return b
}

const realCookie = "000102030405060708090a0b0c0d0e0f"

func newCookies(t testing.TB) (c *x11.Cookies, fake []byte) {
	t.Helper()
	c, err := x11.NewCookies(rand.Reader, realCookie)
	if err != nil {
		t.Fatal(err)
	}
	if fake, err = hex.DecodeString(c.Fake()); err != nil || len(fake) != 16 || c.Fake() == realCookie {
		t.Fatal(c.Fake(), err)
	}
	return c, fake
}

func TestTheCookieIsReplacedInEitherByteOrder(t *testing.T) {
	c, fake := newCookies(t)
	real, _ := hex.DecodeString(realCookie)
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		more := []byte("what follows stays")
		r := bytes.NewReader(append(setup(order, x11.Protocol, fake), more...))
		got, err := c.Setup(r)
		if err != nil {
			t.Fatal(err)
		}
		if want := setup(order, x11.Protocol, real); !bytes.Equal(got, want) {
			t.Errorf("want %x, got %x", want, got)
		}
		if rest, _ := io.ReadAll(r); !bytes.Equal(rest, more) {
			t.Errorf("left %q", rest)
		}
	}
}

// What does not begin with the right cookie is refused, however long it says that it is:
// nothing is read beyond a head that cannot be right.
func TestWrongFirstPackets(t *testing.T) {
	c, fake := newCookies(t)
	good := setup(binary.LittleEndian, x11.Protocol, fake)
	wrong := bytes.Clone(good)
	wrong[len(wrong)-1] ^= 1
	name := bytes.Clone(good)
	name[12] ^= 1
	for what, packet := range map[string][]byte{
		"another cookie": wrong, "another protocol": name,
		"no cookie":     setup(binary.BigEndian, "", nil),
		"a long cookie": setup(binary.BigEndian, x11.Protocol, make([]byte, 65535)),
		"a long name":   setup(binary.BigEndian, strings.Repeat("M", 65535), fake),
		"a short name":  setup(binary.BigEndian, x11.Protocol[:17], fake),
		"half a cookie": setup(binary.BigEndian, x11.Protocol, fake[:8]),
		"the true one":  setup(binary.BigEndian, x11.Protocol, []byte(realCookie[:16])),
	} {
		r := bytes.NewReader(packet)
		if _, err := c.Setup(r); !errors.Is(err, x11.ErrCookie) {
			t.Errorf("%s: %v", what, err)
		}
		if read := len(packet) - r.Len(); read > len(good) {
			t.Errorf("%s: %d bytes were read", what, read)
		}
	}
	for n := range good {
		if _, err := c.Setup(bytes.NewReader(good[:n])); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	if _, err := c.Setup(bytes.NewReader(append([]byte{'x'}, good[1:]...))); err == nil || errors.Is(err, x11.ErrCookie) {
		t.Errorf("byte order x: %v", err)
	}
}

// Behind Wipe there is no cookie to be right with, not even none.
func TestNothingIsRightOnceTheCookiesAreWiped(t *testing.T) {
	c, fake := newCookies(t)
	c.Wipe()
	for _, cookie := range [][]byte{nil, make([]byte, 16), fake} {
		if _, err := c.Setup(bytes.NewReader(setup(binary.LittleEndian, x11.Protocol, cookie))); !errors.Is(err, x11.ErrCookie) {
			t.Errorf("%x: %v", cookie, err)
		}
	}
}

func TestListsOfXauth(t *testing.T) {
	for text, want := range map[string]string{
		"host/unix:0  MIT-MAGIC-COOKIE-1  " + realCookie + "\n":                            realCookie,
		"h:0  XDM-AUTHORIZATION-1  00\nh:0  MIT-MAGIC-COOKIE-1  " + realCookie + "\nh:0 …": realCookie,
		"":                               "",
		"h:0  MIT-MAGIC-COOKIE-1  xyz\n": "",
		"h:0  MIT-MAGIC-COOKIE-1  " + strings.Repeat("00", 1000): "",
	} {
		if got := x11.ParseList([]byte(text)); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
	for _, bad := range []string{"x", "0", strings.Repeat("00", 1000)} {
		if _, err := x11.NewCookies(rand.Reader, bad); err == nil || strings.Contains(err.Error(), bad[:1]+bad[1:]) && len(bad) > 1 {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func ExampleParseDisplay() {
	d, err := x11.ParseDisplay("localhost:10.0")
	fmt.Println(d.Network, d.Address, err)
	// Output: tcp localhost:6010 <nil>
}

func FuzzSetup(f *testing.F) {
	c, fake := newCookies(f)
	f.Add(setup(binary.LittleEndian, x11.Protocol, fake))
	f.Add(setup(binary.BigEndian, "", nil))
	f.Fuzz(func(t *testing.T, packet []byte) {
		got, err := c.Setup(bytes.NewReader(packet))
		if err == nil && (len(got) > len(packet) || !bytes.Contains(packet, fake)) {
			t.Errorf("%x was taken", packet)
		}
	})
}

func FuzzParseDisplay(f *testing.F) {
	f.Add("localhost:10.0")
	f.Add("/tmp/x:0.1")
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := x11.ParseDisplay(text); err == nil && (d.Address == "" || strings.ContainsAny(text, " $;|&\n")) {
			t.Errorf("%q: %v", text, d)
		}
	})
}

func FuzzParseList(f *testing.F) {
	f.Add([]byte("host/unix:0  MIT-MAGIC-COOKIE-1  " + realCookie + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := hex.DecodeString(x11.ParseList(text)); err != nil {
			t.Error(err)
		}
	})
}
