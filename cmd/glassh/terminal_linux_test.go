package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// newPTY makes a terminal without a command on it.
func newPTY(t *testing.T) *pty {
	t.Helper()
	p, err := openPTY(&ssh.Pty{Size: ssh.Size{Columns: 80, Rows: 24}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// readUntil reads from a terminal until the text is there.
func readUntil(t *testing.T, p *pty, text string) string {
	t.Helper()
	p.master.SetReadDeadline(time.Now().Add(20 * time.Second))
	var got strings.Builder
	buf := make([]byte, 1024)
	for !strings.Contains(got.String(), text) {
		n, err := p.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			t.Fatalf("waiting for %q: got %q, %v", text, got.String(), err)
		}
	}
	return got.String()
}

func TestTerminalsAreRecognised(t *testing.T) {
	p := newPTY(t)
	if !isTerminal(p.slave) {
		t.Error("a terminal is none")
	}
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if isTerminal(file) {
		t.Error(os.DevNull + " is a terminal")
	}
	if _, err := makeRaw(file); err == nil {
		t.Error("a file is made raw")
	}
}

// Typed on a terminal as it begins, ^M is a line end and everything is echoed; on a
// raw one, each byte passes as it is.
func TestRawTerminalPassesEveryByte(t *testing.T) {
	p := newPTY(t)
	before, err := getTermios(p.slave)
	if err != nil {
		t.Fatal(err)
	}
	restore, err := makeRaw(p.slave)
	if err != nil {
		t.Fatal(err)
	}
	const typed = "a\r\x03\x04\x11\x13\x16\x7f\x1a\xff"
	if _, err := p.Write([]byte(typed)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, len(typed))
	for n := 0; n < len(buf); {
		m, err := p.slave.Read(buf[n:])
		if err != nil {
			t.Fatal(err)
		}
		n += m
	}
	if string(buf) != typed {
		t.Errorf("want %q, got %q", typed, buf)
	}
	if err := restore(); err != nil {
		t.Fatal(err)
	}
	after, err := getTermios(p.slave)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the state comes back (-before +after):\n%s", diff)
	}
}

func TestWindowSizes(t *testing.T) {
	p := newPTY(t)
	want := ssh.Size{Columns: 132, Rows: 50, Width: 1320, Height: 1000}
	if err := p.resize(want); err != nil {
		t.Fatal(err)
	}
	if got, err := windowSize(p.slave); err != nil || got != want {
		t.Errorf("want %v, got %v, %v", want, got, err)
	}
	if err := p.resize(ssh.Size{Columns: 1 << 20, Rows: 1}); err != nil {
		t.Fatal(err)
	}
	if got, err := windowSize(p.slave); err != nil || got.Columns != 0xffff {
		t.Errorf("want the largest width there is, got %v, %v", got, err)
	}
}

func TestChangeOfTheWindowIsReported(t *testing.T) {
	p := newPTY(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	sizes := watchWindowSize(ctx, p.slave)
	want := ssh.Size{Columns: 100, Rows: 40}
	if err := p.resize(want); err != nil {
		t.Fatal(err)
	}
	// The kernel tells the processes on that terminal, which this is not.
	if err := unix.Kill(os.Getpid(), unix.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-sizes:
		if got != want {
			t.Errorf("want %v, got %v", want, got)
		}
	case <-ctx.Done():
		t.Error("no size came")
	}
}

// A pty-req carries the state of one terminal to another.
func TestModesTravelFromTerminalToTerminal(t *testing.T) {
	here, there := newPTY(t), newPTY(t)
	_, err := changeTermios(here.slave, func(s *unix.Termios) {
		s.Cc[unix.VINTR], s.Cc[unix.VERASE], s.Cc[unix.VSUSP] = 'X', 8, vdisable
		s.Iflag = s.Iflag&^unix.ICRNL | unix.IUTF8 | unix.ISTRIP
		s.Lflag &^= unix.ECHO | unix.ICANON
		s.Oflag &^= unix.OPOST
		setOutputSpeed(s, 9600)
	})
	if err != nil {
		t.Fatal(err)
	}
	modes, err := terminalModes(here.slave)
	if err != nil {
		t.Fatal(err)
	}
	if err := applyModes(there.slave, modes); err != nil {
		t.Fatal(err)
	}
	want, err := getTermios(here.slave)
	if err != nil {
		t.Fatal(err)
	}
	got, err := getTermios(there.slave)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-here +there):\n%s", diff)
	}
	again, err := terminalModes(there.slave)
	if diff := cmp.Diff(modes, again); diff != "" || err != nil {
		t.Errorf("%v (-here +there):\n%s", err, diff)
	}
}

func TestModesAreEncodedAsTheRFCSays(t *testing.T) {
	s := &unix.Termios{Iflag: unix.ICRNL | unix.IUTF8, Lflag: unix.ISIG | unix.ECHO, Cflag: unix.CS8 | unix.B19200}
	s.Cc[unix.VINTR], s.Cc[unix.VEOF] = 3, 4
	got := make(map[wire.TerminalMode]uint32)
	modes := encodeModes(s)
	for op, arg := range modes.All() {
		if _, twice := got[op]; twice {
			t.Errorf("%v is there twice", op)
		}
		got[op] = arg
	}
	for op, want := range map[wire.TerminalMode]uint32{
		wire.ModeISPEED: 19200, wire.ModeOSPEED: 19200,
		wire.ModeVINTR: 3, wire.ModeVEOF: 4, wire.ModeVQUIT: 255, // off
		wire.ModeICRNL: 1, wire.ModeIUTF8: 1, wire.ModeINLCR: 0,
		wire.ModeISIG: 1, wire.ModeECHO: 1, wire.ModeICANON: 0,
		wire.ModeCS7: 0, wire.ModeCS8: 1, wire.ModePARENB: 0,
	} {
		if arg, ok := got[op]; !ok || arg != want {
			t.Errorf("%v: want %d, got %d, %v", op, want, arg, ok)
		}
	}
	if modes[len(modes)-1] != byte(wire.ModeEnd) {
		t.Error("there is no TTY_OP_END")
	}
}

func TestStrangeModesDoNoHarm(t *testing.T) {
	var modes wire.TerminalModes
	modes = modes.Append(wire.ModeOSPEED, 12345).Append(99, 7).Append(wire.ModeVINTR, 0xffffff03)
	modes = modes.Append(wire.ModeCS8, 0).Append(wire.ModeECHO, 2)
	s := &unix.Termios{Cflag: unix.CS8 | unix.B38400}
	decodeModes(s, append(modes, 200, 1, 2))
	want := &unix.Termios{Cflag: unix.CS8 | unix.B38400, Lflag: unix.ECHO}
	want.Cc[unix.VINTR] = 3
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHiddenAnswerIsNotShown(t *testing.T) {
	p := newPTY(t)
	before, err := getTermios(p.slave)
	if err != nil {
		t.Fatal(err)
	}
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		line, err := askHidden(p.slave, "Password: ")
		answers <- answer{string(line), err}
	}()
	readUntil(t, p, "Password: ")
	for waited := time.Duration(0); ; waited += time.Millisecond { // until nothing is echoed
		now, err := getTermios(p.slave)
		if err != nil || waited > 20*time.Second {
			t.Fatalf("echo is still on: %v", err)
		}
		if now.Lflag&unix.ECHO == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if _, err := p.Write([]byte("secreX\x7ft\n")); err != nil { // with a slip of the finger
		t.Fatal(err)
	}
	if a := <-answers; a.err != nil || a.text != "secret" {
		t.Errorf("want secret, got %q, %v", a.text, a.err)
	}
	if shown := readUntil(t, p, "\r\n"); shown != "\r\n" {
		t.Errorf("want a line end, got %q", shown)
	}
	after, err := getTermios(p.slave)
	if diff := cmp.Diff(before, after); diff != "" || err != nil {
		t.Errorf("the state comes back: %v (-before +after):\n%s", err, diff)
	}
}

// A signal during the question brings the echo back before anything else happens.
func TestInterruptBringsTheEchoBack(t *testing.T) {
	p := newPTY(t)
	errs := make(chan error, 1)
	go func() {
		_, err := askHidden(p.slave, "Password: ")
		errs <- err
	}()
	for waited := time.Duration(0); ; waited += time.Millisecond {
		now, err := getTermios(p.slave)
		if err != nil || waited > 20*time.Second {
			t.Fatalf("echo is still on: %v", err)
		}
		if now.Lflag&unix.ECHO == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err := unix.Kill(os.Getpid(), unix.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := <-errs; !errors.Is(err, errInterrupted) {
		t.Errorf("want %v, got %v", errInterrupted, err)
	}
	now, err := getTermios(p.slave)
	if err != nil || now.Lflag&unix.ECHO == 0 {
		t.Errorf("the echo is off: %v", err)
	}
}
