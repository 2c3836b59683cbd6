package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/knownhosts"
)

var alice = &env{user: "alice", home: "/home/alice", hostname: "wonderland"}

func parseSSHLine(t *testing.T, line string) *sshOptions {
	t.Helper()
	o, err := parseSSH(alice, strings.Fields(line))
	if err != nil {
		t.Fatalf("ssh %s: %v", line, err)
	}
	return o
}

func TestSSHDefaults(t *testing.T) {
	want := &sshOptions{
		host: "box", hostName: "box", port: 22, user: "alice", logLevel: info,
		forwarding: forwarding{bindMask: 0o177},
		algorithms: ssh.DefaultAlgorithms(),
		identityFiles: []string{
			"/home/alice/.ssh/id_rsa", "/home/alice/.ssh/id_ecdsa", "/home/alice/.ssh/id_ecdsa_sk",
			"/home/alice/.ssh/id_ed25519", "/home/alice/.ssh/id_ed25519_sk", "/home/alice/.ssh/id_mldsa44_ed25519",
			"/home/alice/.ssh/id_ed448",
		},
		identityDefault: true,
		preferred:       []string{"hostbased", "publickey", "keyboard-interactive", "password"},
		publicKey:       true, password: true, interactive: true, prompts: 3,
		strict:           knownhosts.Ask,
		userKnownHosts:   []string{"/home/alice/.ssh/known_hosts", "/home/alice/.ssh/known_hosts2"},
		globalKnownHosts: []string{"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"},
		escapeChar:       '~', obscure: keystrokeBeat, facility: "USER", remember: true,
		reach: reach{attempts: 1, tcpKeepAlive: true, qos: defaultQoS}, canonical: canonical{maxDots: 1, local: true},

		forwardX11Timeout: 20 * time.Minute, tunnelDevice: tunnelDevice{0x7fffffff, 0x7fffffff}, updateHostKeys: updateDefault,
	}
	got := parseSSHLine(t, "box")
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(sshOptions{}, qos{}, canonical{}, permittedCNAME{}, forwarding{}, endpoint{}, permits{}, reach{}, addKeys{}, traceOptions{}, forwardAgent{}, tunnelDevice{}, control{}), cmpopts.IgnoreFields(sshOptions{}, "given", "asGiven")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"publickey", "keyboard-interactive", "password"}, got.methods()); diff != "" {
		t.Errorf("methods (-want +got):\n%s", diff)
	}
}

func TestTargets(t *testing.T) {
	for _, c := range []struct {
		line, user, host string
		port             int
	}{
		{"box", "alice", "box", 22},
		{"bob@box", "bob", "box", 22},
		{"bob@example.org@box", "bob@example.org", "box", 22},
		{"::1", "alice", "::1", 22},
		{"bob@[::1]", "bob", "::1", 22},
		{"fe80::1%eth0", "alice", "fe80::1%eth0", 22},
		{"ssh://box", "alice", "box", 22},
		{"ssh://bob@box:2022", "bob", "box", 2022},
		{"ssh://bob@[::1]:2022/", "bob", "::1", 2022},
		{"ssh://b%6fb;x=y@box", "bob", "box", 22},
		{"-l carol bob@box", "carol", "box", 22}, // what comes first counts
		{"-p 1 ssh://bob@box:2", "bob", "box", 1},
		{"box -l bob -p 3", "bob", "box", 3},
	} {
		o := parseSSHLine(t, c.line)
		if o.user != c.user || o.host != c.host || o.port != c.port || o.hostName != c.host {
			t.Errorf("%s: want %s, %s, %d, got %s, %s, %d", c.line, c.user, c.host, c.port, o.user, o.host, o.port)
		}
	}
	for _, line := range []string{"@box", "bob@", "bob@-oProxyCommand=x", "ssh://", "ssh://bob@", "ssh://box:0", "ssh://box:70000",
		"ssh://box/path", "ssh://box?q", "-- -host", "[]"} {
		if o, err := parseSSH(alice, strings.Fields(line)); err == nil {
			t.Errorf("%s: want an error, got host %q", line, o.host)
		}
	}
	for _, host := range []string{"", "a b", "a\nb"} {
		if _, err := parseSSH(alice, []string{host}); err == nil {
			t.Errorf("%q: want an error", host)
		}
	}
}

func TestFlagsStandOnBothSidesOfTheHost(t *testing.T) {
	for _, c := range []struct{ line, command string }{
		{"box", ""},
		{"box ls -l", "ls -l"},
		{"box -p 22 ls -l -p 1", "ls -l -p 1"},
		{"-v box -v -- -x", "-x"},
		{"-- box ls", "ls"},
		{"box -- ls -- x", "ls -- x"},
	} {
		if got := parseSSHLine(t, c.line).command; got != c.command {
			t.Errorf("%s: want the command %q, got %q", c.line, c.command, got)
		}
	}
	if got := parseSSHLine(t, "-v box -vv x").logLevel; got != debug3 {
		t.Errorf("want three levels of -v, got %v", got)
	}
}

func TestSSHFlags(t *testing.T) {
	for _, c := range []struct {
		line string
		got  func(o *sshOptions) any
		want any
	}{
		{"-4 b", func(o *sshOptions) any { return o.family.network() }, "tcp4"},
		{"-6 b", func(o *sshOptions) any { return o.family.network() }, "tcp6"},
		{"-N b", func(o *sshOptions) any { return o.noCommand }, true},
		{"-n b", func(o *sshOptions) any { return o.stdinNull }, true},
		{"-s b sftp", func(o *sshOptions) any { return o.subsystem && o.command == "sftp" }, true},
		{"-oSessionType=subsystem b sftp", func(o *sshOptions) any { return o.subsystem }, true},
		{"-t b", func(o *sshOptions) any { return o.tty }, ttyYes},
		{"-tt b", func(o *sshOptions) any { return o.tty }, ttyForce},
		{"-t -t b", func(o *sshOptions) any { return o.tty }, ttyForce},
		{"-tT b", func(o *sshOptions) any { return o.tty }, ttyNo},
		{"-T -oRequestTTY=yes b", func(o *sshOptions) any { return o.tty }, ttyNo},
		{"-oRequestTTY=force b", func(o *sshOptions) any { return o.tty }, ttyForce},
		{"-q b", func(o *sshOptions) any { return o.logLevel }, quiet},
		{"-oLogLevel=VERBOSE b", func(o *sshOptions) any { return o.logLevel }, verbose},
		{"-E log b", func(o *sshOptions) any { return o.logFile }, "log"},
		{"-Fnone -enone -akx b", func(o *sshOptions) any { return o.host }, "b"},
		{"-c aes128-ctr b", func(o *sshOptions) any { return o.algorithms.Ciphers }, []string{"aes128-ctr"}},
		{"-m hmac-sha1 b", func(o *sshOptions) any { return o.algorithms.MACs }, []string{"hmac-sha1"}},
		{"-i a -i ~/b -i /c/%r b", func(o *sshOptions) any { return o.identityFiles }, []string{"a", "/home/alice/b", "/c/alice"}},
		{"-i a b", func(o *sshOptions) any { return o.identityDefault }, false},
		{"-oIdentityFile=none b", func(o *sshOptions) any { return o.identityFiles }, []string(nil)},
		{"-oHostName=%h.example.org b", func(o *sshOptions) any { return o.hostName }, "b.example.org"},
		{"-oUserKnownHostsFile=none b", func(o *sshOptions) any { return len(o.userKnownHosts) }, 0},
		{"-oConnectTimeout=1m b", func(o *sshOptions) any { return o.timeout }, time.Minute},
		{"-oStrictHostKeyChecking=off b", func(o *sshOptions) any { return o.strict }, knownhosts.No},
		{"-oStrictHostKeyChecking=accept-new b", func(o *sshOptions) any { return o.strict }, knownhosts.AcceptNew},
		{"-oBatchMode=yes b", func(o *sshOptions) any { return o.strict }, knownhosts.Yes},
		{"-oBatchMode=yes b", func(o *sshOptions) any { return o.methods() }, []string{"publickey"}},
		{"-oPreferredAuthentications=gssapi-with-mic,password b", func(o *sshOptions) any { return o.methods() }, []string{"password"}},
		{"-oPubkeyAuthentication=no b", func(o *sshOptions) any { return o.methods() }, []string{"keyboard-interactive", "password"}},
		{"-V", func(o *sshOptions) any { return o.version }, true},
		{"-Q cipher", func(o *sshOptions) any { return o.query }, "cipher"},
	} {
		if diff := cmp.Diff(c.want, c.got(parseSSHLine(t, c.line))); diff != "" {
			t.Errorf("ssh %s (-want +got):\n%s", c.line, diff)
		}
	}
	for _, line := range []string{"-F /none/config b", "-e ~~ b", "-J @ b", "-J a -J b c", "-oProxyCommand=x -J b c", "-J b:x c", "-f b", "-s b", "-c rot13 b", "-i %x b", "-oPreferredAuthentications=magic b",
		"-oSetEnv=A b", "-oSetEnv==x b", "-oBatchMode=maybe b", "-oNumberOfPasswordPrompts=0 b", "-oStrictHostKeyChecking=what b"} {
		if _, err := parseSSH(alice, strings.Fields(line)); err == nil {
			t.Errorf("ssh %s: want an error", line)
		}
	}
}

func TestEnvironmentIsSentAsAsked(t *testing.T) {
	here := []string{"LANG=C", "LC_ALL=de", "LC_TIME=en", "SECRET=x", "=C:=odd"}
	for _, c := range []struct {
		options []string
		want    []string
	}{
		{nil, nil},
		{[]string{"SendEnv=LANG LC_*"}, []string{"LANG=C", "LC_ALL=de", "LC_TIME=en"}},
		{[]string{"SendEnv=LANG", "SendEnv=LC_*", "SendEnv=-LC_*"}, []string{"LANG=C"}},
		{[]string{`SetEnv=A=1 "B=two words"`, "SetEnv=C=3"}, []string{"A=1", "B=two words"}},
		{[]string{"SendEnv=LANG", "SetEnv=A=1"}, []string{"LANG=C", "A=1"}},
	} {
		var args []string
		for _, option := range c.options {
			args = append(args, "-o", option)
		}
		o, err := parseSSH(alice, append(args, "box"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, o.environment(here)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.options, diff)
		}
	}
}

// TestNamesThatAShellWouldRun are refused on the command line (OpenSSH 10.1 and 10.3).
func TestNamesThatAShellWouldRun(t *testing.T) {
	for _, name := range []string{
		"", "-oProxyCommand=x", "a\nb", "a\x00", "a\x7f", "a;b", "a|b", "`x`", "a'b", `a"b`, "a&b", "a<b", "a>b", "$(x)", "a{b}", "a -b", `a\`,
	} {
		_, err := parseSSH(alice, []string{"-l", name, "box"})
		if err == nil || !strings.Contains(err.Error(), "no user name") || strings.ContainsAny(err.Error(), "\n\x00\x7f") {
			t.Errorf("-l %q: got %v", name, err)
		}
		if _, err := parseSSH(alice, []string{"-o", "User=" + name, "box"}); err == nil {
			t.Errorf("-o User=%q is taken", name)
		}
		if _, err := parseSSH(alice, []string{name + "@box"}); err == nil {
			t.Errorf("%q@box is taken", name)
		}
	}
	for _, host := range []string{"", "-box", "a b", "a\nb", "a;b", "a|b", "`x`", "$HOME", "a'b", `a"b`, `a\b`, "a{b}", "a&b"} {
		if _, err := parseSSH(alice, []string{"alice@" + host}); err == nil {
			t.Errorf("alice@%q is taken", host)
		}
	}
	for _, name := range []string{"alice", "alice.b-c_d", "alice@example.org", `DOMAIN\alice`, "älice", "a b", "$USER"} {
		if o, err := parseSSH(alice, []string{"-l", name, "box"}); err != nil || o.user != name {
			t.Errorf("-l %q: got %v", name, err)
		}
	}
}
