package main

import (
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// start runs a shell command on a new terminal.
func start(t *testing.T, want *ssh.Pty, command string) (*pty, *exec.Cmd) {
	t.Helper()
	p, err := openPTY(want)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	cmd := exec.Command("/bin/sh", "-c", command)
	if err := p.start(cmd); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return p, cmd
}

func TestCommandHasTheTerminalThatWasAskedFor(t *testing.T) {
	var modes wire.TerminalModes
	modes = modes.Append(wire.ModeVERASE, 8).Append(wire.ModeECHO, 0).End()
	p, cmd := start(t, &ssh.Pty{Size: ssh.Size{Columns: 101, Rows: 42}, Modes: modes},
		`tty; stty size; stty -a; test -t 0 && test -t 1 && test -t 2 && echo all; exec 3<>/dev/tty && echo controlling`)
	out, err := io.ReadAll(p) // which the end of the command ends
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{p.name + "\r\n", "42 101\r\n", "erase = ^H", "-echo ", "all\r\n", "controlling\r\n"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("want %q in %q", want, out)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

func TestTypingReachesTheCommand(t *testing.T) {
	p, cmd := start(t, &ssh.Pty{}, `echo ready; while read line; do echo "got $line"; done; echo over`)
	readUntil(t, p, "ready\r\n")
	if _, err := p.Write([]byte("one\r")); err != nil { // as the Enter key sends it
		t.Fatal(err)
	}
	if want, got := "one\r\n", readUntil(t, p, "got one\r\n"); !strings.HasPrefix(got, want) {
		t.Errorf("want the echo %q in front of %q", want, got)
	}
	if _, err := p.Write([]byte{4}); err != nil { // ^D
		t.Fatal(err)
	}
	readUntil(t, p, "over")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

func TestResizingReachesTheCommand(t *testing.T) {
	// A read in the place of the sleep would end with the signal, in some shells.
	p, _ := start(t, &ssh.Pty{Size: ssh.Size{Columns: 80, Rows: 24}},
		`trap 'echo resized $(stty size)' WINCH; echo ready; while :; do sleep 0.05; done`)
	readUntil(t, p, "ready\r\n")
	if err := p.resize(ssh.Size{Columns: 99, Rows: 33}); err != nil {
		t.Fatal(err)
	}
	readUntil(t, p, "resized 33 99")
}

func TestControlCInterruptsTheCommand(t *testing.T) {
	p, cmd := start(t, &ssh.Pty{}, `trap 'echo stopped; exit 7' INT; echo ready; while :; do sleep 0.1; done`)
	readUntil(t, p, "ready\r\n")
	if _, err := p.Write([]byte{3}); err != nil {
		t.Fatal(err)
	}
	readUntil(t, p, "stopped")
	cmd.Wait()
	if want, got := 7, cmd.ProcessState.ExitCode(); got != want {
		t.Errorf("want exit status %d, got %d", want, got)
	}
}

func TestClosingTheTerminalHangsUp(t *testing.T) {
	p, cmd := start(t, &ssh.Pty{}, `echo ready; sleep 60`)
	readUntil(t, p, "ready")
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if want, err := "signal: hangup", cmd.Wait(); err == nil || err.Error() != want {
		t.Errorf("want %s, got %v", want, err)
	}
}

func TestATerminalHasOneCommand(t *testing.T) {
	p, _ := start(t, &ssh.Pty{}, "sleep 60")
	if err := p.start(exec.Command("/bin/true")); err == nil {
		t.Error("a second command: want an error")
	}
}

func TestACommandThatIsNotThere(t *testing.T) {
	p := newPTY(t)
	if err := p.start(exec.Command("/nonexistent")); err == nil {
		t.Error("want an error")
	}
	if out, err := io.ReadAll(p); len(out) > 0 || err != nil {
		t.Errorf("want the end at once, got %q, %v", out, err)
	}
}

func TestSizesOfNothingAreTakenAsTheyAre(t *testing.T) {
	p, err := openPTY(&ssh.Pty{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	got, err := windowSize(p.slave)
	if diff := cmp.Diff(ssh.Size{}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
