package main

import (
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/krl"
)

// listed is what a KRL says, without the time of its making.
func listed(text string) string {
	before, rest, _ := strings.Cut(text, "# Generated at ")
	_, rest, _ = strings.Cut(rest, "\n")
	return before + rest
}

func TestRevocationListsGoBothWays(t *testing.T) {
	at := newDesk(t)
	sshKeygen(t, "-q", "-t", "ecdsa", "-N", "", "-C", "bob", "-f", at("bob"))
	spec := write(t, at("spec"), "serial: 5-7 # three\nid: lost one\nsha1: "+read(t, at("bob.pub")))
	for name, make := range map[string]func(args ...string) string{
		"ours":   func(args ...string) string { return must(t, append([]string{"keygen"}, args...)...) },
		"theirs": func(args ...string) string { return sshKeygen(t, args...) },
	} {
		file := at(name)
		if want, got := "Revoking from "+spec+"\n", make("-k", "-f", file, "-s", at("ca.pub"), "-z", "3", "-C", "a list", spec); want != got {
			t.Errorf("%s: want %q, got %q", name, want, got)
		}
		make("-k", "-u", "-q", "-f", file, at("ca.pub"))
		make("-k", "-u", "-q", "-f", file, "-s", "none", write(t, at("more"), "serial:900"))
	}
	for _, file := range []string{at("ours"), at("theirs")} {
		if want, got := listed(sshKeygen(t, "-Q", "-l", "-f", at("theirs"))), listed(must(t, "keygen", "-Q", "-l", "-f", file)); want != got {
			t.Errorf("%s: want\n%s\ngot\n%s", file, want, got)
		}
		if want, got := listed(sshKeygen(t, "-Q", "-l", "-f", file)), listed(must(t, "keygen", "-Ql", "-f", file)); want != got {
			t.Errorf("%s: want\n%s\ngot\n%s", file, want, got)
		}
	}
	out, errs, status := keygenFrom(t, "", "-Q", "-f", at("ours"), at("alice.pub"), at("alice-cert.pub"), at("bob"))
	want := at("alice.pub") + " (alice): ok\n" + at("alice-cert.pub") + " (alice): REVOKED\n" + at("bob") + " (bob): REVOKED\n"
	if out != want || status != 1 || errs != "" {
		t.Errorf("want 1 and\n%s\ngot %d and\n%s%s", want, status, out, errs)
	}
	if out, _, status := keygenFrom(t, "", "-Q", "-f", at("ours"), at("alice")); out != at("alice")+" (alice): ok\n" || status != 0 {
		t.Errorf("exit status %d, %q", status, out)
	}
}

// What is behind the end of what is read would not be revoked.
func TestASpecificationIsReadWholeOrNotAtAll(t *testing.T) {
	at := newDesk(t)
	spec := strings.Repeat("#\n", krl.MaxSize/2) + read(t, at("ca.pub"))
	_, errs, status := keygenFrom(t, spec, "-k", "-q", "-f", at("out"), "-")
	if status != 1 || !strings.Contains(errs, "(standard input): is longer than") {
		t.Errorf("exit status %d, %q", status, errs)
	}
	if exists(at("out")) {
		t.Error("a list was made")
	}
}

func TestRevocationListsThatFail(t *testing.T) {
	at := newDesk(t)
	write(t, at("key"), "sha256: ssh-ed25519 AAAA\n")
	write(t, at("serial"), "\nserial: 1\n")
	for _, c := range []struct {
		args, want string
		status     int
	}{
		{"-k", "KRL generation requires an output file", 2},
		{"-k -f OUT -z x SPEC", "no version number", 2},
		{"-k -f OUT NONE", "no such file", 1},
		{"-k -f OUT SERIAL", "line 2: krl: revoking certificates by serial number requires specification of a CA key", 1},
		{"-k -f OUT -s ca KEY", "no such file", 1},
		{"-k -f OUT KEY", "key: line 1: keys: ", 1},
		{"-k -u -f OUT SERIAL", "no such file", 1},
		{"-k -u -f KEY SERIAL", "not a key revocation list", 1},
		{"-Q", "KRL checking requires an input file", 2},
		{"-Q -f NONE", "no such file", 1},
		{"-Q -f KEY", "key: line 1: ", 1},
		{"-k -Q -f OUT", "two things", 2},
	} {
		args := strings.Fields(strings.NewReplacer("OUT", at("out"), "KEY", at("key"), "SERIAL", at("serial"), "NONE", at("none")).Replace(c.args))
		if _, errs, status := keygenFrom(t, "", args...); !strings.Contains(errs, c.want) || status != c.status {
			t.Errorf("%s: want %d and %q, got %d and %q", c.args, c.status, c.want, status, errs)
		}
	}
}

func TestRecordsAreThoseOfSSHKeygen(t *testing.T) {
	at := newDesk(t)
	for _, args := range [][]string{
		{"-r", "host.example.", "-f", at("alice")}, {"-r", "host", "-g", "-f", at("ca.pub")},
	} {
		if want, got := sshKeygen(t, args...), must(t, append([]string{"keygen"}, args...)...); want != got {
			t.Errorf("%q: want\n%s\ngot\n%s", args, want, got)
		}
	}
	all := must(t, "keygen", "-r", "host", "-f", at("ca"))
	for i, hash := range []string{"sha1", "sha256"} {
		if want, got := strings.SplitAfter(all, "\n")[i], must(t, "keygen", "-r", "host", "-f", at("ca"), "-O", "hashalg="+hash); want != got {
			t.Errorf("%s: want %q, got %q", hash, want, got)
		}
	}
	if _, errs, status := keygenFrom(t, "", "-r", "host", "-f", at("none")); status != 1 || !strings.Contains(errs, "no such file") {
		t.Errorf("exit status %d, %q", status, errs)
	}
}
