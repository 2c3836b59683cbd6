package peers_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// KnownHostsCommand of both clients asks the same questions, and takes the same answers.
func TestKnownHostsCommandIsThatOfOpenSSH(t *testing.T) {
	k := newKeys(t)
	s := sshd(t, k, serverOptions{})
	log := filepath.Join(k.dir, "log")
	script := k.write(t, "script", "#!/bin/sh\nset -eu\necho \"$*\" >>"+log+"\nreason=$1 mode=$2 host=$3\nshift 3\n"+
		"case \"$mode $reason $host\" in\nall*) echo \"$host "+strings.TrimSpace(k.host.line())+"\" ;;\n"+
		"other*) echo \"$host "+strings.TrimSpace(k.stranger.line())+"\" ;;\nfails*) exit 3 ;;\nesac\n")
	if err := os.Chmod(script, 0o700); err != nil {
		t.Fatal(err)
	}
	run := func(mode string, program ...string) (asked string, out string, status int) {
		os.Remove(log)
		args := append(program[1:len(program):len(program)], "-F", "none", "-n", "-p", s.port(), "-i", k.user.path, "-o", "UserKnownHostsFile=none",
			"-o", "GlobalKnownHostsFile=none", "-o", "BatchMode=yes", "-o", "IdentityAgent=none", "-o", "SetEnv=SHLVL=2",
			"-o", "KnownHostsCommand="+script+` %I `+mode+` %H "a b" %f %t %K %h %k %n %p %r %u %C %% ${HOME}`, "127.0.0.1", "echo in")
		cmd := exec.CommandContext(testContext(t), program[0], args...)
		text, _ := cmd.CombinedOutput()
		questions, _ := os.ReadFile(log)
		return string(questions), string(text), cmd.ProcessState.ExitCode()
	}
	for mode, want := range map[string]int{"all": 0, "other": 255, "fails": 255, "nothing": 255} {
		asked, theirs, status := run(mode, find(t, "ssh"))
		if status != want {
			t.Fatalf("ssh, %s: exit status %d\n%s", mode, status, theirs)
		}
		got, ours, status := run(mode, glassh(t), "ssh")
		if status != want || strings.Contains(ours, "KnownHostsCommand failed") != strings.Contains(theirs, "KnownHostsCommand failed") {
			t.Errorf("glassh ssh, %s: want exit status %d, got %d\n%s", mode, want, status, ours)
		}
		if diff := cmp.Diff(asked, got); diff != "" {
			t.Errorf("%s: the questions (-ssh +glassh ssh):\n%s", mode, diff)
		}
	}
}
