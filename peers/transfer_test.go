package peers_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Sizes of transfers: of most of them, of those that show key re-exchange, and of
// those that pass every buffer and window many times.
const (
	small = 8 << 20
	some  = 16 << 20
	large = 128 << 20
)

// stream gives n bytes that do not repeat; of two lengths the shorter is the
// beginning of the longer.
func stream(n int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8([32]byte([]byte("a stream of bytes for transfers."))), n)
}

// file holds stream(large), for commands that send it.
var file = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "stream")
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	_, err = io.Copy(f, stream(large))
	return path, err
})

// sums holds the SHA-256 of streams by their length.
var sums sync.Map // int64 → string

func sumOf(n int64) string {
	if s, ok := sums.Load(n); ok {
		return s.(string)
	}
	h := sha256.New()
	io.Copy(h, stream(n))
	s := hex.EncodeToString(h.Sum(nil))
	sums.Store(n, s)
	return s
}

// upload sends n bytes to a command that says what it has got.
func upload(t *testing.T, run *runner, j job, n int64) result {
	t.Helper()
	j.command = "sha256sum; exit 3"
	j.stdin = stream(n)
	r := run.do(t, j)
	got, _, _ := strings.Cut(r.stdout, " ")
	if want := sumOf(n); r.outcome != exited || r.status != 3 || got != want {
		t.Errorf("upload: want status 3 and the sum %s, got %q %d %q: %v\n%s", want, r.outcome, r.status, got, r.err, tail(r.stderr, 2000))
	}
	return r
}

// download receives n bytes of the file.
func download(t *testing.T, run *runner, j job, n int64) result {
	t.Helper()
	path, err := file()
	if err != nil {
		t.Fatal(err)
	}
	sink := counted{h: sha256.New()}
	j.command = fmt.Sprintf("head -c %d '%s'; exit 4", n, path)
	j.stdout = &sink
	r := run.do(t, j)
	got := hex.EncodeToString(sink.h.Sum(nil))
	if want := sumOf(n); r.outcome != exited || r.status != 4 || sink.n != n || got != want {
		t.Errorf("download: want status 4 and %d bytes, got %q %d and %d bytes: %v\n%s", n, r.outcome, r.status, sink.n, r.err, tail(r.stderr, 2000))
	}
	return r
}

// counted hashes and counts what is written to it.
type counted struct {
	h hash.Hash
	n int64
}

// Write adds p.
func (c *counted) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.h.Write(p)
}

func TestEveryCipherBothWays(t *testing.T) {
	eachPair(t, serverOptions{}, func(t *testing.T, p pair, run *runner) {
		for _, s := range suites() {
			if slices.Contains(p.lacks, s.mac) {
				continue
			}
			t.Run("suite="+s.String(), func(t *testing.T) {
				const size = 4 << 20 // twice the window of OpenSSH
				back := counted{h: sha256.New()}
				r := run.do(t, job{suite: s, command: "cat", stdin: stream(size), stdout: &back})
				if got := hex.EncodeToString(back.h.Sum(nil)); r.outcome != exited || r.status != 0 || got != sumOf(size) {
					t.Errorf("%q %d and %d bytes: %v\n%s", r.outcome, r.status, back.n, r.err, tail(r.stderr, 2000))
				}
			})
		}
	})
}

func TestLargeTransfersBothWays(t *testing.T) {
	for _, p := range pairs() {
		if strings.Contains(p.name, "xcrypto") {
			continue // as long as all the others, and the same code on our side
		}
		for _, s := range []suite{chacha, aes128GCM} {
			t.Run(p.name+"/suite="+s.String(), func(t *testing.T) {
				t.Parallel()
				keys := newKeys(t)
				run := &runner{keys: keys, client: p.client, server: p.server(t, keys, serverOptions{})}
				upload(t, run, job{suite: s}, large)
				download(t, run, job{suite: s}, large)
			})
		}
	}
}
