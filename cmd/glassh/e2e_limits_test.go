//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMatchKnowsUsersBeforeTheirLogin: what a Match block says of the login itself holds.
func TestMatchKnowsUsersBeforeTheirLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	banner := write(t, filepath.Join(s.dir, "banner"), "only for you\n")
	file := write(t, filepath.Join(s.dir, "config"), "VersionAddendum of a test\nAcceptEnv "+shellLevel+
		"\nMatch User "+me()+"\n Banner "+banner+"\n LogLevel QUIET\n ChannelTimeout session:command=1\n ExposeAuthInfo yes\nMatch User refused\n RefuseConnection yes\n")
	sv := s.serve(t, "-f", file)
	got := sv.run(t, "-v", "HOST", "cat $SSH_USER_AUTH; stat -c %a $SSH_USER_AUTH; echo $SSH_USER_AUTH >"+s.dir+"/name")
	if want := "publickey " + sv.userKey.PublicKey().String() + "\n600\n"; got.stdout != want {
		t.Errorf("want %q, got %v", want, got)
	}
	for _, want := range []string{"only for you", "SSH-2.0-glassh_0.1 of a test"} {
		if !strings.Contains(got.stderr, want) {
			t.Errorf("no %q in %s", want, got.stderr)
		}
	}
	name := strings.TrimSpace(read(t, s.dir+"/name"))
	if !eventually(func() bool { _, err := os.Stat(name); return os.IsNotExist(err) }) {
		t.Errorf("%s is still there", name)
	}
	for _, not := range []string{"key authorized", "session begins", "logged in"} {
		if strings.Contains(sv.stderr.String(), not) {
			t.Errorf("LogLevel QUIET, and %q in %s", not, sv.stderr.String())
		}
	}
	sv.run(t, "-l", "refused", "HOST", "true").refused(t, "")
	sv.stderr.await(t, 0, "refused by configuration")
	if got := sv.run(t, "HOST", "exec sleep 100"); got.status == 0 {
		t.Errorf("an idle command: %v", got)
	}
}

// TestServingStandardInput: the server is the client's ProxyCommand, with pipes for a
// connection, and says nothing where the protocol is.
func TestServingStandardInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serve(t)
	server := strings.Join(s.command(t, "serve").Args, " ")
	log := filepath.Join(s.dir, "log")
	args := " -i -h " + s.host + " -a " + s.authorized + " -o AcceptEnv=" + shellLevel
	sv.run(t, "-o", "ProxyCommand="+server+args+" -E "+log, "HOST", "echo $SSH_CLIENT; cat; exit 3").is(t, result{"UNKNOWN 65535 65535\n", "", 3})
	if text := read(t, log); !strings.Contains(text, "logged in user="+me()) {
		t.Errorf("the log has %q", text)
	}
	sv.run(t, "-o", "ProxyCommand="+server+args, "HOST", "echo no log").is(t, result{"no log\n", "", 0})
	if got := sv.run(t, "-o", "ProxyCommand="+server+args+" -e", "HOST", "true"); !strings.Contains(got.stderr, "logged in") {
		t.Errorf("-e: %v", got)
	}
}
