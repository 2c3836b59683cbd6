//go:build unix

package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// peer listens, and runs f on each connection. It is a server to clients.
func (s *site) peer(t *testing.T, f func(net.Conn)) *server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() { // the end of the test stops it
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer nc.Close()
				f(nc)
			}()
		}
	}()
	return s.at(t, ln.Addr().String())
}

// at is a server that is somewhere else.
func (s *site) at(t *testing.T, addr string) *server {
	t.Helper()
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	return &server{site: s, port: port}
}

func TestPeersThatAreNoSSHServers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	s.at(t, web.Listener.Addr().String()).run(t, "HOST", "true").
		refused(t, "HTTP/1.1 400 Bad Request")

	say := func(text string) *server {
		return s.peer(t, func(nc net.Conn) {
			io.WriteString(nc, text)
			bufio.NewReader(nc).ReadString('\n')
		})
	}
	for _, c := range []struct{ text, want string }{
		{"", "closed the connection before its identification string"},
		{"220 mail.example.org ESMTP\r\n", "220 mail.example.org ESMTP"},
		{"SSH-1.5-old\r\n", "unsupported protocol version"},
		{"SSH-2.0-half\r\n", "closed the connection"},
		{"SSH-2.0-odd\r\n\x00\x00\x00\x0c\x0a\x14", "closed the connection"},
		{"SSH-2.0-odd\r\n\xff\xff\xff\xff\x0a\x14", "packet"},
		{"\x1b]0;owned\x07\r\n", `x1b]0;owned`},
		{strings.Repeat("x", 1<<20), "its first line is too long"},
	} {
		got := say(c.text).run(t, "HOST", "true")
		got.refused(t, c.want)
		if strings.ContainsAny(got.stderr, "\x1b\x07") || len(got.stderr) > 1000 {
			t.Errorf("%.40q: got %.2000q", c.text, got.stderr)
		}
	}
}

func TestServersThatCannotBeReached(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	refusing := s.at(t, ln.Addr().String())
	refusing.run(t, "HOST", "true").refused(t, "connect to host 127.0.0.1 port "+refusing.port+": ", "connection refused")
	output(t, s.command(t, "ssh", "-o", "ConnectTimeout=5", "no-such-host.invalid", "true")).refused(t, "connect to host no-such-host.invalid port 22: ", "lookup no-such-host.invalid")

	for _, text := range []string{"", "SSH-2.0-slow\r\n"} {
		silent := s.peer(t, func(nc net.Conn) {
			io.WriteString(nc, text)
			io.Copy(io.Discard, nc)
		})
		begin := time.Now()
		silent.run(t, "-o", "ConnectTimeout=1", "HOST", "true").refused(t, "glassh ssh: the server did not exchange keys in time")
		if took := time.Since(begin); took < time.Second || took > 10*time.Second {
			t.Errorf("want an end behind a second, got one behind %v", took)
		}
	}
}

// ConnectTimeout is for servers, not for those who log in: it ends with the keys.
func TestConnectTimeoutDoesNotCutACommandShort(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	sv.run(t, "-o", "ConnectTimeout=1", "HOST", "sleep 1.2; echo late").is(t, result{"late\n", "", 0})
}

func TestNoAlgorithmInCommon(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "-o", "Ciphers=aes256-ctr,aes192-ctr", "-o", "MACs=hmac-sha2-512")
	for _, c := range []struct{ flags, want string }{
		{"-c aes128-ctr,aes128-gcm@openssh.com",
			"glassh ssh: no common cipher from client to server: the client offers aes128-ctr, aes128-gcm@openssh.com; the server offers aes256-ctr, aes192-ctr"},
		{"-c aes256-ctr -m hmac-sha2-256",
			"glassh ssh: no common MAC from client to server: the client offers hmac-sha2-256; the server offers hmac-sha2-512"},
	} {
		sv.run(t, append(strings.Fields(c.flags), "HOST", "true")...).refused(t, c.want)
	}
	sv.stderr.await(t, 0, "connection ended before login")
}

// relay passes the first bytes of a connection on, and then ends it.
func (s *site) relay(t *testing.T, to *server, bytes int64) *server {
	return s.peer(t, func(nc net.Conn) {
		up, err := net.Dial("tcp", "127.0.0.1:"+to.port)
		if err != nil {
			return
		}
		defer up.Close()
		go io.Copy(up, nc)
		io.CopyN(nc, up, bytes)
	})
}

func TestServerThatClosesHalfWay(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	// In the middle of the version, of KEXINIT, of the reply and of the login; and
	// with the command running.
	for _, bytes := range []int64{5, 100, 700, 1300, 1800} {
		half := sv.relay(t, sv, bytes)
		write(t, sv.known, half.knownLine())
		got := half.run(t, "HOST", "head -c 100000 /dev/zero")
		got.refused(t)
		// The end of a connection is a reset, if something was on its way.
		if !strings.Contains(got.stderr, "closed the connection") && !strings.Contains(got.stderr, "connection reset by peer") {
			t.Errorf("behind %d bytes: got %v", bytes, got)
		}
	}
}

func TestPrivateKeysThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	key := read(t, sv.user)
	file := func(name, text string) string { return write(t, filepath.Join(sv.dir, name), text) }
	open := file("open", key)
	if err := os.Chmod(open, 0o640); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ file, want string }{
		{filepath.Join(sv.dir, "none"), "no such file or directory"},
		{sv.dir, "is a directory"},
		{open, "its permissions 0640 let others read it: chmod 600 makes it private"},
		{file("empty", ""), ""},
		{file("short", key[:len(key)/2]), ""},
		{file("cut", strings.Replace(key, "\n-----END", "", 1)), ""},
		{file("one line less", strings.Join(append(strings.Split(key, "\n")[:2], strings.Split(key, "\n")[3:]...), "\n")), ""},
		{file("public", read(t, sv.user+".pub")), ""},
		{file("putty", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"), "PPK file is cut off or damaged"},
		{file("pem", "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n"), ""},
		{file("binary", "\x00\x1b[31m\xff"), ""},
	} {
		sv.user = c.file
		got := sv.run(t, "HOST", "true")
		got.refused(t, "glassh ssh: identity file "+c.file+": ", c.want)
		if strings.Contains(got.stderr, "\x1b") || strings.Contains(got.stderr, key[40:60]) {
			t.Errorf("%s: the contents are shown: %q", c.file, got.stderr)
		}
	}
}

// Of the keys that are tried by themselves, one that cannot be used is no error.
func TestDefaultIdentity(t *testing.T) {
	s := newSite(t)
	if err := os.Mkdir(filepath.Join(s.dir, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	sv := s.serve(t)
	id := filepath.Join(s.dir, ".ssh", "id_ed25519")
	inside := func() result { // in this process, whose home can be chosen
		e, stdout, stderr := testEnv(t, "")
		e.user, e.home, e.stdin = me(), s.dir, strings.NewReader("")
		status := run([]string{"glassh", "ssh", "-p", sv.port, "-o", "UserKnownHostsFile=" + s.known, "127.0.0.1", "echo in"}, e)
		return result{stdout.String(), stderr.String(), status}
	}
	inside().refused(t, "permission denied", "the server takes publickey")
	write(t, id, read(t, s.user))
	inside().is(t, result{"in\n", "", 0})
	if err := os.Chmod(id, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := inside(); !strings.HasPrefix(got.stderr, "identity not used error=") || !strings.Contains(got.stderr, id+": its permissions 0644") {
		t.Errorf("want a warning, got %v", got)
	}
}
