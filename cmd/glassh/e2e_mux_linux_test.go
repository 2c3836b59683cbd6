package main

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/ssh"
)

func TestTerminalInTheConnectionOfAMaster(t *testing.T) {
	t.Parallel()
	c := newSite(t).serve(t).controlled(t)
	sit := func(args ...string) *seat {
		return c.sit(t, append([]string{"-S", c.socket, "-oProxyCommand=false"}, args...)...)
	}
	// A shell goes on if a command that gets the signal, too, ends by itself.
	s := sit("-t", "HOST", `trap 'kill $$' INT; echo $TERM; while :; do stty size; sleep 0.05; done`)
	s.sees(t, "xterm\r\n")
	s.sees(t, "30 100\r\n")
	if err := s.p.resize(ssh.Size{Columns: 132, Rows: 50}); err != nil {
		t.Fatal(err)
	}
	s.sees(t, "50 132\r\n")
	s.types(t, "\x03")
	s.sees(t, "Shared connection to 127.0.0.1 closed.\r\r\n") // as ssh, behind the raw terminal
	s.leaves(t, 255)

	s = sit("-t", "-e", "%", "HOST", "echo ready; cat")
	s.sees(t, "ready\r\n")
	s.types(t, "%?")
	s.sees(t, "%?\r\n  %.   end the session\r\n")
	s.types(t, "%C")
	s.sees(t, "%C escape not available to multiplexed sessions\r\n")
	s.types(t, "%#")
	s.sees(t, "the session (127.0.0.1)\r\n")
	s.types(t, "there\r")
	s.sees(t, "there\r\nthere\r\n")
	s.types(t, "%.")
	s.sees(t, "%.\r\nShared connection to 127.0.0.1 closed.\r\r\n")
	s.leaves(t, 255)

	s = sit("-t", "HOST", "stty raw -echo; echo ready; head -c 3; exit 7")
	s.sees(t, "ready\n")
	s.types(t, "abc")
	s.sees(t, "abc")
	s.leaves(t, 7)
	c.check(t, 0)
}

// What is typed behind the end of a session is for who reads the terminal next: the master
// does not wait for it.
func TestMasterLeavesWhatIsNotForIt(t *testing.T) {
	t.Parallel()
	c := newSite(t).serve(t).controlled(t)
	s := c.sit(t, "-S", c.socket, "-t", "HOST", "echo ready; exit 0")
	s.sees(t, "ready\r\n")
	s.leaves(t, 0)
	tty, err := os.OpenFile(s.p.name, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	s.types(t, "next\r")
	b := make([]byte, 16)
	if n, err := tty.Read(b); string(b[:n]) != "next\n" || err != nil {
		t.Errorf("got %q, %v", b[:n], err)
	}
}
