package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
)

const demoUsage = `usage: glassh demo

Starts a server on a port of this machine with keys made for this run, connects to it
as a client, runs a command through your shell, and shows what happened: what was
negotiated, each step of the handshake with its time, and which implementation of each
primitive ran. Nothing is left behind.
`

// runDemo is glassh demo.
func runDemo(e *env, args []string) error {
	if len(args) > 0 {
		if args[0] == "-h" || args[0] == "--help" {
			return errHelp
		}
		return badUsage("%q is one argument too many", args[0])
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	hostKey, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		return err
	}
	userKey, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		return err
	}

	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	served := make(chan struct{})
	go func() { // the end of ctx stops it
		defer close(served)
		demoServer(e, hostKey, userKey.PublicKey()).Serve(ctx, ln)
	}()
	defer func() {
		cancel()
		<-served
	}()

	fmt.Fprintf(e.stdout, "A server at %s, and a client that connects to it. The steps, as the client sees them:\n\n", ln.Addr())
	steps := &steps{w: e.stdout, start: time.Now()}
	client, err := ssh.Dial(ctx, ln.Addr().String(), &ssh.ClientConfig{
		User:    e.user,
		Auth:    []ssh.Auth{ssh.PublicKeys(userKey)},
		HostKey: ssh.FixedHostKey(hostKey.PublicKey()),
		Logger:  slog.New(steps),
	})
	if err != nil {
		return err
	}
	defer client.Close()
	out, err := client.Run(ctx, demoCommand)
	var exit *ssh.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err
	}
	steps.close()

	a := client.Algorithms()
	fmt.Fprintf(e.stdout, "\nNegotiated with %s:\n", client.ServerVersion())
	for _, row := range [][2]string{
		{"key exchange", a.Kex}, {"host key", a.HostKey + " " + hostKey.PublicKey().Fingerprint()},
		{"to the server", a.ClientToServer.String()}, {"to the client", a.ServerToClient.String()},
	} {
		fmt.Fprintf(e.stdout, "  %-14s %s\n", row[0], row[1])
	}
	fmt.Fprintf(e.stdout, "\nPrimitives in use on this %s, and the tier that ran each:\n", runtime.GOARCH)
	printTiersInUse(e.stdout, a)
	fmt.Fprintf(e.stdout, "\nOutput of the command, which ended with %v:\n", exitText(exit))
	for line := range strings.Lines(string(out)) {
		fmt.Fprint(e.stdout, "  ", line)
	}
	if len(out) == 0 || exit == nil || exit.Status != 3 {
		return fmt.Errorf("the command did not run as expected: %d bytes of output, %v", len(out), exitText(exit))
	}
	return nil
}

func exitText(exit *ssh.ExitError) string {
	if exit == nil {
		return "exit status 0"
	}
	return exit.Error()
}

// demoServer lets one key in and runs commands as glassh serve does.
func demoServer(e *env, hostKey keys.Signer, user *keys.PublicKey) *ssh.Server {
	srv := &ssh.Server{
		HostKeys: []keys.Signer{hostKey},
		PublicKey: func(_ context.Context, _ ssh.Login, key *keys.PublicKey) (any, error) {
			if !key.Equal(user) {
				return nil, errUnknownKey
			}
			return nil, nil
		},
	}
	quietly := slog.New(slog.DiscardHandler)
	srv.Handle("exec", (&shell{o: serveDefaults(), e: e, log: quietly}).run)
	return srv
}

// steps is a log handler that writes each event with the time since the start.
type steps struct {
	w     io.Writer
	start time.Time
	last  time.Time

	mu   sync.Mutex // guards last and done
	done bool
}

// Enabled says yes.
func (s *steps) Enabled(context.Context, slog.Level) bool { return true }

// Handle writes a record.
func (s *steps) Handle(_ context.Context, r slog.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return nil
	}
	if s.last.IsZero() {
		s.last = s.start
	}
	text := r.Message
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "event" {
			text = a.Value.String()
		} else {
			text += " " + a.Value.String()
		}
		return true
	})
	now := time.Now()
	_, err := fmt.Fprintf(s.w, "  %8.3f ms  +%.3f  %s\n", ms(now.Sub(s.start)), ms(now.Sub(s.last)), text)
	s.last = now
	return err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// close ends the list of steps.
func (s *steps) close() {
	s.mu.Lock()
	s.done = true
	s.mu.Unlock()
}

// WithAttrs returns s.
func (s *steps) WithAttrs([]slog.Attr) slog.Handler { return s }

// WithGroup returns s.
func (s *steps) WithGroup(string) slog.Handler { return s }

// printTiersInUse prints the families of kernels under what was negotiated.
func printTiersInUse(w io.Writer, a kex.Algorithms) {
	uses := []struct {
		what string
		sets []string
	}{
		{a.Kex, []string{"keccak", "field25519", "sha256"}},
		{a.HostKey, []string{"field25519", "sha512"}},
	}
	ciphers := []kex.Direction{a.ClientToServer}
	if a.ServerToClient != a.ClientToServer {
		ciphers = append(ciphers, a.ServerToClient)
	}
	for _, d := range ciphers {
		use := []string{"aes"}
		switch {
		case strings.HasPrefix(d.Cipher, "chacha20"):
			use = []string{"chacha", "poly1305"}
		case strings.Contains(d.MAC, "sha2-256"):
			use = append(use, "sha256")
		case strings.Contains(d.MAC, "sha2-512"):
			use = append(use, "sha512")
		case strings.Contains(d.MAC, "sha1"):
			use = append(use, "sha1")
		}
		uses = append(uses, struct {
			what string
			sets []string
		}{d.String(), use})
	}
	active := map[string]asm.Tier{}
	for _, s := range asm.Sets() {
		active[s.Name] = s.Active()
	}
	for _, u := range uses {
		var tiers []string
		for _, name := range u.sets {
			tiers = append(tiers, fmt.Sprintf("%s=%v", name, active[name]))
		}
		fmt.Fprintf(w, "  %-32s %s\n", u.what, strings.Join(tiers, " "))
	}
}

var _ slog.Handler = (*steps)(nil)
