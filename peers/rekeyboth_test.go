package peers_test

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"testing"
)

// TestKeysAreExchangedWhileDataGoesBothWays sends what comes back again, while both sides
// exchange keys anew after each MiB: whoever starts an exchange has data of the other's
// on the way, and who writes has to stop in the middle.
func TestKeysAreExchangedWhileDataGoesBothWays(t *testing.T) {
	const size = 16 << 20
	eachPair(t, serverOptions{rekey: "1M"}, func(t *testing.T, _ pair, run *runner) {
		for _, s := range []suite{chacha, aes128GCM} {
			t.Run("suite="+s.String(), func(t *testing.T) {
				text := make([]byte, size)
				rand.NewChaCha8([32]byte{1}).Read(text)
				before := run.server.exchanges()
				echo := sha256.New()
				r := run.do(t, job{suite: s, rekey: "1M", verbose: true, command: "cat", stdin: bytes.NewReader(text), stdout: echo})
				if r.outcome != exited || r.status != 0 {
					t.Fatalf("%v, exit status %d, %v, %q", r.outcome, r.status, r.err, tail(r.stderr, 500))
				}
				if want, got := sha256.Sum256(text), echo.Sum(nil); !bytes.Equal(want[:], got) {
					t.Error("what comes back differs")
				}
				n := r.exchanges
				if run.server.exchanged != nil {
					n = run.server.exchanges() - before
				}
				if n < 4 {
					t.Errorf("want keys exchanged again and again, got %d times", n)
				}
			})
		}
	})
}
