package peers_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// openSSH is a client that is OpenSSH's program. It tells of a signal only in its log.
func openSSH(ctx context.Context, t testing.TB, k *keyring, s *server, j job) result {
	t.Helper()
	return runProgram(ctx, t, k, s, j, find(t, "ssh"))
}

// glasshSSH is a client that is our program.
func glasshSSH(ctx context.Context, t testing.TB, k *keyring, s *server, j job) result {
	t.Helper()
	return runProgram(ctx, t, k, s, j, glassh(t), "ssh")
}

// runProgram runs a job with a program that has OpenSSH's flags.
func runProgram(ctx context.Context, t testing.TB, k *keyring, s *server, j job, program ...string) (r result) {
	t.Helper()
	j = j.orDefaults(k)
	if len(program) == 1 {
		j.rekey = opensshLimit(j.rekey)
	}
	args := append(program[1:], programFlags(t, k, s, j)...)
	if j.verbose {
		args = append(args, "-v")
	}
	cmd := exec.CommandContext(ctx, program[0], append(args, "127.0.0.1", j.command)...)
	cmd.WaitDelay = time.Second
	cmd.Env = append(os.Environ(), j.env...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = j.stdin, j.stdout, &errs
	if j.stdout == nil {
		cmd.Stdout = &out
	}
	err := cmd.Run()
	r = result{
		outcome: exited, stdout: out.String(), stderr: errs.String(), err: err,
		exchanges: -1,
	}
	if n := strings.Count(r.stderr, anExchange); n > 0 {
		r.exchanges = n
	}
	var exit *exec.ExitError
	switch {
	case err == nil:
	case errors.As(err, &exit) && exit.ExitCode() == 255:
		r.outcome, r.signal = programFailure(r.stderr)
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		r.status = exit.ExitCode()
	default:
		r.outcome = otherwise
	}
	return r
}

// programFlags are those of a connection, without the host.
func programFlags(t testing.TB, k *keyring, s *server, j job) []string {
	t.Helper()
	known, err := os.CreateTemp(k.dir, "known_hosts-")
	if err != nil {
		t.Fatal(err)
	}
	defer known.Close()
	fmt.Fprint(known, strings.ReplaceAll(cmp.Or(j.known, "[127.0.0.1]:PORT "+j.host.line()), "PORT", s.port()))
	flags := []string{"-F", "none", "-p", s.port(), "-l", me(t), "-i", j.user.path, "-c", j.suite.cipher}
	if j.suite.mac != "" {
		flags = append(flags, "-m", j.suite.mac)
	}
	options := []string{
		"UserKnownHostsFile=" + known.Name(), "GlobalKnownHostsFile=/dev/null", "StrictHostKeyChecking=yes",
		"IdentitiesOnly=yes", "IdentityAgent=none", "BatchMode=yes", "ControlPath=none",
		"KexAlgorithms=" + j.kex, "SendEnv=PEER_*", "SendEnv=SHLVL",
	}
	if j.rekey != "" {
		options = append(options, "RekeyLimit="+j.rekey)
	}
	for _, o := range slices.Concat(j.options, options) { // the first of a name counts
		flags = append(flags, "-o", o)
	}
	return flags
}

var (
	saysHost   = regexp.MustCompile(`Host key verification failed`)
	saysUser   = regexp.MustCompile(`(?i)permission denied.*publickey`)
	saysSignal = regexp.MustCompile(`rtype exit-signal|ended by a signal signal=(\w+)`)
)

// programFailure reads what a program says before it ends with status 255.
func programFailure(stderr string) (o outcome, signal string) {
	switch {
	case saysHost.MatchString(stderr):
		return wrongHost, ""
	case saysUser.MatchString(stderr):
		return wrongUser, ""
	case saysSignal.MatchString(stderr):
		return killed, saysSignal.FindStringSubmatch(stderr)[1]
	}
	return otherwise, ""
}

// A programPair is the command line of a client, and a server for it.
type programPair struct {
	name   string
	client []string
	server startServer
}

// programPairs are our programs with OpenSSH's, and with each other.
func programPairs(t *testing.T) []programPair {
	return []programPair{
		{"ssh to glassh", []string{find(t, "ssh")}, glasshServe},
		{"glassh to sshd", []string{glassh(t), "ssh"}, sshd},
		{"glassh to glassh", []string{glassh(t), "ssh"}, glasshServe},
	}
}
