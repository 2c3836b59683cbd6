package peers_test

import "testing"

// TestKeysAreExchangedDuringTransfers has one side, the other, or both of them
// exchange keys anew after each MiB, while data flows one way.
func TestKeysAreExchangedDuringTransfers(t *testing.T) {
	const limit = "1M"
	for _, c := range []struct{ name, client, server string }{
		{"limit=client", limit, ""}, {"limit=server", "", limit}, {"limit=both", limit, limit},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachPair(t, serverOptions{rekey: c.server}, func(t *testing.T, _ pair, run *runner) {
				for _, s := range []suite{chacha, aes128GCM, aes128CTR} {
					t.Run("suite="+s.String(), func(t *testing.T) {
						for _, move := range []func(*testing.T, *runner, job, int64) result{upload, download} {
							before := run.server.exchanges()
							r := move(t, run, job{suite: s, rekey: c.client, verbose: true}, some)
							n := r.exchanges
							if run.server.exchanged != nil {
								n = run.server.exchanges() - before
							}
							// What is in flight when an exchange begins, a window of 2 MiB or more,
							// does not make the next one begin earlier.
							if want := some / (4 << 20); n < want {
								t.Errorf("want at least %d exchanges of keys, got %d", want, n)
							}
						}
					})
				}
			})
		})
	}
}
