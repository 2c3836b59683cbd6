package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

const agentUsage = `usage: glassh agent [-c | -s] [-Dd] [-a SOCKET] [-E HASH] [-t LIFE] [COMMAND…]
       glassh agent [-c | -s] -k

Keeps private keys in memory, and signs with them for whoever may use its socket.
Without COMMAND it goes on in the background and prints the commands for a shell that
tell others of it:

  eval "$(glassh agent)"

With COMMAND it tells that, and ends with it.

  -a SOCKET   the socket (one in a new private directory, below $TMPDIR or /tmp)
  -t LIFE     how long keys are kept that come without a lifetime: 3600, 8h (for ever)
  -D          stay in the foreground
  -d          that, and say what happens
  -c, -s      print commands for csh, for sh ($SHELL decides)
  -E HASH     fingerprints by sha256
  -k          end the agent of $SSH_AGENT_PID
  -T          put the socket below $TMPDIR or /tmp, as is done anyhow

Where a key wants confirmation, the program of $SSH_ASKPASS asks. Keys in smartcards
and FIDO devices are not supported: -O and -P are errors.
`

// agentOptions is the command line of glassh agent.
type agentOptions struct {
	socket     string
	life       time.Duration
	foreground bool // -D
	debug      bool // -d
	csh, sh    bool
	kill       bool
	command    []string
}

var agentFlags = flags[agentOptions]{
	{name: "D", set: func(o *agentOptions, _ string) error { o.foreground = true; return nil }},
	{name: "E", arg: "HASH", set: agentHash},
	{name: "T", set: func(*agentOptions, string) error { return nil }},
	{name: "a", arg: "SOCKET", set: func(o *agentOptions, s string) error { o.socket = s; return nil }},
	{name: "c", set: func(o *agentOptions, _ string) error { o.csh = true; return nil }},
	{name: "d", set: func(o *agentOptions, _ string) error { o.debug = true; return nil }},
	{name: "k", set: func(o *agentOptions, _ string) error { o.kill = true; return nil }},
	{name: "s", set: func(o *agentOptions, _ string) error { o.sh = true; return nil }},
	{name: "t", arg: "LIFE", set: func(o *agentOptions, s string) (err error) { o.life, err = parseTime(s); return err }},

	{name: "O", lacks: "there are no smartcards and FIDO devices to allow anything for"},
	{name: "P", lacks: "keys in smartcards and FIDO devices"},
	{name: "U", lacks: "sockets of other agents are never looked for"},
	{name: "u", lacks: "sockets of other agents are never looked for"},
}

// agentHash takes the hash that questions to confirm show.
func agentHash(_ *agentOptions, hash string) error {
	if !strings.EqualFold(hash, "sha256") {
		return errors.New("an agent shows fingerprints by sha256")
	}
	return nil
}

// runAgent is glassh agent.
func runAgent(e *env, args []string) error {
	o := new(agentOptions)
	command, err := agentFlags.parse(o, args)
	switch o.command = command; {
	case err != nil:
		return err
	case o.csh && o.sh:
		return badUsage("-c and -s are two shells")
	case o.kill && (len(command) > 0 || o.foreground || o.debug || o.socket != "" || o.life != 0):
		return badUsage("-k ends an agent, and starts none")
	case len(command) > 0 && (o.foreground || o.debug || o.csh || o.sh):
		return badUsage("with a command, there is no use for -c, -s, -D and -d")
	case o.foreground && o.debug:
		return badUsage("-D and -d are two things")
	}
	if !o.csh && !o.sh {
		o.csh = strings.HasSuffix(e.getenv("SHELL"), "csh")
	}
	if o.kill {
		return killAgent(e, o.csh)
	}
	return startAgent(e, o)
}

// tellAgent prints the commands by which a shell tells others of an agent. pid is 0 for
// one in the foreground, which its user ends.
func tellAgent(e *env, csh bool, socket string, pid int) {
	set := "%s=%s; export %[1]s;\n"
	if csh {
		set = "setenv %s %s;\n"
	}
	fmt.Fprintf(e.stdout, set, "SSH_AUTH_SOCK", shellQuote(socket))
	if pid != 0 {
		fmt.Fprintf(e.stdout, set, "SSH_AGENT_PID", strconv.Itoa(pid))
	} else {
		pid = os.Getpid()
	}
	fmt.Fprintf(e.stdout, "echo Agent pid %d;\n", pid)
}

// shellQuote quotes what a shell would not take for one word.
func shellQuote(s string) string {
	plain := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,="
	if s != "" && strings.Trim(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// killAgent is glassh agent -k.
func killAgent(e *env, csh bool) error {
	text := e.getenv("SSH_AGENT_PID")
	if text == "" {
		return errors.New("SSH_AGENT_PID is not set: there is no agent to end")
	}
	pid, err := strconv.Atoi(text)
	if err != nil || pid <= 1 {
		return errors.New("SSH_AGENT_PID is no process")
	}
	p, err := os.FindProcess(pid)
	if err == nil {
		err = terminate(p)
	}
	if err != nil {
		return fmt.Errorf("ending process %d: %w", pid, err)
	}
	unset := "unset %s;\n"
	if csh {
		unset = "unsetenv %s;\n"
	}
	for _, name := range []string{"SSH_AUTH_SOCK", "SSH_AGENT_PID"} {
		fmt.Fprintf(e.stdout, unset, name)
	}
	fmt.Fprintf(e.stdout, "echo Agent pid %d killed;\n", pid)
	return nil
}
