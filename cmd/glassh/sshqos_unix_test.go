//go:build unix

package main

import (
	"log/slog"
	"net"
	"testing"

	"golang.org/x/sys/unix"
)

func TestPacketsAreMarked(t *testing.T) {
	for network, addr := range map[string]string{"tcp4": "127.0.0.1:0", "tcp6": "[::1]:0"} {
		ln, err := net.Listen(network, addr)
		if err != nil {
			t.Logf("%s: %v", network, err)
			continue
		}
		defer ln.Close()
		for _, c := range []struct {
			option            string
			interactive, bulk int
		}{
			{"", 0x10, 0x08}, {"ef", 0xb8, 0xb8}, {"AF21 cs1", 0x48, 0x20}, {"none 0x40", 0, 0x40}, {"12 le", 12, 4},
		} {
			for interactive, want := range map[bool]int{true: c.interactive, false: c.bulk} {
				nc, err := net.Dial(network, ln.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				defer nc.Close()
				d := &dialer{o: sshDefaults(), conn: nc, log: slog.New(slog.DiscardHandler)}
				if c.option != "" {
					if err := d.o.commandLine("IPQoS " + c.option); err != nil {
						t.Fatal(err)
					}
				}
				d.classify(interactive)
				raw, err := nc.(*net.TCPConn).SyscallConn()
				if err != nil {
					t.Fatal(err)
				}
				got := -1
				raw.Control(func(fd uintptr) {
					if network == "tcp4" {
						got, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_TOS)
					} else {
						got, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_TCLASS)
					}
				})
				if err != nil || got != want {
					t.Errorf("%s, IPQoS %s, interactive %v: want %#x, got %#x, %v", network, c.option, interactive, want, got, err)
				}
			}
		}
	}
	for _, bad := range []string{"256", "-1", "x", "ef ef ef", "ef y"} {
		if err := sshDefaults().commandLine("IPQoS " + bad); err == nil {
			t.Errorf("IPQoS %s is taken", bad)
		}
	}
}
