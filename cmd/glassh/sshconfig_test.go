package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// configured reads a command line with files: ~/.ssh/config, and those that are named.
func configured(t *testing.T, files map[string]string, line string) (o *sshOptions, stderr string, err error) {
	t.Helper()
	e, _, errs := testEnv(t, "")
	e.system = filepath.Join(e.home, "system")
	e.environ = []string{"SHELL=/bin/sh", "DIR=/of/variable", "PATH=" + os.Getenv("PATH")}
	for name, text := range files {
		file := filepath.Join(e.home, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, file, strings.ReplaceAll(text, "HOME", e.home))
	}
	o, err = parseSSH(e, strings.Fields(strings.ReplaceAll(line, "HOME", e.home)))
	return o, strings.ReplaceAll(errs.String(), e.home, "~"), err
}

func TestFirstValueOfAllSourcesCounts(t *testing.T) {
	o, said, err := configured(t, map[string]string{
		".ssh/config":       "User bob\nIdentityFile a\nHost other\nUser carol\nHost b?x !bax\nCiphers aes128-ctr\nInclude more\nMACs hmac-sha1\n",
		".ssh/more":         "Port 77\nMatch user alice\nPort 78\n",
		"system/ssh_config": "User dave\nIdentityFile b\nPort 79\nMACs hmac-sha2-256\nTCPKeepAlive no\n",
	}, "-i c box")
	if err != nil || said != "" {
		t.Fatal(err, said)
	}
	type values struct {
		User          string
		Port          int
		Files         []string
		Ciphers, MACs string
		KeepAlive     bool
	}
	want := values{"bob", 77, []string{"c", "a", "b"}, "aes128-ctr", "hmac-sha1", false}
	got := values{o.user, o.port, o.identityFiles, o.algorithms.Ciphers[0], o.algorithms.MACs[0], o.tcpKeepAlive}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCriteriaOfTheClient(t *testing.T) {
	for _, c := range []struct {
		line, criteria string
		want           bool
	}{
		{"box", "all", true},
		{"box", "host box", true},
		{"box", "host BOX", true},
		{"box", "host a,b*", true},
		{"box", "host *,!b*", false},
		{"box", "!host box", false},
		{"-oHostname=%h.example.org box", "host *.example.org", true},
		{"-oHostname=%h.example.org box", "originalhost *.example.org", false},
		{"-oHostname=%h.example.org box", "originalhost box", true},
		{"-l root box", "user root", true},
		{"box", "user alice localuser alice", true},
		{"box", "user alice !localuser alice", false},
		{"-P blue box", "tagged b*", true},
		{"-oTag=blue box", "!tagged green", true},
		{"box", "tagged blue", false},
		{"box uptime now", `command "uptime *"`, true},
		{"-N box", "sessiontype none", true},
		{"box", "localnetwork 127.0.0.0/8", true},
		{"box", "localnetwork 240.0.0.0/8", false},
		{"box", "localnetwork 127.0.0.0/8,!127.0.0.1/32", false},
		{"box", `exec "test %h = box -a %n = box -a %r = alice -a %p = 22"`, true},
		{"box", "!exec false", true},
		{"box", `exec "exit 3"`, false},
		{"box", "host nobody exec /none/at/all", false},
		{"box", "canonical", false},
		{"box", "!canonical host box", true},
		{"box", "final", true},
		{"-oHostname=%h.example.org box", "final host box.example.org", true},
	} {
		o, _, err := configured(t, map[string]string{".ssh/config": "Match " + c.criteria + "\n\tUserKnownHostsFile matched\n"}, c.line)
		if err != nil || (o.userKnownHosts[0] == "matched") != c.want {
			t.Errorf("%s, Match %s: want %v, got %v, %v", c.line, c.criteria, c.want, o.userKnownHosts, err)
		}
	}
	for _, criteria := range []string{"shoesize 42", "host", "all host x", "localnetwork x"} {
		if _, _, err := configured(t, map[string]string{".ssh/config": "Match " + criteria + "\n"}, "box"); err == nil {
			t.Errorf("Match %s: want an error", criteria)
		}
	}
}

// In the second reading Host is the final name, and what the first one has set stays.
func TestFinalReading(t *testing.T) {
	o, _, err := configured(t, map[string]string{
		".ssh/config": "Host box\nHostname %h.example.org\nHost *.example.org\nPort 7\nUser late\nMatch final\nUser later\nMatch final !user x\nProxyJump y\n",
	}, "box")
	if err != nil || o.port != 7 || o.user != "late" || o.proxyJump != "y" || o.hostName != "box.example.org" {
		t.Errorf("got %+v, %v", o, err)
	}
}

func TestBadLinesOfFiles(t *testing.T) {
	for _, c := range []struct{ text, said, want string }{
		{"Fnord 1\nPort x\nHost nobody\nPort y\n", "~/.ssh/config: line 1: Bad configuration option: fnord\n" +
			"~/.ssh/config line 2: Port: \"x\" is not a port from 1 to 65535\n~/.ssh/config line 4: Port: \"y\" is not a port from 1 to 65535\n",
			"~/.ssh/config: terminating, 3 bad configuration options"},
		{"IgnoreUnknown Fn*,x\nFnord 1\nFnart 2\nX\n", "~/.ssh/config line 4: no argument after keyword \"X\"\n", "~/.ssh/config: terminating, 1 bad configuration options"},
		{"GSSAPIAuthentication yes\nProtocol 2\nUseRoaming no\n", "", ""},
	} {
		_, said, err := configured(t, map[string]string{".ssh/config": c.text}, "box")
		got := ""
		if err != nil {
			got = "~" + err.Error()[strings.Index(err.Error(), "/.ssh"):]
		}
		if got != c.want || said != c.said {
			t.Errorf("%q: want %q and %q, got %q and %q", c.text, c.said, c.want, said, got)
		}
	}
	o, _, err := configured(t, map[string]string{".ssh/config": "PKCS11Provider x\nHost nobody\nPKCS11Provider y\n"}, "box")
	if err != nil || len(o.notes) != 1 || !strings.Contains(o.notes[0], "line 1: option PKCS11Provider is not supported yet") {
		t.Errorf("what is not done is said: got %q, %v", o.notes, err)
	}
}

func TestWhichFilesAreRead(t *testing.T) {
	files := map[string]string{".ssh/config": "User home\n", "system/ssh_config": "Port 7\n", "other": "Include inner\n", ".ssh/inner": "User other\n"}
	for _, c := range []struct {
		flags, user string
		port        int
	}{
		{"", "home", 7}, {"-F none", "alice", 22}, {"-F HOME/other", "other", 22},
	} {
		o, _, err := configured(t, files, c.flags+" box")
		if err != nil || o.user != c.user || o.port != c.port {
			t.Errorf("%s: want %s, %d, got %s, %d, %v", c.flags, c.user, c.port, o.user, o.port, err)
		}
	}
	if _, _, err := configured(t, nil, "-F HOME/none box"); err == nil || !strings.Contains(err.Error(), "Can't open user config file") {
		t.Errorf("a file that is not there: got %v", err)
	}
}

func TestTokensOfPaths(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"~/a", "HOME/a"},
		{"%d/%u@%h:%p-%r-%n%%", "HOME/alice@box.org:7-bob-box%"},
		{"${DIR}/%L-%l", "/of/variable/wonderland-wonderland"},
		{"%C", "d526ce4810e602827c3efada66c17cd313e84064"},
		{"%j%k", "box"},
	} {
		o, _, err := configured(t, map[string]string{".ssh/config": "Hostname %h.org\nIdentityFile " + c.text + "\n"}, "-p 7 -l bob box")
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		home := filepath.Dir(filepath.Dir(o.userKnownHosts[0]))
		if got := strings.ReplaceAll(o.identityFiles[0], home, "HOME"); got != c.want {
			t.Errorf("%s: want %s, got %s", c.text, c.want, got)
		}
	}
	for _, text := range []string{"%x", "${NONE}", "${DIR", "${}"} {
		if o, _, err := configured(t, map[string]string{".ssh/config": "IdentityFile " + text + "\n"}, "box"); err == nil {
			t.Errorf("%s: want an error, got %v", text, o.identityFiles)
		}
	}
}

func TestHopsOfJumps(t *testing.T) {
	for _, c := range []struct {
		text string
		want []hop
	}{
		{"a", []hop{{"", "a", ""}}},
		{"u@a:7,b", []hop{{"u", "a", "7"}, {"", "b", ""}}},
		{"ssh://u@a:7,[::1]:8,::2", []hop{{"u", "a", "7"}, {"", "::1", "8"}, {"", "::2", ""}}},
	} {
		got, err := parseJump(c.text)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(hop{})); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", c.text, err, diff)
		}
	}
	for _, text := range []string{"", ",", "a,", "a:0", "a:x", "@a", "a;b", "-a", "u;v@a", "-u@a", "$(u)@a"} {
		if got, err := parseJump(text); err == nil {
			t.Errorf("%s: want an error, got %v", text, got)
		}
	}
	o, _, err := configured(t, map[string]string{".ssh/config": "ProxyCommand nc %h %p\nProxyJump a\n"}, "-J none box")
	if err != nil || o.jumps() || o.commands() {
		t.Errorf("-J none goes before both: got %v", err)
	}
	if _, _, err := configured(t, nil, "-J alice@box box"); err == nil || !strings.Contains(err.Error(), "jumphost loop") {
		t.Errorf("a way in a circle: got %v", err)
	}
}
