package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
)

const addUsage = `usage: glassh add [-cCkqv] [-t LIFE] [-h HOP]… [-H FILE]… [FILE…]
       glassh add [-qv] -d [FILE…]
       glassh add -l | -L | -D | -x | -X
       glassh add -T FILE…

Gives private keys to the agent of $SSH_AUTH_SOCK: those in FILE, - for standard
input, or ~/.ssh/id_ed25519 and its like. A certificate in FILE-cert.pub goes with it.

  -c         the agent asks before each use of the key, by $SSH_ASKPASS
  -t LIFE    the agent forgets the key after that time: 3600, 8h
  -h HOP     the key works only for [USER@]HOST, or from there on, FROM>[USER@]HOST;
             several may be given, for each hop of a path
  -H FILE    where the keys of those hosts are, instead of the usual known_hosts
  -C         certificates only
  -k         plain keys only
  -d         remove the keys of FILE (public ones will do) instead
  -D         remove all keys
  -l, -L     list the agent's keys: fingerprints, or public keys
  -x, -X     lock the agent with a password, unlock it
  -T         test whether the private keys of these public ones can be used
  -q, -v     say less, say more
  -E HASH    fingerprints by sha256 or md5

The exit status is 1 if something failed, and 2 if there is no agent.
`

// addOptions is the command line of glassh add.
type addOptions struct {
	limits     agent.Constraints
	hops       []string
	knownHosts []string
	certsOnly  bool // -C
	plainOnly  bool // -k
	remove     bool // -d
	quiet      bool
	verbose    bool
	hash       func(*keys.PublicKey) string
	action     byte // the letter of another thing to do, or 0
}

var addFlags = flags[addOptions]{
	{name: "C", set: func(o *addOptions, _ string) error { o.certsOnly = true; return nil }},
	{name: "D", set: addAction('D')},
	{name: "E", arg: "HASH", set: addHash},
	{name: "H", arg: "FILE", set: func(o *addOptions, s string) error { o.knownHosts = append(o.knownHosts, s); return nil }},
	{name: "L", set: addAction('L')},
	{name: "T", set: addAction('T')},
	{name: "X", set: addAction('X')},
	{name: "c", set: func(o *addOptions, _ string) error { o.limits.Confirm = true; return nil }},
	{name: "d", set: func(o *addOptions, _ string) error { o.remove = true; return nil }},
	{name: "h", arg: "HOP", set: func(o *addOptions, s string) error { o.hops = append(o.hops, s); return nil }},
	{name: "k", set: func(o *addOptions, _ string) error { o.plainOnly = true; return nil }},
	{name: "l", set: addAction('l')},
	{name: "q", set: func(o *addOptions, _ string) error { o.quiet = true; return nil }},
	{name: "t", arg: "LIFE", set: func(o *addOptions, s string) (err error) { o.limits.Lifetime, err = lifetime(s); return err }},
	{name: "v", set: func(o *addOptions, _ string) error { o.verbose = true; return nil }},
	{name: "x", set: addAction('x')},

	{name: "K", lacks: "keys in FIDO devices"},
	{name: "N", lacks: "lifetimes from certificates, which are not set anyhow"},
	{name: "S", lacks: "keys in FIDO devices"},
	{name: "e", lacks: "keys in smartcards"},
	{name: "s", lacks: "keys in smartcards"},
}

func addHash(o *addOptions, hash string) error {
	switch strings.ToLower(hash) {
	case "sha256":
		o.hash = (*keys.PublicKey).Fingerprint
	case "md5":
		o.hash = func(k *keys.PublicKey) string { return keys.FingerprintMD5(k.Plain().Blob()) }
	default:
		return errors.New("fingerprints are by sha256 or md5")
	}
	return nil
}

func addAction(letter byte) func(*addOptions, string) error {
	return func(o *addOptions, _ string) error {
		if o.action != 0 && o.action != letter {
			return badUsage("-%c and -%c are two things", o.action, letter)
		}
		o.action = letter
		return nil
	}
}

// An adder is a run of glassh add.
type adder struct {
	e      *env
	o      *addOptions
	client *agent.Client
	ctx    context.Context
	// last is the passphrase that was right for the last file: it often is for the next.
	last []byte
}

// runAdd is glassh add.
func runAdd(e *env, args []string) error {
	o := &addOptions{hash: (*keys.PublicKey).Fingerprint}
	files, err := addFlags.parse(o, args)
	switch {
	case err != nil:
		return err
	case o.certsOnly && o.plainOnly:
		return badUsage("-C and -k leave nothing")
	case o.action == 'T' && len(files) == 0:
		return badUsage("-T needs the file of a public key")
	case o.action != 0 && o.action != 'T' && len(files) > 0:
		return badUsage("%q is one argument too many", files[0])
	}
	if o.limits.Destinations, err = destinations(e, o); err != nil {
		return err
	}
	a := &adder{e: e, o: o, ctx: context.Background()}
	defer a.forget()
	if err := a.connect(); err != nil {
		fmt.Fprintf(e.stderr, "glassh add: %s\n", oneLine(err))
		return statusError(2)
	}
	defer a.client.Close()
	switch o.action {
	case 'D':
		return a.removeAll()
	case 'l', 'L':
		return a.list(o.action == 'L')
	case 'x', 'X':
		return a.lock(o.action == 'X')
	case 'T':
		return a.each(files, a.test)
	}
	one := a.add
	if o.remove {
		one = a.remove
	}
	if len(files) > 0 {
		return a.each(files, one)
	}
	return a.defaults(one)
}

func (a *adder) connect() (err error) {
	socket := a.e.getenv("SSH_AUTH_SOCK")
	if socket == "" {
		return errors.New("SSH_AUTH_SOCK is not set: there is no agent")
	}
	a.client, err = agent.Dial(a.ctx, socket)
	return err
}

// each does one thing to every file, and reports what goes wrong.
func (a *adder) each(files []string, one func(file string) error) error {
	failed := false
	for _, file := range files {
		if err := one(file); err != nil {
			fmt.Fprintf(a.e.stderr, "glassh add: %s\n", oneLine(err))
			failed = true
		}
	}
	if failed {
		return statusError(1)
	}
	return nil
}

// defaults does one thing to those of the usual files that are there.
func (a *adder) defaults(one func(file string) error) error {
	var files []string
	for _, file := range defaultIdentities {
		file = tilde(file, a.e.home)
		if exists(file) || a.o.remove && exists(file+".pub") {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		return fmt.Errorf("there is none of %s: name a file", strings.Join(defaultIdentities, ", "))
	}
	return a.each(files, one)
}

// say prints one line about what was done, unless -q is given.
func (a *adder) say(format string, args ...any) {
	if !a.o.quiet {
		fmt.Fprintf(a.e.stderr, format+"\n", args...)
	}
}
