//go:build unix && !aix

package mux

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/wire"
)

// A scripted Handler does what the tests look for.
type scripted struct {
	t        *testing.T
	ln       *net.UnixListener
	forwards []Forward
	ended    chan struct{}
	gone     chan struct{} // a session's client went away
}

func (h *scripted) Session(ctx context.Context, s *Session) (int, error) {
	switch s.Command {
	case "refused":
		return 0, fmt.Errorf("%w: no sessions\x1b", ErrDenied)
	case "impossible":
		return 0, errors.New("no room")
	}
	s.Opened()
	switch s.Command {
	case "hang":
		<-ctx.Done()
		close(h.gone)
		return 0, ctx.Err()
	case "dropped":
		return -1, nil
	}
	if s.TTY {
		s.NoTerminal()
	}
	text, _ := io.ReadAll(s.Files[0])
	fmt.Fprintf(s.Files[1], "%s: %s", s.Command, bytes.ToUpper(text))
	fmt.Fprintf(s.Files[2], "%v", s.Env)
	return 7, nil
}

func (h *scripted) StdioForward(ctx context.Context, s *Session, host string, port uint32) error {
	s.Opened()
	fmt.Fprintf(s.Files[1], "%s %d", host, port)
	return nil
}

func (h *scripted) OpenForward(f Forward) (uint32, error) {
	h.forwards = append(h.forwards, f)
	return 4711, nil
}

func (h *scripted) CloseForward(f Forward) error {
	if len(h.forwards) == 0 {
		return errors.New("port not found")
	}
	h.forwards = h.forwards[1:]
	return nil
}
func (h *scripted) Terminate() error     { return nil }
func (h *scripted) Terminated()          { close(h.ended) }
func (h *scripted) StopListening() error { return h.ln.Close() }

func (h *scripted) Proxy(ctx context.Context, nc net.Conn, opened func() error) error {
	if err := opened(); err != nil {
		return err
	}
	_, err := io.Copy(nc, nc)
	return err
}

// start starts a master, and returns the path of its socket.
func start(t *testing.T) (*scripted, string) {
	path := filepath.Join(t.TempDir(), "control")
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	h := &scripted{t: t, ln: ln, ended: make(chan struct{}), gone: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		(&Master{Handler: h}).Serve(ctx, ln)
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("the master did not end")
		}
	})
	return h, path
}

func connect(t *testing.T, path string) *Client {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cl, err := Dial(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cl.Close() })
	cl.c.nc.SetDeadline(time.Now().Add(20 * time.Second))
	return cl
}

// pipes are the streams of a passenger: what it writes, and what it gets.
func pipes(t *testing.T, input string) (files [3]*os.File, out, errs func() string) {
	read := func() (*os.File, func() string) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		return w, func() string {
			w.Close() // the master has its own
			text, _ := io.ReadAll(r)
			r.Close()
			return string(text)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, input)
	w.Close()
	t.Cleanup(func() { r.Close() })
	files[0] = r
	files[1], out = read()
	files[2], errs = read()
	return files, out, errs
}

func TestAPassengersFilesAreTheSessions(t *testing.T) {
	_, path := start(t)
	cl := connect(t, path)
	if pid, err := cl.Alive(); pid != os.Getpid() || err != nil {
		t.Fatal(pid, err)
	}
	files, out, errs := pipes(t, "hello")
	s := NewSession{TTY: true, Command: "shout", Env: []string{"A=1"}}
	if err := cl.Session(s, files[0], files[1], files[2]); err != nil {
		t.Fatal(err)
	}
	noTerminal := false
	status, err := cl.Wait(func() { noTerminal = true })
	if status != 7 || err != nil || !noTerminal {
		t.Errorf("status %d, %v; told that there is no terminal: %v", status, err, noTerminal)
	}
	if got := out() + errs(); got != "shout: HELLO[A=1]" {
		t.Errorf("got %q", got)
	}
}

func TestARefusalSaysWhy(t *testing.T) {
	_, path := start(t)
	for command, want := range map[string]RefusedError{
		"refused":    {Denied: true, Reason: "Permission denied"},
		"impossible": {Reason: "no room"},
	} {
		files, _, _ := pipes(t, "")
		err := connect(t, path).Session(NewSession{Command: command}, files[0], files[1], files[2])
		var refused *RefusedError
		if !errors.As(err, &refused) || refused.Denied != want.Denied || !strings.HasPrefix(refused.Reason, want.Reason[:7]) || strings.Contains(refused.Reason, "\x1b") {
			t.Errorf("%s: got %#v, %v", command, refused, err)
		}
	}
}

func TestTheEndOfASessionWithoutAStatus(t *testing.T) {
	_, path := start(t)
	cl := connect(t, path)
	files, _, _ := pipes(t, "")
	if err := cl.Session(NewSession{Command: "dropped"}, files[0], files[1], files[2]); err != nil {
		t.Fatal(err)
	}
	if _, err := cl.Wait(nil); err != ErrNoStatus {
		t.Errorf("got %v", err)
	}
}

func TestAClientThatGoesAwayEndsItsSession(t *testing.T) {
	h, path := start(t)
	cl := connect(t, path)
	files, _, _ := pipes(t, "")
	if err := cl.Session(NewSession{Command: "hang"}, files[0], files[1], files[2]); err != nil {
		t.Fatal(err)
	}
	cl.Close()
	select {
	case <-h.gone:
	case <-time.After(10 * time.Second):
		t.Error("the session goes on")
	}
}

func TestTheOtherRequests(t *testing.T) {
	h, path := start(t)
	cl := connect(t, path)
	f := Forward{Remote, "", 0, "localhost", 80}
	if port, err := cl.OpenForward(f); port != 4711 || err != nil {
		t.Errorf("remote port %d, %v", port, err)
	}
	if err := cl.CloseForward(f); err != nil {
		t.Error(err)
	}
	var refused *RefusedError
	if err := cl.CloseForward(f); !errors.As(err, &refused) {
		t.Errorf("of a forwarding that is not there: %v", err)
	}
	if err := cl.c.send(&unheardOf{}); err != nil {
		t.Fatal(err)
	}
	if _, err := answer[*OK](cl); !errors.As(err, &refused) || refused.Reason != "unsupported request" {
		t.Errorf("of an unknown request: %v", err)
	}

	files, out, _ := pipes(t, "")
	other := connect(t, path)
	if err := other.StdioForward("db", 5432, files[0], files[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Wait(nil); err != ErrNoStatus {
		t.Error(err)
	}
	if got := out(); got != "db 5432" {
		t.Errorf("got %q", got)
	}

	nc, err := connect(t, path).Proxy()
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(nc, "through")
	echo := make([]byte, 7)
	if _, err := io.ReadFull(nc, echo); string(echo) != "through" {
		t.Error(err)
	}

	if err := cl.StopListening(); err != nil {
		t.Error(err)
	}
	if _, err := Dial(context.Background(), path); err == nil {
		t.Error("the master still listens")
	}
	if err := cl.Terminate(); err != nil {
		t.Error(err)
	}
	<-h.ended
}

// unheardOf is a message of a number that no one knows.
type unheardOf struct{ AliveCheck }

func (*unheardOf) kind() Type { return 0x10000099 }

func TestAMasterOfAnotherVersionIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "control")
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		nc, err := ln.AcceptUnix()
		if err == nil {
			(&conn{nc: nc}).send(&Hello{Version: 3})
			io.Copy(io.Discard, nc)
		}
	}()
	if _, err := Dial(context.Background(), path); err == nil || !strings.Contains(err.Error(), "version 3") {
		t.Errorf("got %v", err)
	}
}

// A client that hangs in the middle of a message, or sends one that is too long, is
// nobody else's trouble.
func TestAHostileClientHoldsUpNobody(t *testing.T) {
	_, path := start(t)
	for _, bytes := range [][]byte{{0, 0}, {0xff, 0xff, 0xff, 0xff}, {0, 0, 0, 4, 0, 0, 0, 9}} {
		nc, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		nc.Write(bytes)
	}
	if _, err := connect(t, path).Alive(); err != nil {
		t.Error(err)
	}
}

func TestHelloWithExtensions(t *testing.T) {
	m, err := Parse([]byte("\x00\x00\x00\x01\x00\x00\x00\x04\x00\x00\x00\x01a\x00\x00\x00\x01b"))
	if diff := cmp.Diff(Message(&Hello{Version: 4}), m); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// Packets of the cipher "none" become plain ones and come back, however they are cut.
func TestPlainPackets(t *testing.T) {
	a, b := net.Pipe()
	ours, theirs := Plain(a), Plain(b)
	var sent []byte
	for n := 1; n < 3000; n += 97 {
		payload := bytes.Repeat([]byte{byte(n)}, n)
		padding := wire.Padding(n, 8, true)
		sent = wire.AppendUint32(sent, uint32(1+n+padding))
		sent = append(append(append(sent, byte(padding)), payload...), make([]byte, padding)...)
	}
	go func() {
		for in := sent; len(in) > 0; {
			n := min(len(in), 1+len(in)%701)
			if _, err := ours.Write(in[:n]); err != nil {
				t.Error(err)
			}
			in = in[n:]
		}
		ours.Close()
	}()
	got, err := io.ReadAll(theirs)
	if err != nil || !bytes.Equal(sent, got) {
		t.Errorf("%d bytes became %d, %v", len(sent), len(got), err)
	}
}

func TestWhatIsNoPlainPacket(t *testing.T) {
	for _, in := range []string{"\x00\x00\x00\x05\x04aaaa", "\x00\x00\x00\x01\x00", "\xff\xff\xff\xff\x00"} {
		a, b := net.Pipe()
		go func() {
			io.WriteString(a, in)
			a.Close()
		}()
		if _, err := io.ReadAll(Plain(b)); err == nil {
			t.Errorf("%q was taken", in)
		}
	}
}
