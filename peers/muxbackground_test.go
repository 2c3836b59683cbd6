package peers_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// -f in the connection of a master: the client ends when its command runs, or its forwarding
// listens, and what goes on in the background ends with the master at the latest. OpenSSH's
// own client stays where it is.
func TestOurClientsOfAMasterGoToTheBackground(t *testing.T) {
	for _, pair := range []struct {
		name   string
		master func(testing.TB) []string
		serve  startServer
	}{{"glassh_on_ssh", theirSSH, sshd}, {"glassh_on_glassh", ourSSH, glasshServe}} {
		t.Run(pair.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			m := shareMaster(t, k, pair.serve(t, k, serverOptions{}), pair.master(t), ourSSH(t))
			begin := func(args ...string) {
				t.Helper()
				args = append(append(m.program[1:], "-o", "ProxyCommand=false", "-f"), m.flags(t, args...)...)
				cmd := exec.CommandContext(testContext(t), m.program[0], args...)
				var errs journal
				cmd.Stderr, cmd.WaitDelay = &errs, time.Second // which the one in the background keeps open
				if cmd.Run(); cmd.ProcessState.ExitCode() != 0 {
					t.Errorf("%q: %v %s", args, cmd.ProcessState, &errs)
				}
			}
			now, file := filepath.Join(k.dir, "now"), filepath.Join(k.dir, "file")
			begin("127.0.0.1", "until test -e "+now+"; do sleep .05; done; echo done >"+file)
			if _, err := os.Stat(file); err == nil {
				t.Error("the client ends behind its command")
			}
			k.write(t, "now", "")
			if !waitFor(ready, func() bool { text, _ := os.ReadFile(file); return string(text) == "done\n" }) {
				t.Error("the command in the background does not end")
			}
			port := freePort(t)
			begin("-N", "-L", fmt.Sprintf("%d:%s", port, httpTarget(t, "tcp")), "127.0.0.1")
			reaches(t, fmt.Sprintf("127.0.0.1:%d", port))
			m.is(t, "", "", "Exit request sent.\r\n", 0, "-O", "exit", "127.0.0.1")
			if !waitFor(ready, func() bool { return len(processesWith(t, m.socket)) == 0 }) {
				t.Errorf("left: %q", processesWith(t, m.socket))
			}
		})
	}
}

// processesWith returns the command lines that hold a text.
func processesWith(t *testing.T, text string) (list []string) {
	t.Helper()
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		t.Skip("there is no /proc to look for processes in")
	}
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range files {
		if line, err := os.ReadFile(file); err == nil && strings.Contains(string(line), text) {
			list = append(list, strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return list
}
