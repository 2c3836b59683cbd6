//go:build unix

package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/x11"
	"github.com/glassh/glassh/wire"
)

// The agent is reached through the server, at a socket that is gone behind the session.
func TestAgentIsForwarded(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	_, socket := sv.agentAt(t)
	if got := output(t, sv.with(t, socket, "add", sv.user)); got.status != 0 {
		t.Fatal(got)
	}
	run := func(args ...string) result {
		cmd := sv.client(t, args...)
		cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+socket)
		return output(t, cmd)
	}
	list := programEnv + "=1 " + strings.Join(launcher(), " ") + " add -l"
	if got := run("-A", "HOST", list+"; echo $SSH_AUTH_SOCK"); got.status != 0 || !strings.Contains(got.stdout, sv.userKey.PublicKey().Fingerprint()) {
		t.Error(got)
	} else {
		lines := strings.Fields(got.stdout)
		there := lines[len(lines)-1]
		if _, err := os.Stat(filepath.Dir(there)); !os.IsNotExist(err) || !strings.HasPrefix(there, "/tmp/ssh-") {
			t.Errorf("%s: %v", there, err)
		}
	}
	for _, args := range [][]string{{"HOST"}, {"-A", "-a", "HOST"}} {
		run(append(args, "test -z \"$SSH_AUTH_SOCK\"")...).is(t, result{"", "", 0})
	}
	// Another socket than that of the login, and no agent at all.
	if got := run("-o", "IdentityAgent=none", "-o", "ForwardAgent="+socket, "HOST", list); got.status != 0 {
		t.Error(got)
	}
	run("-o", "IdentityAgent=none", "-A", "HOST", "test -z \"$SSH_AUTH_SOCK\"").is(t, result{"", "", 0})

	write(t, sv.authorized, "no-agent-forwarding "+read(t, sv.user+".pub"))
	run("-A", "HOST", "test -z \"$SSH_AUTH_SOCK\"").is(t, result{"", "agent forwarding request failed\n", 0})
}

// fakeX is an X server that tells the cookie of each connection, and a program xauth
// that knows its cookie.
func (s *site) fakeX(t *testing.T) (display, xauth string, cookies <-chan string) {
	t.Helper()
	display = filepath.Join(s.dir, "x") + ":0"
	l, err := net.Listen("unix", display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	seen := make(chan string, 10)
	go func() { // the end of the listener stops it
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			head := make([]byte, 12+20+16)
			io.ReadFull(conn, head)
			seen <- hex.EncodeToString(head[32:])
			io.WriteString(conn, "a window")
			conn.Close()
		}
	}()
	xauth = filepath.Join(s.dir, "xauth")
	script := `#!/bin/sh
case "$*" in
*generate*) [ ! -f ` + s.dir + `/broken ];;
*list*) echo "h/unix:0  MIT-MAGIC-COOKIE-1  ` + trueCookie + `";;
*) cat >>` + s.dir + `/xauth.log;;
esac
`
	write(t, xauth, script)
	if err := os.Chmod(xauth, 0o755); err != nil {
		t.Fatal(err)
	}
	return display, xauth, seen
}

const trueCookie = "000102030405060708090a0b0c0d0e0f"

// setupPacket is how a program begins at a display.
func setupPacket(cookie string) []byte {
	b, _ := hex.DecodeString(cookie)
	packet := []byte{'l', 0, 11, 0, 0, 0, byte(len(x11.Protocol)), 0, byte(len(b)), 0, 0, 0}
	return append(append(append(packet, x11.Protocol...), 0, 0), b...)
}

// A program on the server reaches the display here with the cookie that xauth has there,
// which is not the true one; and with no other.
func TestWindowsAreForwarded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	display, xauth, cookies := s.fakeX(t)
	sv := s.serve(t, "-o", "X11Forwarding=yes", "-o", "XAuthLocation="+xauth, "-o", "X11DisplayOffset=130")
	for _, flag := range []string{"-X", "-Y"} {
		os.Remove(filepath.Join(s.dir, "xauth.log"))
		cmd := sv.client(t, flag, "-o", "XAuthLocation="+xauth, "HOST", "echo $DISPLAY; cat")
		cmd.Env = append(cmd.Env, "DISPLAY="+display)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		b := launch(t, cmd)
		b.stdout.await(t, 0, ".0\n")
		var number int
		if _, err := fmt.Sscanf(b.stdout.String(), "localhost:%d.0\n", &number); err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(read(t, filepath.Join(s.dir, "xauth.log")))
		want := fmt.Sprintf("remove unix:%d.0 add unix:%d.0 MIT-MAGIC-COOKIE-1", number, number)
		if got := strings.Join(words[:len(words)-1], " "); got != want {
			t.Errorf("want %s, got %s", want, got)
		}
		fake := words[len(words)-1]
		if fake == trueCookie {
			t.Error("the server knows the true cookie")
		}
		connect := func(cookie string) string {
			conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", x11.Port(number)))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(patience))
			conn.Write(setupPacket(cookie))
			answer, _ := io.ReadAll(conn)
			return string(answer)
		}
		if got := connect(trueCookie); got != "" {
			t.Errorf("with the true cookie: %q", got)
		}
		if got := connect(fake); got != "a window" || <-cookies != trueCookie {
			t.Errorf("with the made-up cookie: %q", got)
		}
		in.Close()
		<-b.over
		if text := b.stderr.String(); !strings.Contains(text, "wrong authentication") || strings.Contains(text, trueCookie) || strings.Contains(text, fake) {
			t.Error(text)
		}
		if text := sv.stderr.String(); strings.Contains(text, fake) {
			t.Error(text)
		}
		if _, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", x11.Port(number))); err == nil {
			t.Error("the display is still there")
		}
	}
	select {
	case c := <-cookies:
		t.Errorf("another connection came, with %s", c)
	default:
	}
}

func TestWindowsThatAreNotForwarded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	display, xauth, _ := s.fakeX(t)
	sv := s.serve(t, "-o", "XAuthLocation="+xauth)
	write(t, filepath.Join(s.dir, "broken"), "")
	for _, c := range []struct {
		display string
		args    []string
		want    string
	}{
		{display, []string{"-Y"}, "X11 forwarding request failed on channel 0\n"},
		{display, []string{"-X"}, "Warning: untrusted X11 forwarding setup failed: xauth key data not generated\n"},
		{":0;", []string{"-Y"}, "DISPLAY invalid; disabling X11 forwarding error=\"x11: DISPLAY holds ';'\"\n"},
		{"", []string{"-Y"}, ""},
		{display, nil, ""},
		{display, []string{"-Y", "-x"}, ""},
	} {
		cmd := sv.client(t, append(c.args, "-o", "XAuthLocation="+xauth, "HOST", "echo $DISPLAY")...)
		cmd.Env = append(cmd.Env, "DISPLAY="+c.display)
		output(t, cmd).is(t, result{"\n", c.want, 0})
	}
}

// A server that opens channels which nobody asked for is warned of.
func TestServersThatTryForwardings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	display, xauth, _ := s.fakeX(t)
	refused := make(chan error, 10)
	srv := &ssh.Server{
		HostKeys:  []keys.Signer{s.hostKey},
		PublicKey: func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil },
		PermitX11: func(any) bool { return true },
	}
	srv.Handle("exec", func(session *ssh.Session) {
		conn := session.Conn()
		for _, kind := range []string{wire.ChannelTypeAgent, wire.ChannelTypeAgentConnect} {
			_, err := conn.Open(session.Context(), kind, nil, nil)
			refused <- err
		}
		if session.X11 == nil {
			_, err := session.OpenX11(session.Context(), nil)
			refused <- err
			return
		}
		// A flood of connections that never say a word, beside one that works.
		for range 100 {
			if _, err := session.OpenX11(session.Context(), nil); err != nil {
				t.Error(err)
			}
		}
		ch, err := session.OpenX11(session.Context(), nil)
		if err != nil {
			t.Error(err)
			return
		}
		ch.Write(setupPacket(session.X11.Cookie))
		got, _ := io.ReadAll(ch)
		session.Write(got)
		huge, err := session.OpenX11(session.Context(), nil)
		if err != nil {
			t.Error(err)
			return
		}
		packet := setupPacket(session.X11.Cookie)
		packet[8], packet[9] = 0xff, 0xff
		huge.Write(packet)
		if got, _ := io.ReadAll(huge); len(got) > 0 {
			t.Errorf("an oversized first packet was answered %q", got)
		}
		conn.Close() // or the silent ones keep it open
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	go srv.Serve(ctx, ln)
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	sv := &server{site: s, port: port}
	write(t, s.known, sv.knownLine())
	if got := sv.run(t, "HOST", "x"); got.status != 0 {
		t.Error(got)
	}
	for range 3 {
		if err := <-refused; err == nil {
			t.Error("a channel was opened that nobody asked for")
		}
	}
	cmd := sv.client(t, "-Y", "-o", "XAuthLocation="+xauth, "HOST", "x")
	cmd.Env = append(cmd.Env, "DISPLAY="+display)
	if got := output(t, cmd); got.stdout != "a window" {
		t.Error(got)
	}
}

// The known hosts follow the server's keys: a new one is learned, the old one goes with
// it, and nobody is frightened in between.
func TestKnownHostsFollowTheServer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first := s.hostKey
	second := newKey(t, filepath.Join(s.dir, "second"))
	line := func(key *keys.PrivateKey, port string) string {
		return "[127.0.0.1]:" + port + " " + string(key.PublicKey().AppendLine(nil, ""))
	}
	both := s.serve(t, "-h", filepath.Join(s.dir, "second"))
	update := []string{"-o", "UpdateHostKeys=yes", "HOST", "true"}
	// A file that was given is left alone without a word.
	both.run(t, "HOST", "true").is(t, result{"", "", 0})
	if got := read(t, s.known); got != line(first, both.port) {
		t.Error(got)
	}
	both.run(t, update...).is(t, result{"", "", 0})
	if got, want := read(t, s.known), line(first, both.port)+line(second, both.port); got != want {
		t.Errorf("want\n%s\ngot\n%s", want, got)
	}
	both.run(t, update...).is(t, result{"", "", 0})
	// The old key goes.
	s.host, s.hostKey = filepath.Join(s.dir, "second"), second
	alone := s.serveUnknown(t)
	write(t, s.known, line(first, alone.port)+line(second, alone.port))
	alone.run(t, update...).is(t, result{"", "", 0})
	if got, want := read(t, s.known), line(second, alone.port); got != want {
		t.Errorf("want\n%s\ngot\n%s", want, got)
	}
	// Whoever is let in without a question teaches nothing.
	write(t, s.known, "")
	if got := both.run(t, append([]string{"-o", "StrictHostKeyChecking=no"}, update...)...); got.status != 0 {
		t.Error(got)
	}
	if got := strings.Count(read(t, s.known), "\n"); got != 1 {
		t.Errorf("want 1 line, got %d", got)
	}
}

func TestTunnelOptions(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	for args, want := range map[string]string{
		"-w x":                    "is not the number of an interface, nor any",
		"-w 0:y":                  "is not the number of an interface, nor any",
		"-w 2147483646":           "is not the number of an interface, nor any",
		"-o Tunnel=maybe":         "is none of no, yes, point-to-point, ethernet",
		"-o UpdateHostKeys=often": "is none of",
	} {
		got := sv.run(t, append(strings.Fields(args), "HOST", "true")...)
		if got.status != 255 && got.status != 2 || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: %v", args, got)
		}
	}
}

// A tunnel that the server does not give: the session goes on, unless ExitOnForwardFailure
// wants it otherwise, and is not asked for where all forwardings are cleared.
func TestTunnelThatFails(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	if got := sv.run(t, "-w", "any", "HOST", "echo in"); got.stdout != "in\n" || !strings.Contains(got.stderr, "Tunnel ") {
		t.Error(got)
	}
	if got := sv.run(t, "-w", "any", "-o", "ExitOnForwardFailure=yes", "HOST", "echo in"); got.stdout != "" || got.status != 255 {
		t.Error(got)
	}
	sv.run(t, "-w", "any", "-o", "ClearAllForwardings=yes", "HOST", "echo in").is(t, result{"in\n", "", 0})
}

// %T is the interface of the tunnel, or NONE (ssh_config(5), TOKENS).
func TestLocalCommandNamesTheTunnel(t *testing.T) {
	for name, want := range map[string]string{"": "NONE", "tun7": "tun7"} {
		e, stdout, _ := testEnv(t, "")
		d := &dialer{o: sshDefaults(), e: e, tunnelName: name}
		d.o.permitLocal, d.o.localCommand = true, "echo %T"
		if err := d.runLocal(t.Context()); err != nil || strings.TrimSpace(stdout.String()) != want {
			t.Errorf("want %q, got %q, %v", want, stdout, err)
		}
	}
}
