//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/trace"
)

// trace makes the command line of a client that traces.
func (sv *server) trace(t *testing.T, args ...string) result {
	t.Helper()
	words := sv.clientArgs(args...)
	words[0] = "trace"
	return output(t, sv.command(t, words...))
}

func readRecords(t *testing.T, file string) []trace.Record {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := trace.ReadAll(f)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return records
}

func TestTraceShowsAndWritesAConnection(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	file := func(name string) string { return filepath.Join(sv.dir, name) }
	got := sv.trace(t, "--jsonl", file("public"), "--unsafe-secrets", file("secret"), "--pcapng", file("capture"),
		"--keylog", file("keys"), "--keylog-format", "private-key", "-o", "KexAlgorithms=curve25519-sha256", "HOST", "echo the output; exit 3")
	if got.stdout != "the output\n" || got.status != 3 {
		t.Errorf("want the command's output and status, got %v", got)
	}
	for _, want := range []string{
		"=       TCP connection from 127.0.0.1:", "→       SSH-2.0-glassh", "→ #0    KEXINIT ", "← #1    KEX_ECDH_REPLY ",
		"key exchange 1 done: curve25519-sha256, host key ssh-ed25519, strict", "is the one in " + sv.known,
		"→ #2    USERAUTH_REQUEST ", "← #3    USERAUTH_SUCCESS ", " CHANNEL_DATA ", "the connection ended in order",
	} {
		if !strings.Contains(got.stderr, want) {
			t.Errorf("want %q in\n%s", want, got.stderr)
		}
	}

	if verified, err := trace.Verify(readRecords(t, file("secret"))); err != nil || verified.Packets < 15 {
		t.Errorf("the trace with secrets: %+v, %v", verified, err)
	}
	if _, err := trace.Verify(readRecords(t, file("public"))); err == nil {
		t.Error("the other trace has secrets too")
	}
	if log := read(t, file("keys")); len(strings.Fields(log)) != 2 {
		t.Errorf("want a cookie and a key, got %q", log)
	}
	for name, mode := range map[string]os.FileMode{"secret": 0o600, "keys": 0o600, "capture": 0o600} {
		if info, err := os.Stat(file(name)); err != nil || info.Mode() != mode {
			t.Errorf("%s: want mode %v, got %v, %v", name, mode, info.Mode(), err)
		}
	}

	// What was shown live is shown again, and what is redacted is the public trace.
	shown := output(t, sv.command(t, "trace", "show", file("public")))
	if timeline := got.stderr; shown.stdout != timeline || shown.status != 0 {
		t.Errorf("live:\n%s\nfrom the file:\n%s", timeline, shown.stdout)
	}
	redacted := output(t, sv.command(t, "trace", "redact", file("secret")))
	if redacted.stdout != read(t, file("public")) {
		t.Error("the secret trace, redacted, is not the public one")
	}
	if fields := output(t, sv.command(t, "trace", "show", "--fields", file("secret"))); !strings.Contains(fields.stdout, "command: echo the output; exit 3\n") {
		t.Errorf("no command among the fields:\n%s", fields.stdout)
	}
}

func TestTraceOverwritesNoFileWithSecrets(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	there := write(t, filepath.Join(sv.dir, "there"), "mine\n")
	for _, flags := range [][]string{
		{"--unsafe-secrets", there},
		{"--unsafe-secrets", filepath.Join(sv.dir, "new1"), "--keylog", there},
		{"--unsafe-secrets", filepath.Join(sv.dir, "new2"), "--pcapng", there},
	} {
		got := sv.trace(t, append(flags, "HOST", "true")...)
		got.is(t, result{"", "glassh trace: open " + there + ": file exists\n", 255})
	}
	for _, name := range []string{"new1", "new2"} {
		if _, err := os.Stat(filepath.Join(sv.dir, name)); err == nil {
			t.Errorf("%s was left behind, and is in the way of the next try", name)
		}
	}
	got := sv.trace(t, "--jsonl", there, "--unsafe-secrets", filepath.Join(sv.dir, "a", "..", "there"), "HOST", "true")
	if got.status != 255 || !strings.Contains(got.stderr, "it cannot be two files at once") {
		t.Errorf("one file twice: %v", got)
	}
	got = sv.trace(t, "--jsonl", there, "--unsafe-secrets", there+"/new", "HOST", "true")
	if got.status != 255 {
		t.Errorf("no directory: %v", got)
	}
	if got := read(t, there); got != "mine\n" {
		t.Errorf("the file was overwritten: %q", got)
	}
}

func TestTraceWithoutAConnectionLeavesNoFileBehind(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	file := filepath.Join(s.dir, "secret")
	got := output(t, s.command(t, "trace", "-p", "1", "--unsafe-secrets", file, "ann@127.0.0.1", "true"))
	if got.status != 255 {
		t.Errorf("want no connection, got %v", got)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("an empty file is in the way of the next try")
	}
}

func TestTraceKeepsSecretsOutOfWorkTrees(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	tree := filepath.Join(sv.dir, "tree")
	if err := os.MkdirAll(filepath.Join(tree, ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(tree, "below"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(tree, "below", "secret")
	sv.trace(t, "--unsafe-secrets", file, "HOST", "true").is(t, result{"",
		"glassh trace: " + file + ": git would find the secrets there, in " + tree + "; --yes-really writes them all the same\n", 255})
	if _, err := os.Stat(file); err == nil {
		t.Error("the file is there")
	}
	link := filepath.Join(sv.dir, "link")
	if err := os.Symlink(filepath.Dir(file), link); err != nil {
		t.Fatal(err)
	}
	got := sv.trace(t, "--unsafe-secrets", filepath.Join(link, "secret"), "HOST", "true")
	if got.status != 255 || !strings.Contains(got.stderr, "git would find the secrets there") {
		t.Errorf("through a link: %v", got)
	}
	if got := sv.trace(t, "--yes-really", "--unsafe-secrets", file, "HOST", "true"); got.status != 0 {
		t.Errorf("--yes-really: %v", got)
	}
}

func TestTraceRefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	noTrace := write(t, filepath.Join(s.dir, "no.jsonl"), "hello\n")
	empty := write(t, filepath.Join(s.dir, "empty.jsonl"), "")
	for args, want := range map[string]string{
		"--keylog k host":            "--keylog writes secrets: it needs --unsafe-secrets FILE as well",
		"-V":                         "-V, -Q and -G are for glassh ssh",
		"--keylog-format other host": `--keylog-format other: "other" is none of private-key, shared-secret`,
		"show":                       "one file is needed",
		"show a b":                   "one file is needed",
		"show " + noTrace:            noTrace + ": line 1: this is no record of a trace",
		"redact " + empty:            empty + ": it is empty",
		"show /nonexistent":          "open /nonexistent: no such file or directory",
	} {
		got := output(t, s.command(t, append([]string{"trace"}, strings.Fields(args)...)...))
		if got.status != 255 || !strings.HasPrefix(got.stderr, "glassh trace: "+want) || got.stdout != "" {
			t.Errorf("%s: want %q, got %v", args, want, got)
		}
	}
}

func TestTraceWritesAPage(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	file := func(name string) string { return filepath.Join(sv.dir, name) }
	const safe, red = "No secrets in this file.", "This file can decrypt the captured session."
	got := sv.trace(t, "--html", file("page.html"), "--unsafe-secrets", file("secret"), "--jsonl", file("public"), "HOST", "echo hello")
	if got.status != 0 {
		t.Fatal(got)
	}
	if page := read(t, file("page.html")); !strings.Contains(page, safe) || strings.Contains(page, red) {
		t.Error("the page of --html is not without secrets")
	}

	rendered := output(t, sv.command(t, "trace", "render", file("public")))
	if rendered.status != 0 || !strings.Contains(rendered.stdout, safe) {
		t.Errorf("want a page without secrets, got status %d, %s", rendered.status, rendered.stderr)
	}
	if got := output(t, sv.command(t, "trace", "render", file("secret"))); got.status == 0 || strings.Contains(got.stdout, "<html") {
		t.Errorf("want no secrets on standard output, got status %d", got.status)
	}
	for i, want := range []int{0, 255} { // the second time it is there already
		got := output(t, sv.command(t, "trace", "render", file("secret"), "-o", file("secret.html")))
		if got.status != want {
			t.Errorf("time %d: want status %d, got %v", i+1, want, got)
		}
	}
	info, err := os.Stat(file("secret.html"))
	if err != nil || info.Mode() != 0o600 || !strings.Contains(read(t, file("secret.html")), red) {
		t.Errorf("want a page with secrets that only the user may read, got %v, %v", info, err)
	}
}
