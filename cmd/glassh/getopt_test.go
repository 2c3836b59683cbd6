package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// seen records what flags were set.
type seen struct{ flags []string }

func note(name string) func(*seen, string) error {
	return func(s *seen, value string) error {
		if value == "bad" {
			return errors.New("this is bad")
		}
		s.flags = append(s.flags, strings.TrimSpace(name+" "+value))
		return nil
	}
}

var testFlags = flags[seen]{
	{name: "N", set: note("N")},
	{name: "v", set: note("v")},
	{name: "p", arg: "PORT", set: note("p")},
	{name: "L", lacks: "tunnels"},
	{name: "file", arg: "NAME", set: note("file")},
	{name: "once", set: note("once")},
	{name: "far", lacks: "telescopes"},
}

func TestFormsOfCommandLines(t *testing.T) {
	for _, c := range []struct {
		args, flags, rest string
	}{
		{"", "", ""},
		{"host", "", "host"},
		{"-N host", "N", "host"},
		{"-Nvvv host", "N,v,v,v", "host"},
		{"-p 22 host", "p 22", "host"},
		{"-p22 host", "p 22", "host"},
		{"-vNp22 -v", "v,N,p 22,v", ""},
		{"-pN", "p N", ""},
		{"-p -N", "p -N", ""},
		{"-p -- x", "p --", "x"},
		{"-p=22", "p =22", ""},
		{"-v -- -N", "v", "-N"},
		{"-- -- a", "", "-- a"},
		{"host -N", "", "host -N"},
		{"- -N", "", "- -N"},
		{"--file a b", "file a", "b"},
		{"--file=a=b c", "file a=b", "c"},
		{"--file= c", "file", "c"},
		{"--once -v", "once,v", ""},
	} {
		var s seen
		rest, err := testFlags.parse(&s, strings.Fields(c.args))
		if err != nil {
			t.Errorf("%q: %v", c.args, err)
		}
		if diff := cmp.Diff(c.flags, strings.Join(s.flags, ",")); diff != "" {
			t.Errorf("%q: flags (-want +got):\n%s", c.args, diff)
		}
		if got := strings.Join(rest, " "); got != c.rest {
			t.Errorf("%q: want the rest %q, got %q", c.args, c.rest, got)
		}
	}
}

func TestErrorsOfCommandLines(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"-x", "there is no flag -x"},
		{"-Nx", "there is no flag -x"},
		{"--nothing", "there is no flag --nothing"},
		{"--v", "there is no flag --v"}, // a long flag has more letters than one
		{"--=x", "there is no flag --"},
		{"-p", "-p needs an argument, PORT"},
		{"-Np", "-p needs an argument, PORT"},
		{"--file", "--file needs an argument, NAME"},
		{"--once=1", "--once takes no argument"},
		{"-p bad", "-p bad: this is bad"},
		{"--file=bad", "--file bad: this is bad"},
		{"-L 1", "-L is not supported yet (tunnels)"},
		{"-NL1", "-L is not supported yet (tunnels)"},
		{"--far", "--far is not supported yet (telescopes)"},
		{"-h", errHelp.Error()},
		{"-Nh", errHelp.Error()},
		{"--help", errHelp.Error()},
	} {
		_, err := testFlags.parse(new(seen), strings.Fields(c.args))
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: want %q, got %v", c.args, c.want, err)
		}
		var usage *usageError
		if !errors.As(err, &usage) && err != errHelp {
			t.Errorf("%q: %v is not a usage error", c.args, err)
		}
	}
}

// The letters are those of the programs' own usage texts (OpenSSH 9.9).
func TestEveryFlagOfOpenSSHIsKnown(t *testing.T) {
	check := func(program, letters string, known func(string) bool) {
		for _, letter := range letters {
			if !known(string(letter)) {
				t.Errorf("%s -%c is not in the table", program, letter)
			}
		}
	}
	check("ssh", "46AaBbCcDEeFfGgIiJKkLlMmNnOoPpQqRSsTtVvWwXxYy",
		func(l string) bool { return sshFlags.find(l) != nil })
	check("sshd", "46CcDdEefGghiopqTtuV",
		func(l string) bool { return serveFlags.find(l) != nil })
	check("ssh-keygen", "ABCDEFHIKLMNOPQRUVYZabcefghiklmnpqrstuvwyz",
		func(l string) bool { return keygenFlags.find(l) != nil })
}

func TestNoFlagIsTwiceInATable(t *testing.T) {
	names := make(map[string]int)
	for _, f := range sshFlags {
		names["ssh "+f.String()]++
	}
	for _, f := range serveFlags {
		names["serve "+f.String()]++
	}
	for _, f := range keygenFlags {
		names["keygen "+f.String()]++
	}
	for name, n := range names {
		if n > 1 {
			t.Errorf("%s is there %d times", name, n)
		}
	}
}

// Neither panics, whatever they are given, and each word of the command is one of
// the arguments.
func FuzzCommandLines(f *testing.F) {
	for _, args := range []string{"host", "-p22 -NT alice@host -vvv -- ls -l", "-o Port=22 ssh://a@b:22", "-oRekeyLimit=1G 1h h",
		"-h", "-d -p 1 --listen [::1]:2222", "--one-off-password"} {
		f.Add(strings.ReplaceAll(args, " ", "\x00"))
	}
	e := &env{user: "alice", home: "/home/alice", hostname: "wonderland"}
	f.Fuzz(func(t *testing.T, args string) {
		words := strings.Split(args, "\x00")
		if o, err := parseSSH(e, words); err == nil && !o.version && o.query == "" {
			if o.host == "" || o.port < 1 || o.port > 65535 || o.user == "" {
				t.Errorf("%q: %q, %d, %q", words, o.host, o.port, o.user)
			}
			if !strings.HasSuffix(strings.Join(words, " "), o.command) {
				t.Errorf("%q: the command is %q", words, o.command)
			}
		}
		if o, err := parseServe(e, words); err == nil && !o.version && !o.hashPassword && len(o.listen) == 0 {
			t.Errorf("%q: listens nowhere", words)
		}
	})
}
