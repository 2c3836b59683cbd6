package main

import (
	"net"
	"testing"

	"golang.org/x/sys/unix"
)

func TestValuesOfIPQoS(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"IPQoS af21 cs1", "af21 cs1"}, {"IPQoS=EF", "ef ef"}, {"IPQoS none lowdelay", "none lowdelay"}, {"IPQoS 0x48 0x49", "af21 0x49"},
		{"IPQoS 255 0", "0xff cs0"}, {"IPQoS reliability", "le le"}, {"IPQoS 256", ""}, {"IPQoS fast", ""}, {"IPQoS ef le cs0", ""}, {"IPQoS -1", ""},
	} {
		o := serveDefaults()
		err := serveKeywords.option(o, o.given, c.text)
		if got := o.qos.String(); err != nil && c.want != "" || err == nil && got != c.want {
			t.Errorf("%s: want %q, got %q, %v", c.text, c.want, got, err)
		}
	}
}

// What IPQoS and TCPKeepAlive say is at the socket.
func TestSocketsAreMarked(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	for _, c := range []struct {
		option      string
		interactive bool
		tos, alive  int
	}{
		{"IPQoS=ef throughput", true, 0xb8, 1},
		{"IPQoS=ef throughput", false, 0x08, 1},
		{"IPQoS=none", false, 0, 1},
		{"TCPKeepAlive=no", true, 0x48, 0},
		{"TCPKeepAlive=yes", false, 0x20, 1},
	} {
		o := serveDefaults()
		if err := serveKeywords.option(o, o.given, c.option); err != nil {
			t.Fatal(err)
		}
		nc, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		o.withConn(t.Context(), nc)
		o.qos.mark(nc, c.interactive)
		raw, err := nc.(*net.TCPConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		raw.Control(func(fd uintptr) {
			tos, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_TOS)
			alive, err2 := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_KEEPALIVE)
			if tos != c.tos || alive != c.alive || err != nil || err2 != nil {
				t.Errorf("%s: want %#x, %d, got %#x, %d, %v, %v", c.option, c.tos, c.alive, tos, alive, err, err2)
			}
		})
	}
}
