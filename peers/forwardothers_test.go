package peers_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	xssh "golang.org/x/crypto/ssh"

	"github.com/glassh/glassh/ssh"
)

// Forwarding with implementations other than OpenSSH's.

// PuTTY's and dropbear's clients forward through glassh serve.
func TestOtherClientsForward(t *testing.T) {
	k := newKeys(t)
	s := glasshServe(t, k, serverOptions{})
	tcp := httpTarget(t, "tcp")
	ppk, key := k.user.path+".ppk", k.user.path+".dropbear"
	runTool(t, "puttygen", k.user.path, "-O", "private", "-o", ppk)
	runTool(t, "dropbearconvert", "openssh", "dropbear", k.user.path, key)
	for name, args := range map[string][]string{
		"plink":    {"-ssh", "-batch", "-N", "-P", s.port(), "-l", me(t), "-i", ppk, "-hostkey", k.host.private.PublicKey().Fingerprint()},
		"dbclient": {"-y", "-y", "-N", "-p", s.port(), "-l", me(t), "-i", key},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			local, remote, dynamic := freePort(t), freePort(t), freePort(t)
			args = append(args, "-L", fmt.Sprintf("%d:%s", local, tcp), "-R", fmt.Sprintf("%d:%s", remote, tcp))
			if name == "plink" { // dropbear has no SOCKS
				args = append(args, "-D", fmt.Sprint(dynamic))
			}
			launch(t, new(journal), find(t, name), append(args, "127.0.0.1")...)
			reaches(t, fmt.Sprintf("127.0.0.1:%d", local))
			reaches(t, fmt.Sprintf("127.0.0.1:%d", remote))
			if name == "plink" {
				curl(t, tcp, "--socks4a", fmt.Sprintf("127.0.0.1:%d", dynamic))
				curl(t, tcp, "--socks5-hostname", fmt.Sprintf("127.0.0.1:%d", dynamic))
			}
		})
	}
}

// golang.org/x/crypto's client dials and listens through glassh serve.
func TestXCryptoForwards(t *testing.T) {
	k := newKeys(t)
	s := glasshServe(t, k, serverOptions{})
	cl, err := xDial(testContext(t), s.addr, xClientConfig(t, job{}.orDefaults(k)))
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	for _, network := range []string{"tcp", "unix"} {
		nc, err := cl.Dial(network, httpTarget(t, network))
		if err != nil {
			t.Fatal(err)
		}
		asks(t, nc)
		at := "127.0.0.1:0"
		if network == "unix" {
			at = socketDir(t) + "/s"
		}
		ln, err := cl.Listen(network, at)
		if err != nil {
			t.Fatal(err)
		}
		answers(t, ln)
		reaches(t, ln.Addr().String())
		if err := ln.Close(); err != nil {
			t.Error(err)
		}
	}
}

// asks talks to the target over a connection.
func asks(t *testing.T, nc net.Conn) {
	t.Helper()
	defer nc.Close()
	io.WriteString(nc, "GET / HTTP/1.0\r\n\r\n")
	if answer, err := io.ReadAll(nc); !strings.HasSuffix(string(answer), targetSays) || err != nil {
		t.Errorf("got %q, %v", answer, err)
	}
}

// answers plays the target for whoever connects to ln, until that is closed.
func answers(t *testing.T, ln net.Listener) {
	go func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			request := make([]byte, 18)
			io.ReadFull(nc, request)
			fmt.Fprintf(nc, "HTTP/1.0 200 OK\r\n\r\n%s", targetSays)
			nc.Close()
		}
	}()
}

// The library dials and listens through a server made with golang.org/x/crypto/ssh.
func TestForwardingThroughXCrypto(t *testing.T) {
	k := newKeys(t)
	cfg := &xssh.ServerConfig{NoClientAuth: true}
	cfg.AddHostKey(xSigner(t, k.host))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go xForwarder(ln, cfg)
	ctx := testContext(t)
	cl, err := ssh.Dial(ctx, ln.Addr().String(), &ssh.ClientConfig{User: "user", HostKey: ssh.FixedHostKey(k.host.private.PublicKey())})
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	throughLibrary(t, cl, "tcp")
}

// throughLibrary dials and listens by the library.
func throughLibrary(t *testing.T, cl *ssh.Client, networks ...string) {
	t.Helper()
	ctx := testContext(t)
	for _, network := range networks {
		nc, err := cl.DialContext(ctx, network, httpTarget(t, network))
		if err != nil {
			t.Fatal(err)
		}
		asks(t, nc)
		at := "127.0.0.1:0"
		if network == "unix" {
			at = socketDir(t) + "/s"
		}
		ln, err := cl.Listen(ctx, network, at)
		if err != nil {
			t.Fatal(err)
		}
		answers(t, ln)
		reaches(t, ln.Addr().String())
		if err := ln.Close(); err != nil {
			t.Error(err)
		}
	}
}

// xForwarder serves one connection of a client that dials and listens. The end of the
// connection stops it.
func xForwarder(ln net.Listener, cfg *xssh.ServerConfig) {
	nc, err := ln.Accept()
	if err != nil {
		return
	}
	defer nc.Close()
	conn, channels, requests, err := xssh.NewServerConn(nc, cfg)
	if err != nil {
		return
	}
	go func() { // likewise
		var listeners []net.Listener
		for r := range requests {
			var m struct {
				Addr string
				Port uint32
			}
			if xssh.Unmarshal(r.Payload, &m); r.Type != "tcpip-forward" {
				for _, ln := range listeners {
					ln.Close()
				}
				r.Reply(r.Type == "cancel-tcpip-forward", nil)
				continue
			}
			ln, err := net.Listen("tcp", net.JoinHostPort(m.Addr, fmt.Sprint(m.Port)))
			if err != nil {
				r.Reply(false, nil)
				continue
			}
			listeners = append(listeners, ln)
			port := uint32(ln.Addr().(*net.TCPAddr).Port)
			r.Reply(true, xssh.Marshal(struct{ Port uint32 }{port}))
			go func() { // the end of the listener stops it
				for {
					nc, err := ln.Accept()
					if err != nil {
						return
					}
					ch, requests, err := conn.OpenChannel("forwarded-tcpip", xssh.Marshal(struct {
						Addr       string
						Port       uint32
						Origin     string
						OriginPort uint32
					}{m.Addr, port, "127.0.0.1", 1}))
					if err != nil {
						nc.Close()
						continue
					}
					go xssh.DiscardRequests(requests)
					go xCopy(ch, nc)
				}
			}()
		}
	}()
	for nch := range channels {
		var m struct {
			Addr       string
			Port       uint32
			Origin     string
			OriginPort uint32
		}
		xssh.Unmarshal(nch.ExtraData(), &m)
		nc, err := net.DialTimeout("tcp", net.JoinHostPort(m.Addr, fmt.Sprint(m.Port)), time.Second)
		if err != nil {
			nch.Reject(xssh.ConnectionFailed, err.Error())
			continue
		}
		ch, requests, err := nch.Accept()
		if err != nil {
			nc.Close()
			return
		}
		go xssh.DiscardRequests(requests)
		go xCopy(ch, nc)
	}
}

func xCopy(ch xssh.Channel, nc net.Conn) {
	go func() { io.Copy(nc, ch); nc.(*net.TCPConn).CloseWrite() }() // the end of the channel stops it
	io.Copy(ch, nc)
	ch.Close()
	nc.Close()
}
