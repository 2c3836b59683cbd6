//go:build unix

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/keys"
)

// The tests in the e2e files run the program as users do: servers and clients are
// processes, on ports and in directories of their own.
//
//	a site:   DIR/host DIR/user    keys, with their .pub
//	          DIR/authorized       who may log in
//	          DIR/known            the host keys that clients know
//	a server: glassh serve -p 0 -h DIR/host --authorized DIR/authorized …
//	a client: glassh ssh -p PORT -i DIR/user -o UserKnownHostsFile=DIR/known …

// patience is how long anything here may take: much longer than it does. life is how long
// a server or an agent runs at the most: a test does many things with one.
const (
	patience = 30 * time.Second
	life     = 10 * patience
)

// A site is a directory with what a server and its clients need.
type site struct {
	dir                           string
	host, user, authorized, known string
	hostKey, userKey              *keys.PrivateKey
}

// newSite makes keys. The user's key is authorized, and no host key is known.
func newSite(t *testing.T) *site {
	t.Helper()
	dir := t.TempDir()
	s := &site{
		dir: dir, host: filepath.Join(dir, "host"), user: filepath.Join(dir, "user"),
		authorized: filepath.Join(dir, "authorized"), known: filepath.Join(dir, "known"),
	}
	s.hostKey, s.userKey = newKey(t, s.host), newKey(t, s.user)
	write(t, s.authorized, read(t, s.user+".pub"))
	return s
}

// newKey makes a pair of keys, in file and file.pub.
func newKey(t *testing.T, file string) *keys.PrivateKey {
	t.Helper()
	key, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := new(keygenOptions).save(file, key, nil, true); err != nil {
		t.Fatal(err)
	}
	return key
}

// launcher is what runs this binary as the program: nothing but itself, or the
// emulator that the kernel does not know of.
var launcher = sync.OnceValue(func() []string {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self, "version")
	cmd.Env = []string{programEnv + "=1"}
	if err := cmd.Run(); errors.Is(err, syscall.ENOEXEC) {
		return []string{emulators[runtime.GOARCH], self}
	}
	return []string{self}
})

// command makes a command line of the program, in a session without a terminal.
// The end of the test ends it.
func (s *site) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return s.commandWithin(t, patience, args...)
}

// commandWithin is command with a time of its own.
func (s *site) commandWithin(t *testing.T, limit time.Duration, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	words := append(slices.Clone(launcher()), args...)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir = s.dir
	cmd.Env = []string{
		programEnv + "=1", "HOME=" + s.dir, "PATH=" + os.Getenv("PATH"), "TERM=xterm", "LANG=C",
		"GORACE=atexit_sleep_ms=0", // of a binary built with -race, which would pause at each end
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.WaitDelay = time.Second
	return cmd
}

// A result is what a command has said, and its exit status.
type result struct {
	stdout, stderr string
	status         int
}

func (r result) String() string {
	return fmt.Sprintf("exit status %d, stdout %q, stderr %q", r.status, r.stdout, r.stderr)
}

// output runs a command to its end.
func output(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v; stderr %q", cmd.Args, err, stderr.String())
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// A transcript is what a program writes, while it does.
type transcript struct {
	mu   sync.Mutex // guards text
	text strings.Builder
}

func (tr *transcript) Write(p []byte) (int, error) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.text.Write(p)
}

func (tr *transcript) String() string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.text.String()
}

// await waits until the text is there, behind the first from bytes, and returns
// how many bytes there are up to its end.
func (tr *transcript) await(t *testing.T, from int, text string) int {
	t.Helper()
	var all string
	if !eventually(func() bool { all = tr.String(); return strings.Contains(all[from:], text) }) {
		t.Fatalf("waiting for %q: got %q", text, all[from:])
	}
	return from + strings.Index(all[from:], text) + len(text)
}

// eventually waits until a condition holds, and reports whether it does.
func eventually(holds func() bool) bool {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if holds() {
			return true
		}
	}
	return false
}

// A background is a command that runs beside the test.
type background struct {
	*exec.Cmd
	stdout, stderr transcript
	over           chan struct{} // closed behind its end
}

// launch starts a command. The end of the test kills it.
func launch(t *testing.T, cmd *exec.Cmd) *background {
	t.Helper()
	b := &background{Cmd: cmd, over: make(chan struct{})}
	if cmd.Stdout == nil {
		cmd.Stdout, cmd.Stderr = &b.stdout, &b.stderr
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b.watch(t)
	return b
}

func (b *background) watch(t *testing.T) {
	go func() { // the end of the command stops it
		b.Wait()
		close(b.over)
	}()
	t.Cleanup(func() {
		b.Process.Signal(syscall.SIGCONT)
		b.Process.Signal(syscall.SIGTERM)
		select {
		case <-b.over:
		case <-time.After(3 * time.Second):
			b.Process.Kill()
			<-b.over
		}
	})
}

// status waits for the end of the command and returns its exit status, which is
// -1 behind a signal.
func (b *background) status(t *testing.T) int {
	t.Helper()
	select {
	case <-b.over:
	case <-time.After(patience):
		t.Fatalf("%v does not end: %q", b.Args, b.stderr.String())
	}
	return b.ProcessState.ExitCode()
}

func (b *background) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := b.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// A server is a glassh serve that runs.
type server struct {
	*site
	*background
	port string
}

// Clients set SHLVL: a bash that is run by SSH, and takes itself for the outermost
// shell, reads its user's startup file, which may write and take long.
const shellLevel = "SHLVL"

// serve starts a server. Clients know its key.
func (s *site) serve(t *testing.T, args ...string) *server {
	t.Helper()
	sv := s.serveUnknown(t, args...)
	write(t, s.known, sv.knownLine())
	return sv
}

// me is the name of the user who runs the tests: a server that is not root's serves no
// other.
var me = sync.OnceValue(func() string { return newEnv().user })

// serveUnknown starts a server whose key no client knows.
func (s *site) serveUnknown(t *testing.T, args ...string) *server {
	t.Helper()
	words := append([]string{"serve", "-p", "0", "-h", s.host, "--authorized", s.authorized, "-o", "AcceptEnv=" + shellLevel}, args...)
	words = append(words, "-o", "PermitRootLogin=yes") // whom tests may run as, and the first value counts
	b := launch(t, s.commandWithin(t, life, words...))
	const said = "listening on 127.0.0.1:"
	end := b.stderr.await(t, 0, said)
	b.stderr.await(t, end, "\n")
	port, _, _ := strings.Cut(b.stderr.String()[end:], "\n")
	return &server{site: s, background: b, port: port}
}

// knownLine is the server's line in a file of known hosts.
func (sv *server) knownLine() string {
	return "[127.0.0.1]:" + sv.port + " " + string(sv.hostKey.PublicKey().AppendLine(nil, ""))
}

// client makes the command line of a client. HOST stands for the server, and in
// front of it come the flags that it needs, behind those of the test.
func (sv *server) client(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return sv.command(t, sv.clientArgs(args...)...)
}

func (sv *server) clientArgs(args ...string) []string {
	i := slices.Index(args, "HOST")
	words := append([]string{"ssh"}, args[:i]...)
	if !slices.Contains(args[:i], "-F") {
		words = append(words, "-F", "none") // not what is configured on this machine
	}
	words = append(words, "-p", sv.port, "-i", sv.user, "-o", "UserKnownHostsFile="+sv.known,
		"-o", "GlobalKnownHostsFile=none", "-o", "SetEnv="+shellLevel+"=1", "127.0.0.1")
	return append(words, args[i+1:]...)
}

// run runs a client to its end.
func (sv *server) run(t *testing.T, args ...string) result {
	t.Helper()
	return output(t, sv.client(t, args...))
}

// refused checks that a client ended by an error of its own, which is the last of
// its lines, and the only one unless there is a warning in front.
func (r result) refused(t *testing.T, want ...string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(r.stderr, "\n"), "\n")
	if r.status != 255 || !strings.HasPrefix(lines[len(lines)-1], "glassh ssh: ") || len(lines) > 1 && !strings.HasPrefix(lines[0], "@@@") {
		t.Errorf("want exit status 255, and one line glassh ssh: …, got %v", r)
	}
	for _, text := range want {
		if !strings.Contains(r.stderr, text) {
			t.Errorf("want %q in %q", text, r.stderr)
		}
	}
}

// is checks all that a command has said.
func (r result) is(t *testing.T, want result) {
	t.Helper()
	if r != want {
		t.Errorf("want %v\ngot  %v", want, r)
	}
}

func atoi(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
