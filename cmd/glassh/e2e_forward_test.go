//go:build unix

package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// echoServer sends back what comes on each connection, and "over" behind its end.
func echoServer(t *testing.T, network string) (addr string) {
	t.Helper()
	addr = "127.0.0.1:0"
	if network == "unix" {
		addr = filepath.Join(shortDir(t), "echo")
	}
	ln, err := net.Listen(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() { ln.Close(); all.Wait() })
	all.Go(func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			go func() { // the end of the connection stops it
				defer nc.Close()
				io.Copy(nc, nc)
				io.WriteString(nc, "over")
			}()
		}
	})
	return ln.Addr().String()
}

// shortDir is a directory for sockets, whose paths are bounded.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "s")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// unusedPort is one that nobody listened at a moment ago.
func unusedPort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	return port
}

// connect connects as soon as somebody listens.
func connect(t *testing.T, addr string) net.Conn {
	t.Helper()
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		nc, err := net.Dial(network, addr)
		if err == nil {
			nc.SetDeadline(time.Now().Add(patience))
			t.Cleanup(func() { nc.Close() })
			return nc
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// echoed checks that an echoServer is at the other end, which sees the end of what it
// is sent.
func echoed(t *testing.T, addr string) { t.Helper(); echoedOn(t, connect(t, addr)) }

func echoedOn(t *testing.T, nc net.Conn) {
	t.Helper()
	text := strings.Repeat("0123456789", 20_000)
	go func() {
		io.WriteString(nc, text)
		nc.(interface{ CloseWrite() error }).CloseWrite()
	}()
	if got, err := io.ReadAll(nc); string(got) != text+"over" || err != nil {
		t.Errorf("%v: %d bytes came back of %d, %v", nc.RemoteAddr(), len(got), len(text), err)
	}
}

// allocated waits for a port that the server has chosen.
func allocated(t *testing.T, b *background, target string) string {
	t.Helper()
	end := b.stderr.await(t, 0, "Allocated port ")
	b.stderr.await(t, end, "\n")
	port, rest, _ := strings.Cut(b.stderr.String()[end:], " ")
	if line, _, _ := strings.Cut(rest, "\n"); line != "for remote forward to "+target {
		t.Errorf("%s is announced as %q", target, line)
	}
	return "127.0.0.1:" + port
}

func TestForwardingBothWays(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	tcp, unix := echoServer(t, "tcp"), echoServer(t, "unix")
	dir := shortDir(t)
	t.Run("local", func(t *testing.T) {
		a, b, c, d := unusedPort(t), unusedPort(t), filepath.Join(dir, "c"), filepath.Join(dir, "d")
		client := launch(t, sv.client(t, "-N", "-L", a+":"+tcp, "-oLocalForward=127.0.0.1:"+b+" "+unix, "-L", c+":"+tcp, "-L", d+":"+unix, "HOST"))
		for _, addr := range []string{"127.0.0.1:" + a, "127.0.0.1:" + b, c, d} {
			echoed(t, addr)
		}
		if nc, err := net.Dial("tcp", "[::1]:"+b); err == nil {
			nc.Close()
			t.Error("127.0.0.1 is ::1 as well")
		}
		if info, err := os.Stat(c); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the socket: %v, %v", info, err)
		}
		client.signal(t, syscall.SIGTERM)
		if status := client.status(t); status != 255 {
			t.Errorf("exit status %d", status)
		}
		if _, err := os.Stat(c); err == nil {
			t.Error("the socket is still there")
		}
	})
	t.Run("remote", func(t *testing.T) {
		one := launch(t, sv.client(t, "-N", "-R", "0:"+tcp, "HOST"))
		echoed(t, allocated(t, one, tcp))
		two := launch(t, sv.client(t, "-N", "-R", "0:"+unix, "-R", filepath.Join(dir, "e")+":"+tcp, "-R", filepath.Join(dir, "f")+":"+unix, "HOST"))
		echoed(t, allocated(t, two, unix))
		echoed(t, filepath.Join(dir, "e"))
		echoed(t, filepath.Join(dir, "f"))
	})
	t.Run("dynamic", func(t *testing.T) {
		port := unusedPort(t)
		launch(t, sv.client(t, "-N", "-D", port, "HOST"))
		nc := connect(t, "127.0.0.1:"+port)
		socks4(t, nc, tcp)
		echoedOn(t, nc)
		back := launch(t, sv.client(t, "-N", "-R", "0", "-o", "PermitRemoteOpen="+tcp, "HOST"))
		at := allocated(t, back, "socks:0")
		nc = connect(t, at)
		socks4(t, nc, tcp)
		echoedOn(t, nc)
		nc = connect(t, at)
		fmt.Fprintf(nc, "\x04\x01\x00\x01\x7f\x00\x00\x01\x00") // port 1, which is not permitted
		if reply, _ := io.ReadAll(nc); len(reply) != 8 || reply[1] != 91 {
			t.Errorf("an address that is not permitted: %x", reply)
		}
	})
	t.Run("stdio", func(t *testing.T) {
		for _, to := range []string{tcp, unix} {
			cmd := sv.client(t, "-W", to, "HOST")
			cmd.Stdin = strings.NewReader("hello ")
			output(t, cmd).is(t, result{"hello over", "", 0})
		}
		closed := unusedPort(t)
		sv.run(t, "-W", "127.0.0.1:"+closed, "HOST").is(t,
			result{"", "channel 0: open failed: connect failed: connection refused\nstdio forwarding failed\n", 255})
	})
	t.Run("beside a command", func(t *testing.T) {
		port := unusedPort(t)
		sv.run(t, "-L", port+":"+tcp, "HOST", "exit 7").is(t, result{"", "", 7})
	})
}

// socks4 asks for an address by version 4.
func socks4(t *testing.T, nc net.Conn, addr string) {
	t.Helper()
	host, text, _ := net.SplitHostPort(addr)
	port, _ := strconv.Atoi(text)
	request := append([]byte{4, 1, byte(port >> 8), byte(port)}, net.ParseIP(host).To4()...)
	nc.Write(append(request, 0))
	reply := make([]byte, 8)
	if _, err := io.ReadFull(nc, reply); err != nil || reply[1] != 90 {
		t.Fatalf("%x, %v", reply, err)
	}
}

func TestForwardingThatFails(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	line := string(s.userKey.PublicKey().AppendLine(nil, ""))
	sv := s.serve(t)
	_, taken, _ := net.SplitHostPort(echoServer(t, "tcp"))
	const gone = "127.0.0.1:1"
	inUse := "bind [127.0.0.1]:" + taken + ": address already in use\n" +
		"channel_setup_fwd_listener_tcpip: cannot listen to port: " + taken + "\nCould not request local forwarding.\n"
	sv.run(t, "-L", "127.0.0.1:"+taken+":"+gone, "HOST", "echo ran").is(t, result{"ran\n", inUse, 0})
	sv.run(t, "-o", "ExitOnForwardFailure=yes", "-L", "127.0.0.1:"+taken+":"+gone, "HOST", "echo ran").is(t, result{"", inUse, 255})
	sv.run(t, "-o", "ClearAllForwardings=yes", "-L", "127.0.0.1:"+taken+":"+gone, "HOST", "echo ran").is(t, result{"ran\n", "", 0})
	sv.run(t, "-R", "127.0.0.1:"+taken+":"+gone, "HOST", "echo ran").is(t,
		result{"ran\n", "Warning: remote port forwarding failed for listen port " + taken + "\n", 0})
	sv.run(t, "-o", "ExitOnForwardFailure=yes", "-R", "/no/directory/s:"+gone, "HOST", "echo ran").is(t,
		result{"", "Error: remote port forwarding failed for listen path /no/directory/s\n", 255})

	prohibited := "channel 0: open failed: administratively prohibited: open failed\nstdio forwarding failed\n"
	target := echoServer(t, "tcp")
	for _, c := range []struct {
		options, key string
		dial, listen bool
	}{
		{"", "", true, true},
		{"AllowTcpForwarding=no", "", false, false},
		{"AllowTcpForwarding=local", "", true, false},
		{"AllowTcpForwarding=remote", "", false, true},
		{"DisableForwarding=yes", "", false, false},
		{"PermitOpen=" + target, "", true, true},
		{"PermitOpen=none", "", false, true},
		{"PermitListen=none", "", true, false},
		{"PermitListen=1", "", true, false},
		{"PermitListen=localhost:*", "", true, true},
		{"", "no-port-forwarding ", false, false},
		{"", "restrict ", false, false},
		{"", "restrict,port-forwarding ", true, true},
		{"", `permitopen="` + target + `",permitlisten="1" `, true, false},
		{"", `permitopen="` + gone + `",permitlisten="localhost:*" `, false, true},
	} {
		t.Run(c.options+c.key, func(t *testing.T) {
			write(t, s.authorized, c.key+line)
			var args []string
			if c.options != "" {
				args = []string{"-o", c.options}
			}
			sv := s.serve(t, args...)
			cmd := sv.client(t, "-W", target, "HOST")
			cmd.Stdin = strings.NewReader("hello ")
			want := result{"", prohibited, 255}
			if c.dial {
				want = result{"hello over", "", 0}
			}
			output(t, cmd).is(t, want)
			r := sv.run(t, "-T", "-R", "0:"+gone, "HOST", "exit 3")
			if said := "Warning: remote port forwarding failed for listen port 0\n"; r.status != 3 || (r.stderr == said) == c.listen {
				t.Errorf("listening: want %v, got %v", c.listen, r)
			}
		})
	}
}
