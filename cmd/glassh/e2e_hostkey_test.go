//go:build unix

package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/knownhosts"
)

// Nobody can be asked in these tests: there is no terminal.

func TestUnknownHostKeyAndNobodyToAsk(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serveUnknown(t)
	for _, c := range []struct {
		option, why string // "" is success
		added       bool
	}{
		{"", "there is no terminal to ask on", false},
		{"StrictHostKeyChecking=ask", "there is no terminal to ask on", false},
		{"StrictHostKeyChecking=yes", "only known keys are accepted", false},
		{"BatchMode=yes", "only known keys are accepted", false},
		{"StrictHostKeyChecking=accept-new", "", true},
		{"StrictHostKeyChecking=no", "", true},
	} {
		write(t, sv.known, "# none\n")
		args := []string{"HOST", "echo in"}
		if c.option != "" {
			args = append([]string{"-o", c.option}, args...)
		}
		got := sv.run(t, args...)
		known := read(t, sv.known)
		if c.why != "" {
			got.refused(t, "Host key verification failed", sv.hostKey.PublicKey().Fingerprint(), c.why)
		} else {
			got.is(t, result{"in\n", "Warning: Permanently added '[127.0.0.1]:" + sv.port + "' (ED25519) to the list of known hosts.\n", 0})
			sv.run(t, args...).is(t, result{"in\n", "", 0}) // now it is known
		}
		if want := map[bool]string{true: "# none\n" + sv.knownLine(), false: "# none\n"}[c.added]; known != want {
			t.Errorf("%s: want the file\n%s\ngot\n%s", c.option, want, known)
		}
	}
}

func TestKnownHostsFileAndItsDirectoryAreMade(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serveUnknown(t)
	sv.known = filepath.Join(sv.dir, "new", "known")
	sv.run(t, "-o", "StrictHostKeyChecking=accept-new", "-o", "HashKnownHosts=yes", "HOST", "true")
	if text := read(t, sv.known); !strings.HasPrefix(text, "|1|") || strings.Contains(text, sv.port) {
		t.Errorf("want a hashed name, got %q", text)
	}
	sv.run(t, "-o", "StrictHostKeyChecking=yes", "HOST", "echo in").is(t, result{"in\n", "", 0})
	// One that cannot be read may revoke the key.
	sv.known = sv.dir
	sv.run(t, "-o", "StrictHostKeyChecking=no", "HOST", "true").refused(t, "Host key verification failed", sv.dir)
}

// forged is the server's line in a file of known hosts with another key.
func forged(t *testing.T, sv *server) string {
	other := newKey(t, filepath.Join(sv.dir, "other"))
	return "[127.0.0.1]:" + sv.port + " " + string(other.PublicKey().AppendLine(nil, ""))
}

func TestChangedHostKeyIsRefusedLoudly(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serveUnknown(t)
	text := "# two\n\n" + forged(t, sv)
	write(t, sv.known, text)
	warning := []string{
		"WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!", sv.hostKey.PublicKey().Fingerprint(),
		"remove line 3 of " + sv.known, "Host key verification failed",
	}
	for _, mode := range []string{"ask", "yes", "accept-new"} {
		sv.run(t, "-o", "StrictHostKeyChecking="+mode, "HOST", "true").refused(t, warning...)
	}
	got := sv.run(t, "-o", "StrictHostKeyChecking=no", "HOST", "echo in")
	if got.status != 0 || got.stdout != "in\n" || !strings.Contains(got.stderr, warning[0]) {
		t.Errorf("no: want the warning, and the command, got %v", got)
	}
	// Who sits in between gets nothing that is forwarded.
	got = sv.run(t, "-o", "StrictHostKeyChecking=no", "-L", sv.dir+"/socket:127.0.0.1:"+sv.port, "-w", "any", "HOST", "echo in")
	for _, what := range []string{"Port", "Tunnel"} {
		if said := what + " forwarding is disabled to avoid man-in-the-middle attacks."; got.stdout != "in\n" || !strings.Contains(got.stderr, said) {
			t.Errorf("want %q, got %v", said, got)
		}
	}
	sv.run(t, "-o", "StrictHostKeyChecking=no", "-o", "ExitOnForwardFailure=yes", "HOST", "echo in").refused(t,
		"forwarding disabled due to host key check failure")
	if read(t, sv.known) != text {
		t.Errorf("the file has changed: %s", read(t, sv.known))
	}
}

func TestRevokedHostKeyIsRefusedInEveryMode(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serveUnknown(t)
	for _, text := range []string{
		sv.knownLine() + "@revoked * " + string(sv.hostKey.PublicKey().AppendLine(nil, "")),
		"\n@revoked " + sv.knownLine(),
	} {
		write(t, sv.known, text)
		for _, mode := range []string{"ask", "yes", "accept-new", "no"} {
			got := sv.run(t, "-o", "StrictHostKeyChecking="+mode, "HOST", "true")
			got.refused(t, "WARNING: REVOKED HOST KEY!", sv.known+":2", "Host key verification failed")
		}
	}
}

func TestNamesOfKnownHosts(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serveUnknown(t)
	line := string(sv.hostKey.PublicKey().AppendLine(nil, ""))
	at := "[127.0.0.1]:" + sv.port
	hashed := filepath.Join(sv.dir, "hashed")
	if err := knownhosts.Add(hashed, "127.0.0.1", atoi(t, sv.port), sv.hostKey.PublicKey(), true); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		known, option string
		in            bool
	}{
		{at + " " + line, "", true},
		{"example.org," + at + " " + line, "", true},
		{"[127.0.0.*]:" + sv.port + " " + line, "", true},
		{read(t, hashed), "", true},
		{"127.0.0.1 " + line, "", true}, // the host, whatever the port, as in OpenSSH
		{"[127.0.0.1]:1 " + line, "", false},
		{"[127.0.0.*]:" + sv.port + ",!" + at + " " + line, "", false},
		{"box " + line, "HostKeyAlias=box", true},
		{at + " " + line, "HostKeyAlias=box", false},
		{"@cert-authority " + at + " " + line, "", false},
		{"what is this\n\n# a comment\n" + at + " " + line, "", true},
	} {
		write(t, sv.known, c.known)
		args := []string{"-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=ERROR", "HOST", "echo in"}
		if c.option != "" {
			args = append([]string{"-o", c.option}, args...)
		}
		got := sv.run(t, args...)
		if want := (result{"in\n", "", 0}); c.in && got != want {
			t.Errorf("%q: want %v, got %v", c.known, want, got)
		} else if !c.in {
			got.refused(t, "Host key verification failed")
		}
	}
}

func TestSeveralFilesOfKnownHosts(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serveUnknown(t)
	other := write(t, filepath.Join(sv.dir, "other"), sv.knownLine())
	sv.run(t, "-o", "UserKnownHostsFile="+filepath.Join(sv.dir, "none")+" "+other, "HOST", "echo in").is(t, result{"in\n", "", 0})
	sv.run(t, "-o", "GlobalKnownHostsFile="+other, "HOST", "echo in").is(t, result{"in\n", "", 0})
}

// A command line that names the server otherwise: as a URL, by the user's flag, by
// HostName.
func TestWaysToNameAServer(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	flags := []string{
		"ssh", "-i", sv.user, "-o", "UserKnownHostsFile=" + sv.known, "-o", "GlobalKnownHostsFile=none", "-o", "SetEnv=" + shellLevel + "=1",
	}
	for _, words := range [][]string{
		{"-p" + sv.port, me() + "@127.0.0.1"},
		{"-p", sv.port, "-l", me(), "127.0.0.1"},
		{"127.0.0.1", "-p", sv.port, "-l" + me()},
		{"ssh://" + me() + "@127.0.0.1:" + sv.port},
		{"-o", "HostName=127.0.0.1", "-o", "User=" + me(), "-o", "Port=" + sv.port, "box"},
		{"-4", "-oUser=" + me(), "-p", sv.port, "[127.0.0.1]"},
	} {
		from := len(sv.stderr.String())
		output(t, sv.command(t, append(append(append([]string{}, flags...), words...), "echo in")...)).is(t, result{"in\n", "", 0})
		sv.stderr.await(t, from, "logged in user="+me()+" ")
	}
}
