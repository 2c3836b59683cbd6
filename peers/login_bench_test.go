package peers_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// pathRTT is the round trip of the path that BenchmarkLogin connects over.
const pathRTT = 50 * time.Millisecond

// BenchmarkLogin connects, logs in with an Ed25519 key, runs true and closes, over a path
// with a round trip of 50 ms; the TCP connection is not counted, as it goes to the proxy
// that makes the path long. rtt/op is how many round trips the time is: what is spent on
// computing counts as well, so it is a little more than the flights.
func BenchmarkLogin(b *testing.B) {
	quiet := slog.DiscardHandler
	var guesses ssh.GuessCache
	for _, peer := range []struct {
		name  string
		start startServer
	}{{"glassh", glasshServe}, {"sshd", sshd}, {"xcrypto", xcryptoServer}} {
		for _, c := range []struct {
			name  string
			login func(b *testing.B, k *keyring, s *server)
		}{
			{"library", func(b *testing.B, k *keyring, s *server) {
				libraryTrue(b, s, libraryConfig(b, job{}.orDefaults(k), quiet))
			}},
			{"library+guess", func(b *testing.B, k *keyring, s *server) {
				cfg := libraryConfig(b, job{}.orDefaults(k), quiet)
				cfg.Guesses = &guesses
				libraryTrue(b, s, cfg)
			}},
			{"xcrypto", func(b *testing.B, k *keyring, s *server) {
				mustExit(b, xcrypto(testContext(b), b, k, s, job{command: "true"}))
			}},
			{"program", func(b *testing.B, k *keyring, s *server) {
				mustExit(b, glasshSSH(testContext(b), b, k, s, job{command: "true"}))
			}},
			{"ssh", func(b *testing.B, k *keyring, s *server) {
				mustExit(b, openSSH(testContext(b), b, k, s, job{command: "true"}))
			}},
		} {
			b.Run("client="+c.name+"/server="+peer.name, func(b *testing.B) {
				k := newKeys(b)
				s := peer.start(b, k, serverOptions{})
				s = &server{addr: delay(b, s.addr, pathRTT/2), log: s.log}
				c.login(b, k, s) // what is made once is made
				for b.Loop() {
					c.login(b, k, s)
				}
				b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(pathRTT), "rtt/op")
			})
		}
	}
}

func libraryTrue(b *testing.B, s *server, cfg *ssh.ClientConfig) {
	cl, err := ssh.Dial(testContext(b), s.addr, cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer cl.Close()
	cmd := cl.Command("true")
	cmd.Env = []string{"SHLVL=2"} // see accepted
	if err := cmd.Run(testContext(b)); err != nil {
		b.Fatal(err)
	}
}

func mustExit(b *testing.B, r result) {
	if r.outcome != exited || r.status != 0 {
		b.Fatalf("%v, exit status %d, %v, %q", r.outcome, r.status, r.err, r.stderr)
	}
}
