//go:build unix

package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// eventLine is how each line of -v looks: words, and then names with values.
var eventLine = regexp.MustCompile(`^(debug1: )?[A-Za-z][^\x00-\x1f\x7f]*$`)

func TestVerboseClientSaysWhatHappensInLines(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	for _, flag := range []string{"-v", "-vvv"} {
		got := sv.run(t, flag, "HOST", "echo done")
		if got.status != 0 || got.stdout != "done\n" {
			t.Errorf("%s: got %v", flag, got)
		}
		for line := range strings.Lines(got.stderr) {
			if !eventLine.MatchString(strings.TrimSuffix(line, "\n")) {
				t.Errorf("%s: unreadable: %q", flag, line)
			}
		}
		for _, want := range []string{
			"connecting address=127.0.0.1:" + sv.port, "peer's version \"SSH-2.0-glassh_", "negotiated kex mlkem768x25519-sha256",
			"host key known place=" + sv.known + ":1 fingerprint=" + sv.hostKey.PublicKey().Fingerprint(),
			"publickey " + sv.userKey.PublicKey().Fingerprint(), "authenticated user=", "exit-status",
		} {
			if strings.Count(got.stderr, want) != 1 {
				t.Errorf("%s: want %q once in\n%s", flag, want, got.stderr)
			}
		}
	}
}

// Behind -E, the talk is in a file, and standard error is the command's alone.
func TestTalkGoesToALogFile(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	log := filepath.Join(sv.dir, "log")
	sv.run(t, "-v", "-E", log, "HOST", "echo out; echo err >&2; exit 3").is(t, result{"out\n", "err\n", 3})
	first := read(t, log)
	if want := "debug1: connection: close on channel 0 (session)\n"; !strings.Contains(first, want) || strings.Contains(first, "err\n") {
		t.Errorf("want %q, and nothing of the command, in %q", want, first)
	}
	newKey(t, filepath.Join(sv.dir, "stranger"))
	sv.user = filepath.Join(sv.dir, "stranger")
	sv.run(t, "-E", log, "HOST", "true").is(t, result{"", "", 255})
	if rest, ok := strings.CutPrefix(read(t, log), first); !ok || !strings.HasPrefix(rest, "glassh ssh: permission denied") {
		t.Errorf("want the error behind the rest, got %q", rest)
	}
	sv.run(t, "-E", sv.dir, "HOST", "true").refused(t, "open "+sv.dir+": is a directory")
}

func TestQuietClientSaysNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serveUnknown(t, "-o", "Banner="+write(t, filepath.Join(s.dir, "banner"), "Be welcome.\n"))
	const loose = "StrictHostKeyChecking=no"
	for _, flags := range [][]string{{"-q"}, {"-o", "LogLevel=QUIET"}} {
		sv.run(t, append(flags, "-o", loose, "HOST", "echo out; echo err >&2; exit 4")...).is(t, result{"out\n", "err\n", 4})
		sv.run(t, append(flags, "-o", loose, "HOST", "kill -9 $$")...).is(t, result{"", "", 255})
		sv.run(t, append(flags, "-o", loose, "-c", "aes128-ctr", "-m", "hmac-sha2-256", "HOST", "true")...).is(t, result{"", "", 0})
		sv.run(t, append(flags, "-o", "UserKnownHostsFile=none", "HOST", "true")...).is(t, result{"", "", 255})
	}
	if got := sv.run(t, "-q", "-I", "lib.so", "HOST"); !strings.HasPrefix(got.stderr, "glassh ssh: -I is not supported yet") {
		t.Errorf("a command line that is wrong is said, got %v", got)
	}
}

// The banner is the server's text: what could steer the terminal is escaped.
func TestBannerIsShownEscaped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serve(t, "-o", "Banner="+write(t, filepath.Join(s.dir, "banner"), "Be \x1b[31mwelcome.\nAll of you.\n"))
	got := sv.run(t, "HOST", "echo out")
	if got.status != 0 || got.stdout != "out\n" || strings.Contains(got.stderr, "\x1b") ||
		!strings.HasPrefix(got.stderr, "Be ") || !strings.HasSuffix(got.stderr, "welcome.\nAll of you.\n") {
		t.Errorf("got %v", got)
	}
}

func TestVersionAndQueries(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	output(t, s.command(t, "ssh", "-V")).is(t, result{"", version() + "\n", 0})
	got := output(t, s.command(t, "ssh", "-Q", "cipher"))
	if got.status != 0 || !strings.Contains(got.stdout, "chacha20-poly1305@openssh.com\n") || !strings.Contains(got.stdout, "aes128-ctr\n") {
		t.Errorf("-Q cipher: got %v", got)
	}
	for cipher := range strings.Lines(got.stdout) {
		if strings.ContainsAny(cipher, " ,\t") {
			t.Errorf("-Q cipher: %q is no name", cipher)
		}
	}
	output(t, s.command(t, "ssh", "-Q", "protocol-version")).is(t, result{"2\n", "", 0})
}

// Each algorithm that -Q lists works between our two sides.
func TestEveryCipherAndMACOfQueriesWorks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ciphers := strings.Fields(output(t, s.command(t, "ssh", "-Q", "cipher")).stdout)
	macs := strings.Fields(output(t, s.command(t, "ssh", "-Q", "mac")).stdout)
	sv := s.serve(t, "-o", "Ciphers="+strings.Join(ciphers, ","), "-o", "MACs="+strings.Join(macs, ","))
	check := func(flags ...string) {
		cmd := sv.client(t, append(flags, "HOST", "cat")...)
		cmd.Stdin = strings.NewReader("some text")
		if got := output(t, cmd); got != (result{"some text", "", 0}) {
			t.Errorf("%q: got %v", flags, got)
		}
	}
	for _, cipher := range ciphers {
		check("-c", cipher)
	}
	for _, mac := range macs {
		check("-c", "aes128-ctr", "-m", mac)
	}
}
