package peers_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// A client connects to a server, runs one command, and ends.
type client func(ctx context.Context, t testing.TB, k *keyring, s *server, j job) result

// A job is a command, and how the client is to connect for it.
type job struct {
	suite   suite    // zero: chacha
	kex     string   // the key exchange method; "": curve25519-sha256
	rekey   string   // the client's RekeyLimit: "1M", or "" for the default
	host    *keyPair // the key that the client knows for the server; nil: the right one
	user    *keyPair // the key that the client logs in with; nil: the right one
	known   string   // of programs: lines of known_hosts, with PORT for the port; "" is that of host
	options []string // of programs: further options, "Keyword=value"
	env     []string // "NAME=value" to send
	verbose bool     // programs log what happens, among stderr
	command string
	stdin   io.Reader // nil: empty
	stdout  io.Writer // nil: result.stdout
}

// orDefaults fills what is not set.
func (j job) orDefaults(k *keyring) job {
	if j.suite == (suite{}) {
		j.suite = chacha
	}
	j.kex = cmp.Or(j.kex, oneKex)
	if j.host == nil {
		j.host = k.host
	}
	if j.user == nil {
		j.user = k.user
	}
	if j.stdin == nil {
		j.stdin = bytes.NewReader(nil)
	}
	j.env = append([]string{"SHLVL=2"}, j.env...)
	return j
}

// A result is how a job ended.
type result struct {
	outcome outcome
	status  int    // with exited
	signal  string // with killed: "TERM"
	stdout  string
	stderr  string
	err     error // of a library
	// exchanges is how many times keys were exchanged, as the client has counted;
	// -1 if it has not.
	exchanges int
}

// An outcome is what became of a job.
type outcome string

// The outcomes.
const (
	exited    outcome = "the command exited"
	killed    outcome = "the command was ended by a signal"
	wrongHost outcome = "the client refused the host key"
	wrongUser outcome = "the server refused the user's key"
	otherwise outcome = "it failed otherwise"
)

// library is a client made with package ssh.
func library(ctx context.Context, t testing.TB, k *keyring, s *server, j job) (r result) {
	t.Helper()
	small := j.stdin == nil && j.stdout == nil
	j = j.orDefaults(k)
	counter := new(exchanges)
	cfg := libraryConfig(t, j, counter)
	if small { // the trace of bulk data would fill the memory
		r := record()
		cfg.Tracer = r
		defer r.verify(t)
	}
	cl, err := ssh.Dial(ctx, s.addr, cfg)
	if err != nil {
		return result{outcome: libraryRefusal(err), err: err, exchanges: -1}
	}
	defer cl.Wait() // the end of its tracing
	defer cl.Close()
	var out, errs bytes.Buffer
	cmd := cl.Command(j.command)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = j.env, j.stdin, j.stdout, &errs
	if j.stdout == nil {
		cmd.Stdout = &out
	}
	err = cmd.Run(ctx)
	r = result{outcome: exited, stdout: out.String(), stderr: errs.String(), err: err, exchanges: counter.count()}
	var exit *ssh.ExitError
	switch {
	case err == nil:
	case errors.As(err, &exit) && exit.Signal != "":
		r.outcome, r.signal = killed, exit.Signal
	case errors.As(err, &exit) && exit.Status >= 0:
		r.status = exit.Status
	default:
		r.outcome = otherwise
	}
	return r
}

func libraryConfig(t testing.TB, j job, counter slog.Handler) *ssh.ClientConfig {
	cfg := &ssh.ClientConfig{
		User: me(t), Auth: []ssh.Auth{ssh.PublicKeys(keys.Signer(j.user.private))},
		HostKey:    ssh.FixedHostKey(j.host.private.PublicKey()),
		Algorithms: ssh.Algorithms{Kex: []string{j.kex}, Ciphers: []string{j.suite.cipher}},
		Logger:     slog.New(counter),
	}
	if j.suite.mac != "" {
		cfg.Algorithms.MACs = []string{j.suite.mac}
	}
	cfg.Algorithms.Compression = libraryCompression(j)
	if j.rekey == "1M" {
		cfg.Rekey.Bytes = 1 << 20
	}
	return cfg
}

func libraryRefusal(err error) outcome {
	var host *ssh.HostKeyError
	var auth *ssh.AuthError
	switch {
	case errors.As(err, &host):
		return wrongHost
	case errors.As(err, &auth) && slices.Contains(auth.Left, "publickey"):
		return wrongUser
	}
	return otherwise
}

// exchanges counts the key exchanges that a connection logs.
type exchanges struct{ journal }

func (e *exchanges) count() int { return e.journal.count(anExchange) }

// Enabled says that everything is logged.
func (e *exchanges) Enabled(context.Context, slog.Level) bool { return true }

// Handle writes the event of a record.
func (e *exchanges) Handle(_ context.Context, r slog.Record) error {
	io.WriteString(e, r.Message)
	r.Attrs(func(a slog.Attr) bool {
		io.WriteString(e, ": "+a.Value.String())
		return true
	})
	_, err := io.WriteString(e, "\n")
	return err
}

// WithAttrs returns e.
func (e *exchanges) WithAttrs([]slog.Attr) slog.Handler { return e }

// WithGroup returns e.
func (e *exchanges) WithGroup(string) slog.Handler { return e }
