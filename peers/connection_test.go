package peers_test

import (
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// The small things of the connection protocol, with OpenSSH on either side.

// TestKeysAreExchangedByTheClock leaves a connection at rest, while one side or the other
// wants new keys each second.
func TestKeysAreExchangedByTheClock(t *testing.T) {
	const limit = "default 1s"
	for _, p := range forwardingPairs {
		for _, side := range []string{"client", "server"} {
			t.Run(p.name+"/limit="+side, func(t *testing.T) {
				t.Parallel()
				k := newKeys(t)
				var o serverOptions
				j := job{command: "sleep 2.5; echo there", verbose: true}
				if side == "client" {
					j.options = []string{"RekeyLimit=" + limit}
				} else {
					o.rekey = limit
				}
				r := runProgram(testContext(t), t, k, p.serve(t, k, o), j, p.program(t)...)
				if r.stdout != "there\n" || r.exchanges < 2 {
					t.Errorf("%v: keys were exchanged %d times\n%s", r.stdout, r.exchanges, tail(r.stderr, 1000))
				}
			})
		}
	}
}

// A freezer passes connections on, until it freezes: it reads nothing any more then.
type freezer struct {
	addr   string
	frozen atomic.Bool
}

func freezing(t *testing.T, to string) *freezer {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &freezer{addr: ln.Addr().String()}
	over := make(chan struct{})
	t.Cleanup(func() { ln.Close(); close(over) })
	pass := func(to, from net.Conn) { // the end of the test stops it, or of the connection
		defer to.Close()
		buf := make([]byte, 4096)
		for {
			n, err := from.Read(buf)
			if f.frozen.Load() {
				<-over
			}
			if err != nil {
				return
			}
			to.Write(buf[:n])
		}
	}
	go func() { // the end of the test stops it
		for {
			a, err := ln.Accept()
			if err != nil {
				return
			}
			b, err := net.Dial("tcp", to)
			if err != nil {
				a.Close()
				continue
			}
			go pass(a, b)
			go pass(b, a)
		}
	}()
	return f
}

var clientSilent = regexp.MustCompile(`Timeout, client .*not responding`)

// TestSilentPeersAreGivenUp has keepalives answered, and then not.
func TestSilentPeersAreGivenUp(t *testing.T) {
	for _, p := range forwardingPairs {
		for _, side := range []string{"Server", "Client"} {
			t.Run(p.name+"/"+side+"Alive", func(t *testing.T) {
				t.Parallel()
				k := newKeys(t)
				options := []string{side + "AliveInterval=1", side + "AliveCountMax=2"}
				var o serverOptions
				if side == "Client" {
					o.config, options = []string{strings.ReplaceAll(options[0], "=", " "), strings.ReplaceAll(options[1], "=", " ")}, nil
				}
				s := p.serve(t, k, o)
				f := freezing(t, s.addr)
				through := &server{addr: f.addr, log: s.log}
				var out journal
				ended := make(chan result, 1)
				go func() { // its command ends within the test, or its connection
					ended <- runProgram(testContext(t), t, k, through, job{command: "echo there; sleep 30", stdout: &out, options: options}, p.program(t)...)
				}()
				if !waitFor(ready, func() bool { return out.count("there") > 0 }) {
					t.Fatal("the command does not start")
				}
				select {
				case r := <-ended:
					t.Fatalf("a peer that answers is given up: %v, %s", r.outcome, r.stderr)
				case <-time.After(2500 * time.Millisecond):
				}
				f.frozen.Store(true)
				if side == "Server" {
					if r := <-ended; r.outcome != otherwise || !strings.Contains(r.stderr, "Timeout, server 127.0.0.1 not responding.") {
						t.Errorf("%v, %q", r.outcome, r.stderr)
					}
					return
				}
				if !waitFor(ready, func() bool { return clientSilent.MatchString(s.log.String()) }) {
					t.Errorf("the server keeps the client:\n%s", tail(s.log.String(), 1000))
				}
			})
		}
	}
}

// TestEndOfWriteStopsOpenSSHsClient: a command that closes its input ends what ssh sends.
func TestEndOfWriteStopsOpenSSHsClient(t *testing.T) {
	k := newKeys(t)
	s := glasshServe(t, k, serverOptions{})
	r := openSSH(testContext(t), t, k, s, job{
		command: "exec 0<&-; sleep 1; echo over", stdin: endless{}, options: []string{"LogLevel=DEBUG2"},
	})
	if r.outcome != exited || r.stdout != "over\n" || !strings.Contains(r.stderr, "rcvd eow") {
		t.Errorf("%v, %q\n%s", r.outcome, r.stdout, tail(r.stderr, 1500))
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestSignalsArriveThere sends each signal that has the same name on all systems.
func TestSignalsArriveThere(t *testing.T) {
	for name, serve := range map[string]startServer{"sshd": sshd, "glassh": glasshServe} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := serve(t, k, serverOptions{})
			cl := k.dial(t, s)
			for _, signal := range []string{"HUP", "INT", "QUIT", "TERM", "USR1", "USR2"} {
				var out journal
				cmd := cl.Command(fmt.Sprintf(`trap 'echo got %s; exit 9' %s; echo ready; for i in $(seq 400); do sleep 0.05; done`, signal, signal))
				cmd.Env, cmd.Stdout = []string{"SHLVL=2"}, &out
				ctx := testContext(t)
				if err := cmd.Start(ctx); err != nil {
					t.Fatal(err)
				}
				if !waitFor(ready, func() bool { return out.count("ready") > 0 }) {
					t.Fatal("the command does not start")
				}
				if err := cmd.Signal(ctx, wire.Signal(signal)); err != nil {
					t.Error(err)
				}
				if !waitFor(2*time.Second, func() bool { return out.count("got "+signal) > 0 }) && s.log.count("requires privilege separation") > 0 {
					t.Skip("sshd sends no signals to what root has started (session_signal_req)")
				}
				ended(t, cmd.Wait(), 9)
				if out.count("got "+signal) != 1 {
					t.Errorf("%s: got %q", signal, out.String())
				}
			}
		})
	}
}

// dial connects the library.
func (k *keyring) dial(t *testing.T, s *server) *ssh.Client {
	t.Helper()
	cl, err := ssh.Dial(testContext(t), s.addr, libraryConfig(t, job{}.orDefaults(k), new(exchanges)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cl.Close() })
	return cl
}

// TestSessionsAreCounted: sshd refuses the session that is one too many to our client, and
// our server to x/crypto's.
func TestSessionsAreCounted(t *testing.T) {
	o := serverOptions{sessions: 2}
	k := newKeys(t)
	t.Run("server=sshd", func(t *testing.T) {
		cl := k.dial(t, sshd(t, k, o))
		for i := range 3 {
			cmd := cl.Command("cat")
			r, w := io.Pipe()
			defer w.Close()
			cmd.Stdin = r
			if err := cmd.Start(testContext(t)); (err == nil) != (i < 2) {
				t.Errorf("session %d: %v", i, err)
			}
		}
	})
	t.Run("server=glassh", func(t *testing.T) {
		cl, err := xDial(testContext(t), glasshServe(t, k, o).addr, xClientConfig(t, job{}.orDefaults(k)))
		if err != nil {
			t.Fatal(err)
		}
		defer cl.Close()
		for i := range 3 {
			if _, err := cl.NewSession(); (err == nil) != (i < 2) {
				t.Errorf("session %d: %v", i, err)
			}
		}
	})
}

// TestNoMoreSessions: a client that has said so gets none from sshd, nor does it stay.
func TestNoMoreSessions(t *testing.T) {
	for name, serve := range map[string]startServer{"sshd": sshd, "glassh": glasshServe} {
		t.Run(name, func(t *testing.T) {
			k := newKeys(t)
			cl := k.dial(t, serve(t, k, serverOptions{}))
			ctx := testContext(t)
			if _, err := cl.Run(ctx, "true"); err != nil {
				t.Fatal(err)
			}
			if err := cl.NoMoreSessions(); err != nil {
				t.Fatal(err)
			}
			if _, err := cl.Run(ctx, "true"); err == nil {
				t.Error("there is one more session")
			}
		})
	}
}
