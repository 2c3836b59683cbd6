package ssh_test

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A course is a connection that counts how often its ends waited for each other: what an
// end writes is one leg further than the furthest of what it has read. It is what a
// clock would show on a path that takes long, where nothing else does.
type course struct {
	mu   sync.Mutex // guards the ends
	ends [2]end
}

type end struct {
	began   chan struct{} // closed when something was sent: nothing can be there before
	at      int           // legs behind what was read
	sent    int           // bytes
	read    int           // of the other's
	writes  int           // how often
	flights []mark        // what was sent
}

type mark struct{ from, leg int }

// courseConn is one end of a course.
type courseConn struct {
	net.Conn
	*course
	i int
}

func (c courseConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	e := &c.ends[c.i]
	e.flights = append(e.flights, mark{e.sent, e.at + 1})
	if e.sent == 0 {
		close(e.began)
	}
	e.sent += len(p)
	e.writes++
	c.mu.Unlock()
	return c.Conn.Write(p)
}

func (c courseConn) Read(p []byte) (int, error) {
	<-c.ends[c.i].began
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	e := &c.ends[c.i]
	e.read += n
	for _, m := range c.ends[1-c.i].flights {
		if m.from < e.read {
			e.at = max(e.at, m.leg)
		}
	}
	return n, err
}

// roundTrips returns how many the client has waited for.
func (c *course) roundTrips() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return (c.ends[0].at + 1) / 2
}

// writes returns how often either end has written.
func (c *course) writes() (client, server int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ends[0].writes, c.ends[1].writes
}

// courseListener hands out the server's ends, in the order of the dials.
type courseListener struct {
	net.Listener
	courses chan *course
}

func (l courseListener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return courseConn{nc, <-l.courses, 1}, nil
}

// coursePair is newPair with a dialer whose connections count.
func coursePair(t *testing.T, set func(*ssh.Server)) (cfg *ssh.ClientConfig, connect func() (*ssh.Client, *course)) {
	courses := make(chan *course, 1)
	cfg, addr := newPairOn(t, set, func(ln net.Listener) net.Listener { return courseListener{ln, courses} })
	return cfg, func() (*ssh.Client, *course) {
		t.Helper()
		// The server learns of the connection when the client's first bytes can be there.
		c := &course{ends: [2]end{{began: make(chan struct{})}, {began: make(chan struct{}), at: 1}}}
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		courses <- c
		cl, err := ssh.NewClient(testContext(t), courseConn{nc, c, 0}, addr, cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cl.Close() })
		return cl, c
	}
}

// TestRoundTripsOfACommand connects, logs in and runs a command, and counts how often the
// client waits for the server behind the TCP connection: 5 times, and 4 with a right
// guess, where OpenSSH and golang.org/x/crypto take 8.
func TestRoundTripsOfACommand(t *testing.T) {
	for _, c := range []struct {
		name  string
		login func(cfg *ssh.ClientConfig)
		want  [2]int // for the login; with the command
	}{
		{"a key", func(*ssh.ClientConfig) {}, [2]int{3, 5}},
		{"several keys, of which the first one is right", func(cfg *ssh.ClientConfig) {
			cfg.Auth = []ssh.Auth{ssh.PublicKeys(newKey(t), newKey(t))}
		}, [2]int{4, 6}},
		{"a password", func(cfg *ssh.ClientConfig) {
			cfg.Auth = []ssh.Auth{ssh.Password(1, answers("secret", "secret"))}
		}, [2]int{4, 6}},
		{"questions", func(cfg *ssh.ClientConfig) {
			cfg.Auth = []ssh.Auth{ssh.Interactive(1, func(context.Context, string, string, []userauth.Prompt) ([]string, error) {
				return []string{"secret"}, nil
			})}
		}, [2]int{4, 6}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg, connect := coursePair(t, func(s *ssh.Server) {
				serveBulk(s)
				s.PermitPty = func(any) bool { return true }
				s.PublicKey = func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil }
				byPassword(s)
				s.Interactive = func(_ context.Context, _ ssh.Login, ask ssh.Asker) (any, error) {
					words, err := ask("", "", []userauth.Prompt{{Text: "Word: "}})
					if err == nil && words[0] != "secret" {
						err = errNo
					}
					return nil, err
				}
			})
			c.login(cfg)
			cfg.Guesses = new(ssh.GuessCache)
			for guessed := range 2 { // the second one knows what the server chose
				cl, course := connect()
				if got, want := course.roundTrips(), c.want[0]-guessed; got != want {
					t.Errorf("guessed %d: want %d round trips for the login, got %d", guessed, want, got)
				}
				// Each flight of the login is one write.
				if client, server := course.writes(); client > c.want[0]-guessed || server > 1+c.want[0]-guessed {
					t.Errorf("guessed %d: %d and %d writes in %d round trips", guessed, client, server, c.want[0]-guessed)
				}
				cmd := cl.Command("up")
				cmd.Env = []string{"A=1", "B=2"}
				cmd.Pty = &ssh.Pty{Term: "vt100"}
				if err := cmd.Run(testContext(t)); err != nil {
					t.Fatal(err)
				}
				if got, want := course.roundTrips(), c.want[1]-guessed; got != want {
					t.Errorf("guessed %d: want %d round trips with a command, got %d", guessed, want, got)
				}
				cl.Close()
				if got, want := course.roundTrips(), c.want[1]-guessed; got != want {
					t.Errorf("guessed %d: the end is waited for: want %d round trips, got %d", guessed, want, got)
				}
			}
		})
	}
}

// TestAGuessThatTheServerNoLongerLikes goes through a server's changes: a guess that was
// right once, and is wrong now, costs nothing but itself.
func TestAGuessThatTheServerNoLongerLikes(t *testing.T) {
	const x, p256 = "curve25519-sha256", "ecdh-sha2-nistp256"
	var guesses ssh.GuessCache
	for i, kex := range [][]string{{x}, {p256}, {p256}, {x, p256}, {x}} {
		cfg, addr := newPair(t, func(s *ssh.Server) {
			serveBulk(s)
			s.Algorithms.Kex = kex
		})
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Guesses = &guesses
		cl, err := ssh.NewClient(testContext(t), nc, "always.example:22", cfg)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		if _, err := cl.Run(testContext(t), "up"); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		want := []string{x, p256, p256, p256, x}[i] // the fourth sticks to the guess, once
		if got := cl.Algorithms().Kex; got != want {
			t.Errorf("%d: want %s, got %s", i, want, got)
		}
		cl.Close()
	}
}

// TestAServerThatCannotTakeAWrongGuess takes the message of a wrong guess for the next one,
// as paramiko does: the error says so, and the guess is forgotten.
func TestAServerThatCannotTakeAWrongGuess(t *testing.T) {
	cfg, _ := newPair(t, serveBulk)
	var guesses ssh.GuessCache
	guesses.Set("box:22", ssh.Guess{Kex: "curve25519-sha256", HostKey: "ssh-ed25519"})
	cfg.Guesses = &guesses
	near, far := net.Pipe()
	var server sync.WaitGroup
	server.Go(func() { io.Copy(io.Discard, far) }) // the end of the client stops it
	server.Go(func() {                             // and this
		offer := wire.KexInit{
			KexAlgorithms: wire.Names("ecdh-sha2-nistp256"), HostKeyAlgorithms: wire.Names("ssh-ed25519"),
			CiphersClientToServer: wire.Names("aes128-gcm@openssh.com"), CiphersServerToClient: wire.Names("aes128-gcm@openssh.com"),
			CompressionClientToServer: wire.Names("none"), CompressionServerToClient: wire.Names("none"),
		}
		end := wire.Disconnect{Reason: wire.ReasonProtocolError, Description: []byte("what is that?")}
		text := []byte("SSH-2.0-paramiko_4.0\r\n")
		for _, payload := range [][]byte{offer.Append(nil), end.Append(nil)} {
			padding := 16 - (5+len(payload))%8
			text = wire.AppendUint32(text, uint32(1+len(payload)+padding))
			text = append(append(append(text, byte(padding)), payload...), make([]byte, padding)...)
		}
		far.Write(text)
	})
	_, err := ssh.NewClient(testContext(t), near, "box:22", cfg)
	near.Close()
	server.Wait()
	if wrong := new(ssh.WrongGuessError); !errors.As(err, &wrong) || guesses.Get("box:22") != (ssh.Guess{}) {
		t.Errorf("want a *WrongGuessError, and nothing remembered, got %v", err)
	}
}
