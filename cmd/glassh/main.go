package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/glassh/glassh/wire"
)

func main() {
	e := newEnv()
	e.waiting, e.master = whoWaits(), masterInBackground()
	os.Exit(run(os.Args, e))
}

// An env is what a command sees of the world.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	user     string   // the name of who runs this
	home     string   // their home directory; "" if there is none
	hostname string   // of this machine
	system   string   // the directory of the system's configuration; "" if there is none
	cache    string   // the directory of what may be lost; "" if there is none
	environ  []string // "NAME=value"

	lookupHost hostLookup // in place of the system's, for tests

	waiting *os.File // who waits for the login of -f, in the program that logs in
	master  bool     // it waits for a master, of ControlPersist

	// as is the program that this one is called as, "ssh" say, or "" for itself.
	as string
}

func newEnv() *env {
	e := &env{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, environ: os.Environ()}
	if u, err := user.Current(); err == nil {
		e.user, e.home = u.Username, u.HomeDir
		if i := strings.LastIndexByte(e.user, '\\'); i >= 0 {
			e.user = e.user[i+1:] // DOMAIN\user, on Windows
		}
	}
	if home, err := os.UserHomeDir(); err == nil && e.home == "" {
		e.home = home
	}
	e.hostname, _ = os.Hostname()
	e.cache, _ = os.UserCacheDir()
	if e.system = "/etc/ssh"; runtime.GOOS == "windows" {
		e.system = filepath.Join(os.Getenv("ProgramData"), "ssh")
	}
	return e
}

// open opens a file to be read; - is standard input, which Close leaves open.
func (e *env) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.stdin), nil
	}
	return os.Open(name)
}

// A command is one thing that the program does.
type command struct {
	name    string
	as      string // the program of OpenSSH that it stands for, or ""
	summary string
	usage   string
	failed  int // the exit status for an error of its own; 0 stands for 1
	run     func(e *env, args []string) error
}

// commands returns the table of commands, in the order of the help text.
func commands() []command {
	return []command{
		{"ssh", "ssh", "connect to a server: run a command, or a shell", sshHelp(), 255, runSSH},
		{"serve", "sshd", "be a server", serveHelp(), 0, runServe},
		{"keygen", "ssh-keygen", "make and show keys", keygenUsage, 0, runKeygen},
		{"agent", "ssh-agent", "keep private keys, and sign for others", agentUsage, 0, runAgent},
		{"add", "ssh-add", "give private keys to an agent", addUsage, 0, runAdd},
		{"trace", "", "show a connection byte by byte", traceUsage, 255, runTrace},
		{"lab", "", "play a connection with all its secrets, an attack on one, or an exercise", labUsage, 0, runLab},
		{"explain", "", "explain a hash, a packet, a key, an algorithm, a section, offline", explainHelp(), 0, runExplain},
		{"tiers", "", "list the implementations of each primitive", tiersUsage, 0, runTiers},
		{"bench", "", "measure them, and compare machines", benchHelp(), 0, runBench},
		{"demo", "", "let a client and a server talk to each other", demoUsage, 0, runDemo},
		{"version", "", "print the version", versionUsage, 0, runVersion},
		{"help", "", "explain a command", helpUsage, 0, runHelp},
	}
}

// run is the program: args are its name and its arguments. It returns the exit
// status.
func run(args []string, e *env) int {
	name, args := programName(args)
	all := commands()
	at := slices.IndexFunc(all, func(c command) bool { return c.as == name && name != "" })
	if at >= 0 {
		e.as = name
		return all[at].exec(e, args)
	}
	if len(args) == 0 {
		fmt.Fprint(e.stderr, overview())
		return 2
	}
	switch word := args[0]; word {
	case "-h", "--help":
		fmt.Fprint(e.stdout, overview())
		return 0
	case "-V", "--version":
		args = []string{"version"}
	}
	at = slices.IndexFunc(all, func(c command) bool { return c.name == args[0] })
	if at < 0 {
		fmt.Fprintf(e.stderr, "glassh: there is no command %q; glassh help lists those that are\n", args[0])
		return 2
	}
	return all[at].exec(e, args[1:])
}

// programName takes the name off that the program is called by.
func programName(args []string) (name string, rest []string) {
	if len(args) == 0 {
		return "", nil
	}
	return strings.TrimSuffix(filepath.Base(args[0]), ".exe"), args[1:]
}

// exec runs the command and reports how it ended: in one line, if by an error.
func (c *command) exec(e *env, args []string) int {
	err := c.run(e, args)
	var status statusError
	var usage *usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errHelp):
		fmt.Fprint(e.stdout, c.usage)
		return 0
	case errors.As(err, &status):
		return int(status)
	}
	fmt.Fprintf(e.stderr, "glassh %s: %s\n", c.name, oneLine(err))
	switch {
	case c.failed != 0:
		return c.failed
	case errors.As(err, &usage):
		return 2
	}
	return 1
}

// oneLine joins the lines of an error, without the names of packages in front and
// without what could steer a terminal.
func oneLine(err error) string {
	text := strings.TrimSpace(err.Error())
	for _, name := range []string{"ssh: ", "kex: "} {
		text = strings.TrimPrefix(text, name)
	}
	return string(wire.Printable(nil, []byte(strings.ReplaceAll(text, "\n", "; "))))
}
