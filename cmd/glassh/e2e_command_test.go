//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestCommandHasTheStreamsAndTheStatusOfALocalOne(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	for _, c := range []struct {
		stdin, command string
		want           result
	}{
		{"", "echo out; echo err >&2", result{"out\n", "err\n", 0}},
		{"", "exit 5", result{"", "", 5}},
		{"", "exit 254", result{"", "", 254}},
		{"", "exit 255", result{"", "", 255}},
		{"in\x00\xff\r\n", "cat; echo over >&2", result{"in\x00\xff\r\n", "over\n", 0}},
		{strings.Repeat("0123456789abcde\n", 1<<16), "wc -c | tr -d ' '", result{"1048576\n", "", 0}},
		{"unread", "exec <&-; echo deaf", result{"deaf\n", "", 0}},
		{"", "sleep 0.2; echo late", result{"late\n", "", 0}},
		{"", "printf 'no line end'; exit 1", result{"no line end", "", 1}},
		{"", "kill -TERM $$", result{"", "the command was ended by a signal signal=TERM\n", 255}},
		{"", "kill -KILL $$", result{"", "the command was ended by a signal signal=KILL\n", 255}},
		{"", "test -t 0 || test -t 1 || test -t 2 || echo pipes", result{"pipes\n", "", 0}},
		{"", `echo "$SSH_CONNECTION" | wc -w | tr -d ' '; echo "${SSH_TTY-none}"`, result{"4\nnone\n", "", 0}},
	} {
		cmd := sv.client(t, "HOST", c.command)
		cmd.Stdin = strings.NewReader(c.stdin)
		got := output(t, cmd)
		if got != c.want {
			t.Errorf("%s:\nwant %v\ngot  %v", c.command, c.want, got)
		}
	}
}

// The words of a command are joined as ssh joins them: the shell there splits them
// anew. What looks like a flag behind the command is part of it.
func TestWordsOfACommandAreJoined(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	sv.run(t, "HOST", "echo", "a  b", "-n", "$((1+2))", "'c  d'").is(t, result{"a b -n 3 c  d\n", "", 0})
}

func TestLargeOutputArrivesWhole(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	got := sv.run(t, "HOST", "i=0; while [ $i -lt 64 ]; do head -c 65536 /dev/zero; i=$((i+1)); done; head -c 3000000 /dev/zero >&2")
	if got.status != 0 || len(got.stdout) != 64*65536 || len(got.stderr) != 3000000 {
		t.Errorf("got exit status %d, %d bytes and %d bytes of error output", got.status, len(got.stdout), len(got.stderr))
	}
}

// With -n, input is left to whoever comes behind.
func TestNoInput(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	in, err := os.Open(write(t, filepath.Join(sv.dir, "in"), "text"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for _, flags := range [][]string{{"-n"}, {"-o", "StdinNull=yes"}} {
		cmd := sv.client(t, append(flags, "HOST", "cat; echo end")...)
		cmd.Stdin = in
		output(t, cmd).is(t, result{"end\n", "", 0})
	}
	if at, err := in.Seek(0, 1); at != 0 || err != nil {
		t.Errorf("want nothing read, got %d bytes, %v", at, err)
	}
}

func TestTerminalsOnRequest(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	const command = `if test -t 0; then echo tty $TERM $(stty size); else echo none; fi`
	const none, tty = "none\n", "tty xterm 24 80\r\n"
	for _, c := range []struct{ flags, want string }{
		{"", none},
		{"-T", none},
		{"-t", none}, // there is none here either
		{"-tt", tty},
		{"-t -t", tty},
		{"-o RequestTTY=force", tty},
		{"-o RequestTTY=yes", none},
		{"-tt -T", none},
		{"-T -o RequestTTY=force", none}, // the first one counts
	} {
		got := sv.run(t, append(strings.Fields(c.flags), "HOST", command)...)
		if want := (result{c.want, "", 0}); got != want {
			t.Errorf("%s: want %v, got %v", c.flags, want, got)
		}
	}
	sv = sv.site.serve(t, "-o", "PermitTTY=no")
	// As with OpenSSH, who has asked for one does not go on without it.
	if got := sv.run(t, "-tt", "HOST", command); got.status != 255 || !strings.Contains(got.stderr, "PTY allocation request failed") {
		t.Errorf("where there are no terminals: got %v", got)
	}
}

func TestShellReadsCommandsFromAPipe(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	cmd := sv.client(t, "HOST")
	cmd.Stdin = strings.NewReader("echo one; echo $((1+1)) >&2\nexit 9\n")
	output(t, cmd).is(t, result{"one\n", "2\n", 9})
}

func TestEnvironmentCrossesIfBothSidesWant(t *testing.T) {
	t.Parallel()
	const command = `echo "${LC_ALL-}|${COLOUR-}|${SIZE-}|${HOME_OF_ALICE-}|${OTHER-}"`
	s := newSite(t)
	shut := s.serve(t)
	open := s.serve(t, "-o", "AcceptEnv=LC_* COLOUR", "-o", "AcceptEnv=S?ZE")
	write(t, s.known, shut.knownLine()+open.knownLine())
	for _, c := range []struct {
		sv    *server
		flags []string
		want  string
	}{
		{shut, []string{"-o", "SendEnv=*"}, "||||"},
		{open, nil, "||||"},
		{open, []string{"-o", "SendEnv=LC_*"}, "C.UTF-8||||"},
		{open, []string{"-o", "SendEnv=LC_* COLOUR SIZE OTHER"}, "C.UTF-8|blue|XL||"},
		{open, []string{"-o", "SendEnv=*", "-o", "SendEnv=-COLOUR"}, "C.UTF-8|blue|XL||"}, // a * stays
		{open, []string{"-o", "SendEnv=COLOUR SIZE", "-o", "SendEnv=-C*"}, "||XL||"},
		{open, []string{"-o", "SetEnv=COLOUR=a  b=c " + shellLevel + "=1", "-o", "SendEnv=COLOUR"}, "|a|||"},
		{open, []string{"-o", `SetEnv="COLOUR=a  b=c" OTHER=1 ` + shellLevel + "=1"}, "|a  b=c|||"},
	} {
		cmd := c.sv.client(t, append(c.flags, "HOST", command)...)
		cmd.Env = append(cmd.Env, "LC_ALL=C.UTF-8", "COLOUR=blue", "SIZE=XL", "OTHER=1", "GLASSH_ODD")
		got := output(t, cmd)
		if want := (result{c.want + "\n", "", 0}); got != want {
			t.Errorf("%q: want %v, got %v", c.flags, want, got)
		}
	}
}

func TestCommandOfAUserWithoutAHomeRunsAtTheRoot(t *testing.T) {
	e, _, _ := testEnv(t, "")
	sh := &shell{o: serveDefaults(), e: e}
	dir := func() string {
		cmd, err := sh.command(ownAccount(e), sh.o, "true", false)
		if err != nil {
			t.Fatal(err)
		}
		return cmd.Dir
	}
	if want, got := e.home, dir(); got != want {
		t.Errorf("want %s, got %s", want, got)
	}
	for _, home := range []string{"", filepath.Join(e.home, "none")} {
		e.home = home
		if got := dir(); got != "/" {
			t.Errorf("%q: want /, got %s", home, got)
		}
	}
}

func TestSubsystemsAreRefusedWhereThereAreNone(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	sv.run(t, "-s", "HOST", "sftp").refused(t, "the server refused the subsystem sftp")
}

func TestConnectionWithoutACommandLastsUntilASignal(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		from := len(sv.stderr.String())
		c := launch(t, sv.client(t, "-N", "-o", "LogLevel=VERBOSE", "HOST"))
		c.stderr.await(t, 0, "the connection is kept")
		c.signal(t, signal)
		if status := c.status(t); status != 255 {
			t.Errorf("%v: want exit status 255, got %d, %q", signal, status, c.stderr.String())
		}
		sv.stderr.await(t, from, "closed by user") // the server was told
	}
	from := len(sv.stderr.String())
	c := launch(t, sv.client(t, "-N", "HOST"))
	sv.stderr.await(t, from, "logged in")
	sv.signal(t, syscall.SIGTERM)
	status := c.status(t)
	result{c.stdout.String(), c.stderr.String(), status}.refused(t)
}
