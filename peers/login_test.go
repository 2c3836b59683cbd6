package peers_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// loginServers are those that our client logs in to without waiting for what it need not
// wait for.
var loginServers = []struct {
	name  string
	start startServer
	kex   string
	more  int  // round trips that it may take: it sends its NEWKEYS when it gets to it
	deaf  bool // does not drop a wrong guess, and ends the connection
}{
	{"sshd", sshd, oneKex, 0, false}, {"glassh", glasshServe, oneKex, 0, false}, {"xcrypto", xcryptoServer, oneKex, 0, false},
	{"asyncssh", asyncsshShell, oneKex, 1, false}, {"paramiko", paramikoShell, "ecdh-sha2-nistp384", 1, true},
}

// TestLoginsWithoutWaiting runs a command on each server over a path with a delay, and
// counts how often the client waits: with a guess at the key exchange that is right, with
// a wrong one, and with none.
func TestLoginsWithoutWaiting(t *testing.T) {
	for _, peer := range loginServers {
		t.Run(peer.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := peer.start(t, k, serverOptions{kex: peer.kex})
			s = &server{addr: delay(t, s.addr, oneWay), log: s.log}
			var log journal
			cfg := libraryConfig(t, job{}.orDefaults(k), slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			cfg.Algorithms.Kex = []string{"ecdh-sha2-nistp256", peer.kex}
			cfg.Algorithms.Ciphers = nil
			cfg.Guesses = new(ssh.GuessCache)
			teach(t, k, cfg, "ecdh-sha2-nistp256")
			for i, c := range []struct {
				guess string
				want  int
				right int // how often a guess was, by now
			}{{"wrong", 5, 0}, {"right", 4, 1}, {"right", 4, 2}} {
				if peer.deaf && i == 0 {
					if _, _, err := shortLogin(t, s, cfg); err == nil {
						t.Error("it drops a wrong guess: its row can go") // the next one works all the same
					}
					if n := mustLogin(t, s, cfg); n > 5+peer.more {
						t.Errorf("behind a wrong guess, none: want at most 5 round trips, got %d", n)
					}
					continue
				}
				if n := mustLogin(t, s, cfg); n > c.want+peer.more {
					t.Errorf("%d, a %s guess: want at most %d round trips, got %d", i, c.guess, c.want, n)
				}
				if got := log.count("as guessed"); got != c.right {
					t.Errorf("%d: want %d right guesses, got %d", i, c.right, got)
				}
			}
			cfg.Guesses = nil
			if n := mustLogin(t, s, cfg); n > 5+peer.more {
				t.Errorf("without a guess: want at most 5 round trips, got %d", n)
			}
		})
	}
}

// TestGuessesAtDropbear exchanges keys with dropbear, which lets nobody in here.
// kexguess2@matt.ucc.asn.au makes every guess right that it can go on with.
func TestGuessesAtDropbear(t *testing.T) {
	k := newKeys(t)
	s := dropbear(t, k)
	var log journal
	cfg := libraryConfig(t, job{}.orDefaults(k), slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	cfg.Guesses = new(ssh.GuessCache)
	teach(t, k, cfg, "curve448-sha512") // which it does not have
	for i, methods := range [][]string{
		{"curve448-sha512", "ecdh-sha2-nistp521"}, {"ecdh-sha2-nistp521"}, {"ecdh-sha2-nistp384", "ecdh-sha2-nistp521"},
	} {
		cfg.Algorithms.Kex = methods
		nc, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ssh.NewClient(testContext(t), nc, taught, cfg)
		nc.Close()
		if refused := new(ssh.AuthError); !errors.As(err, &refused) {
			t.Errorf("%d: want the login refused, got %v", i, err)
		}
		if got := log.count("as guessed"); got != i {
			t.Errorf("%d: want %d right guesses, got %d", i, i, got)
		}
	}
}

// oneWay is how long bytes are on the way to the servers of these tests.
const oneWay = 20 * time.Millisecond

// taught is the name of the host that tests of guesses connect to.
const taught = "host.example:22"

// teach makes cfg guess that method for the host, by a connection to a server that has no
// other.
func teach(t *testing.T, k *keyring, cfg *ssh.ClientConfig, method string) {
	t.Helper()
	s := &ssh.Server{HostKeys: []keys.Signer{k.host.private}, Algorithms: ssh.Algorithms{Kex: []string{method}}}
	s.PublicKey = func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil }
	near, far := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.ServeConn(testContext(t), far)
	}()
	c := *cfg
	c.Algorithms.Kex, c.Logger = []string{method}, nil
	cl, err := ssh.NewClient(testContext(t), near, taught, &c)
	if err != nil {
		t.Fatal(err)
	}
	cl.Close()
	<-done
}

// mustLogin is shortLogin where nothing may fail.
func mustLogin(t *testing.T, s *server, cfg *ssh.ClientConfig) int {
	t.Helper()
	n, _, err := shortLogin(t, s, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// shortLogin connects, runs true and closes. It returns the round trips, in all and for
// the login.
func shortLogin(t testing.TB, s *server, cfg *ssh.ClientConfig) (all, login int, err error) {
	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		return 0, 0, err
	}
	counter := &turns{Conn: nc, soon: oneWay / 2}
	cl, err := ssh.NewClient(testContext(t), counter, taught, cfg)
	if err != nil {
		nc.Close()
		return 0, 0, err
	}
	defer cl.Close()
	login = counter.count()
	cmd := cl.Command("true")
	cmd.Env = []string{"SHLVL=2"} // see accepted
	err = cmd.Run(testContext(t))
	return counter.count(), login, err
}
