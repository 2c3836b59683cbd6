package peers_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/keys"
)

// within is how long one connection may take before it counts as hanging.
const within = 90 * time.Second

func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	t.Cleanup(cancel)
	return ctx
}

// scratch is a directory for what all tests share: the program, and a large file.
var scratch string

func TestMain(m *testing.M) {
	if os.Getenv(endVariable) != "" {
		os.Exit(runEnd())
	}
	flag.Parse()
	// Most tests wait for other processes, more than they compute.
	flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "glassh-peers-"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(scratch)
		keepCaches(scratch)
		return m.Run()
	}())
}

// keepCaches keeps what programs remember out of the user's directory, but for what the go
// command has built.
func keepCaches(dir string) {
	if cache, err := os.UserCacheDir(); err == nil && os.Getenv("GOCACHE") == "" {
		os.Setenv("GOCACHE", filepath.Join(cache, "go-build"))
	}
	os.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache")) // which is not there
}

// find returns the path of a program. sshd insists on being called
// by its whole path, and stands outside of an ordinary user's PATH.
func find(t testing.TB, name string) string {
	t.Helper()
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/usr/local/sbin", "/sbin") {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 && filepath.IsAbs(path) {
			return path
		}
	}
	t.Fatalf("%s is not there: make deps installs it", name)
	return ""
}

// build builds the program once.
var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "glassh")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", path, "./cmd/glassh")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func glassh(t testing.TB) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// me is the user who runs the tests, and who logs in.
func me(t testing.TB) string {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return u.Username
}

// A keyring is a directory with the keys of one test. The server has host, and lets
// user in; nobody knows stranger.
type keyring struct {
	dir                  string
	host, user, stranger *keyPair
}

// A keyPair is a key in two files: path and path.pub.
type keyPair struct {
	path    string
	private *keys.PrivateKey
	pem     []byte
}

// newKeys makes keys, some with OpenSSH's program and some with ours: each side
// reads the other's files.
func newKeys(t testing.TB) *keyring { return newKeysOf(t, "ed25519", "ed25519") }

// newKeysOf makes them of these types: what -t and -b say, "ecdsa -b 384".
func newKeysOf(t testing.TB, host, user string) *keyring {
	t.Helper()
	k := &keyring{dir: t.TempDir()}
	k.host = k.generate(t, "host", host, find(t, "ssh-keygen"))
	k.user = k.generate(t, "user", user, glassh(t), "keygen")
	k.stranger = k.generate(t, "stranger", user, glassh(t), "keygen")
	k.write(t, "authorized_keys", k.user.line())
	return k
}

func (k *keyring) generate(t testing.TB, name, typ string, program ...string) *keyPair {
	t.Helper()
	p := &keyPair{path: filepath.Join(k.dir, name)}
	args := append(program[1:], "-q", "-N", "", "-C", name, "-f", p.path, "-t")
	args = append(args, strings.Fields(typ)...)
	if out, err := exec.Command(program[0], args...).CombinedOutput(); err != nil {
		t.Fatalf("%v %v: %v\n%s", program, args, err, out)
	}
	var err error
	if p.pem, err = os.ReadFile(p.path); err != nil {
		t.Fatal(err)
	}
	if p.private, err = keys.ParsePrivate(p.pem); err != nil {
		t.Fatal(err)
	}
	return p
}

// line is the public key as in a .pub file.
func (p *keyPair) line() string { return string(p.private.PublicKey().AppendLine(nil, "")) }

// write writes a file into the test's directory and returns its path.
func (k *keyring) write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(k.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A journal gathers what a program says. It may be read while it is written.
type journal struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

// Write appends p.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

// String returns everything that was written so far.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// count returns how often text occurs.
func (j *journal) count(text string) int { return strings.Count(j.String(), text) }

// waitFor waits until ok holds, at most d.
func waitFor(d time.Duration, ok func() bool) bool {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return ok()
}

func readText(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
