package main

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// pipeEnv makes the test binary connect its streams to a TCP address, as ProxyCommands do.
const pipeEnv = "GLASSH_TEST_PIPE"

func pipe(addr string) {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		os.Exit(1)
	}
	go func() {
		io.Copy(nc, os.Stdin)
		nc.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(os.Stdout, nc)
}

// programEnv makes the test binary be the program: "glassh".
const programEnv = "GLASSH_TEST_PROGRAM"

// graceEnv gives the program another grace.
const graceEnv = "GLASSH_TEST_GRACE"

func TestMain(m *testing.M) {
	if d, err := time.ParseDuration(os.Getenv(graceEnv)); err == nil {
		grace = d
	}
	if addr := os.Getenv(pipeEnv); addr != "" {
		pipe(addr)
		return
	}
	if os.Getenv(programEnv) == "" {
		// The tests may run under nohup, or in the background. What is ignored here would
		// be ignored by all programs that they start: it is caught instead.
		for _, s := range ending {
			if signal.Ignored(s) {
				signal.Notify(make(chan os.Signal, 1), s)
			}
		}
		os.Exit(m.Run())
	}
	main()
}

// testEnv is a world for run, with an empty home directory.
func testEnv(t *testing.T, stdin string) (e *env, stdout, stderr *strings.Builder) {
	t.Helper()
	stdout, stderr = new(strings.Builder), new(strings.Builder)
	return &env{
		stdin: strings.NewReader(stdin), stdout: stdout, stderr: stderr,
		user: "alice", home: t.TempDir(), hostname: "wonderland",
	}, stdout, stderr
}

// glassh runs the program inside the test.
func glassh(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	e, out, errs := testEnv(t, "")
	status = run(append([]string{"glassh"}, args...), e)
	return out.String(), errs.String(), status
}

// emulators names, by GOARCH, what runs this binary where the kernel cannot: the
// tests for another architecture start under it.
var emulators = map[string]string{"arm64": "qemu-aarch64-static", "s390x": "qemu-s390x-static"}

// program runs this test binary as the program, called by a name: a link to it.
func program(t *testing.T, name string, environ []string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), name)
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	run := func(cmd *exec.Cmd) error {
		var out, errs strings.Builder
		cmd.Env = append(append(os.Environ(), programEnv+"=1"), environ...)
		cmd.Stdout, cmd.Stderr = &out, &errs
		err := cmd.Run()
		stdout, stderr, status = out.String(), errs.String(), cmd.ProcessState.ExitCode()
		return err
	}
	err = run(exec.Command(link, args...))
	if qemu := emulators[runtime.GOARCH]; errors.Is(err, syscall.ENOEXEC) && qemu != "" {
		err = run(exec.Command(qemu, append([]string{"-0", link, self}, args...)...))
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return stdout, stderr, status
}

func TestExitStatusAndOneLineErrors(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
		stderr string
	}{
		{"", 2, "usage: glassh COMMAND"},
		{"help", 0, ""},
		{"help ssh", 0, ""},
		{"help sshd", 0, ""},
		{"--help", 0, ""},
		{"version", 0, ""},
		{"--version", 0, ""},
		{"tiers", 0, ""},
		{"tiers --help", 0, ""},
		{"dance", 2, `glassh: there is no command "dance"; glassh help lists those that are`},
		{"help dance", 2, `glassh help: there is no command "dance"`},
		{"version 2", 2, `glassh version: there is nothing to say about "2"`},
		{"tiers all", 2, `glassh tiers: "all" is one argument too many`},
		{"ssh", 255, "glassh ssh: no host is given: [USER@]HOST [COMMAND…]"},
		{"ssh -I lib host", 255, "glassh ssh: -I is not supported yet (PKCS#11)"},
		{"ssh -O dance host", 255, "glassh ssh: -O: Invalid multiplex command."},
		{"ssh -F none -O check host", 255, `glassh ssh: No ControlPath specified for "-O" command`},
		{"ssh -o Fnord=1 host", 255, "glassh ssh: -o Fnord=1: Bad configuration option: Fnord"},
		{"ssh -p 0 host", 255, `glassh ssh: -p 0: "0" is not a port from 1 to 65535`},
		{"serve what", 2, `glassh serve: "what" is one argument too many`},
		{"serve -p", 2, "glassh serve: -p needs an argument, PORT"},
		{"keygen -t dsa", 2, "glassh keygen: -t dsa: DSA is broken, and not made here: take ed25519"},
		{"keygen -l -f /nonexistent", 1, "glassh keygen: open /nonexistent: no such file or directory"},
	} {
		stdout, stderr, status := glassh(t, strings.Fields(c.args)...)
		if status != c.status {
			t.Errorf("glassh %s: want exit status %d, got %d", c.args, c.status, status)
		}
		if status == 0 && (stdout == "" || stderr != "") {
			t.Errorf("glassh %s: want output, and no error, got %q and %q", c.args, stdout, stderr)
		}
		if status != 0 && c.args != "" && stderr != c.stderr+"\n" {
			t.Errorf("glassh %s:\nwant %s\ngot  %s", c.args, c.stderr, stderr)
		}
		if !strings.HasPrefix(stderr, c.stderr) {
			t.Errorf("glassh %s:\nwant %s…\ngot  %s", c.args, c.stderr, stderr)
		}
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	for _, c := range commands() {
		want, _, _ := glassh(t, "help", c.name)
		if !strings.HasPrefix(want, "usage: glassh "+c.name) {
			t.Errorf("glassh help %s: got %q", c.name, want)
		}
		for _, word := range []string{"-h", "--help"} {
			if got, _, status := glassh(t, c.name, word); got != want || status != 0 {
				t.Errorf("glassh %s %s: want the text of glassh help, got %d %q", c.name, word, status, got)
			}
		}
		if overview := overview(); !strings.Contains(overview, c.summary) {
			t.Errorf("glassh help does not list %s", c.name)
		}
		for line := range strings.Lines(want) {
			if n := len([]rune(line)); n > 90 {
				t.Errorf("glassh help %s has a line of %d characters: %s", c.name, n, line)
			}
		}
	}
}

func TestCalledByAnotherNameItIsThatProgram(t *testing.T) {
	for _, c := range []struct {
		name, args, stdout, stderr string
		status                     int
	}{
		{"glassh", "version", "glassh_", "", 0},
		{"ssh", "-V", "", "glassh_", 0},
		{"ssh", "-Q kex", "mlkem768x25519-sha256\n", "", 0},
		{"ssh", "-Q dances", "", "glassh ssh: -Q dances: ", 255},
		{"sshd", "-V", "", "glassh_", 0},
		{"ssh-keygen", "-D x", "", "glassh keygen: -D is not supported yet", 2},
		{"ssh-keygen", "-l -f /nonexistent", "", "glassh keygen: ", 1},
	} {
		stdout, stderr, status := program(t, c.name, nil, strings.Fields(c.args)...)
		if status != c.status || !strings.HasPrefix(stdout, c.stdout) || !strings.HasPrefix(stderr, c.stderr) {
			t.Errorf("%s %s: want %d, %q, %q, got %d, %q, %q", c.name, c.args, c.status, c.stdout, c.stderr, status, stdout, stderr)
		}
	}
}
