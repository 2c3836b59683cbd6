package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/glassh/glassh/ssh"
)

var bob = &account{name: "bob", home: "/home/bob"}

func TestServeDefaults(t *testing.T) {
	want := &serveOptions{
		listen:         []string{"127.0.0.1:2222"},
		authorizedKeys: []string{".ssh/authorized_keys", ".ssh/authorized_keys2"},
		publicKey:      true, tcpKeepAlive: true, qos: defaultQoS, permitTTY: true, strict: true, password: true, interactive: true, userRC: true, motd: true, aliveCount: 3, abuse: abuseDefaults(),
		maxAuthTries: 6, maxSessions: 10, loginGrace: 2 * time.Minute,
		algorithms: ssh.DefaultAlgorithms(), logLevel: info,
		serveForwarding: serveForwarding{allowTCP: allowBoth, allowStreamLocal: allowBoth, bindMask: 0o177},
		agentForwarding: true, x11Localhost: true, x11Offset: 10,
	}
	got, err := parseServe(alice, nil)
	if err != nil {
		t.Fatal(err)
	}
	ignored := cmpopts.IgnoreFields(serveOptions{}, "given", "ports", "addresses", "source")
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(serveOptions{}, qos{}, serveForwarding{}, permits{}, lookup{}, abuseLimits{}, penaltyTimes{}), ignored); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestServeListens(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"", "127.0.0.1:2222"},
		{"-6", "[::1]:2222"},
		{"-p 0", "127.0.0.1:0"}, // whatever port is free
		{"-p 1", "127.0.0.1:1"},
		{"-p 1 -p 2", "127.0.0.1:1 127.0.0.1:2"},
		{"--listen 10.0.0.1", "10.0.0.1:2222"},
		{"--listen=10.0.0.1:22 -p 3", "10.0.0.1:22"},
		{"--listen * -p 3", ":3"},
		{"--listen :3", ":3"},
		{"--listen 127.0.0.1:0", "127.0.0.1:0"},
		{"-oListenAddress=::1 -oListenAddress=[::1]:5 -oListenAddress=[::2]", "[::1]:2222 [::1]:5 [::2]:2222"},
		{"--listen localhost -p 1 -p 2", "localhost:1 localhost:2"},
	} {
		o, err := parseServe(alice, strings.Fields(c.line))
		if err != nil {
			t.Errorf("serve %s: %v", c.line, err)
			continue
		}
		if got := strings.Join(o.listen, " "); got != c.want {
			t.Errorf("serve %s: want %s, got %s", c.line, c.want, got)
		}
	}
	for _, address := range []string{"", "host:x", "host:", "[::1", "host:70000"} {
		if o, err := parseServe(alice, []string{"--listen", address}); err == nil {
			t.Errorf("--listen %q: want an error, got %q", address, o.listen)
		}
	}
}

func TestCalledSSHDItListensAndIdentifiesAsSSHD(t *testing.T) {
	sshd := *alice
	sshd.as = "sshd"
	o, err := parseServe(&sshd, []string{"-f", "none"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{":22"}, o.listen); diff != "" {
		t.Errorf("listen (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(sshdHostKeys(), o.hostKeys); diff != "" {
		t.Errorf("host keys (-want +got):\n%s", diff)
	}
}

func TestServeFlags(t *testing.T) {
	for _, c := range []struct {
		line string
		got  func(o *serveOptions) any
		want any
	}{
		{"-h a -h ~/b", func(o *serveOptions) any { return o.hostKeys }, []string{"a", "/home/alice/b"}},
		{"-oHostKey=a", func(o *serveOptions) any { return o.hostKeys }, []string{"a"}},
		{"-g 30", func(o *serveOptions) any { return o.loginGrace }, 30 * time.Second},
		{"-d", func(o *serveOptions) any { return o.once && o.logLevel == debug1 }, true},
		{"-ddd", func(o *serveOptions) any { return o.logLevel }, debug3},
		{"-q", func(o *serveOptions) any { return o.logLevel }, logError},
		{"-t", func(o *serveOptions) any { return o.test }, true},
		{"-De -f none -f /dev/null", func(o *serveOptions) any { return o.once }, false},
		{"--authorized /keys/%u", func(o *serveOptions) any { list, _ := o.authorizedFiles(bob); return list }, []string{"/keys/%u"}},
		{"-oAuthorizedKeysFile=/keys/%u", func(o *serveOptions) any { list, _ := o.authorizedFiles(bob); return list }, []string{"/keys/bob"}},
		{"", func(o *serveOptions) any { list, _ := o.authorizedFiles(bob); return list[0] }, "/home/bob/.ssh/authorized_keys"},
		{"-oAuthorizedKeysFile=none", func(o *serveOptions) any { return len(o.authorizedKeys) }, 0},
		{"--one-off-password", func(o *serveOptions) any { return o.password && o.oneOff }, true},
		{"--password-file ~/p", func(o *serveOptions) any { return o.passwordFile }, "/home/alice/p"},
		{"--hash-password", func(o *serveOptions) any { return o.hashPassword }, true},
		{"-oMaxAuthTries=2 -oMaxSessions=3", func(o *serveOptions) any { return o.maxAuthTries*10 + o.maxSessions }, 23},
		{"-oPermitTTY=no", func(o *serveOptions) any { return o.permitTTY }, false},
		{"-oBanner=none", func(o *serveOptions) any { return o.banner }, ""},
		{"-oBanner=~/b", func(o *serveOptions) any { return o.banner }, "/home/alice/b"},
		{"-oModuliFile=~/m", func(o *serveOptions) any { return o.moduliFile }, "/home/alice/m"},
		{"-oKexAlgorithms=+rsa2048-sha256", func(o *serveOptions) any { return o.algorithms.Kex[len(o.algorithms.Kex)-1] }, "rsa2048-sha256"},
		{"-oForceCommand=none", func(o *serveOptions) any { return o.hasForceCommand }, false},
		{"-oRekeyLimit=1M", func(o *serveOptions) any { return o.rekey.Bytes }, uint64(1 << 20)},
		{"-oMACs=+hmac-sha1", func(o *serveOptions) any { return o.algorithms.MACs[len(o.algorithms.MACs)-1] }, "hmac-sha1"},
	} {
		o, err := parseServe(alice, strings.Fields(c.line))
		if err != nil {
			t.Errorf("serve %s: %v", c.line, err)
			continue
		}
		if diff := cmp.Diff(c.want, c.got(o)); diff != "" {
			t.Errorf("serve %s (-want +got):\n%s", c.line, diff)
		}
	}
	for _, line := range []string{"-f config", "-u x", "-C user", "-oPubkeyAuthentication=no", "-oPasswordAuthentication=no --one-off-password",
		"-oMatch=user", "-oRDomain=x", "-oPort=65536"} {
		if _, err := parseServe(alice, strings.Fields(line)); err == nil {
			t.Errorf("serve %s: want an error", line)
		}
	}
}

func TestForcedCommandIsItsWholeLine(t *testing.T) {
	o, err := parseServe(alice, []string{"-o", `ForceCommand printf "%s\n" "a  b"`})
	if err != nil {
		t.Fatal(err)
	}
	if want := `printf "%s\n" "a  b"`; o.forceCommand != want || !o.hasForceCommand {
		t.Errorf("want %s, got %s", want, o.forceCommand)
	}
}

func TestAcceptEnvHasPatterns(t *testing.T) {
	o, err := parseServe(alice, []string{"-oAcceptEnv=LANG LC_*", "-oAcceptEnv=GIT_?"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"LANG": true, "LC_ALL": true, "GIT_X": true, "GIT_XY": false, "LD_PRELOAD": false, "LANGUAGE": false} {
		if got := o.accepts(name); got != want {
			t.Errorf("%s: want %v, got %v", name, want, got)
		}
	}
}

func TestAuthorizedKeysOnTheCommandLineAreHere(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ flag, want string }{
		{"keys.pub", filepath.Join(here, "keys.pub")},
		{"/etc/keys", "/etc/keys"},
	} {
		o, err := parseServe(&env{user: "u", home: "/home/u"}, []string{"-a", c.flag})
		if err != nil {
			t.Fatal(err)
		}
		got, err := o.authorizedFiles(&account{name: "u", home: "/home/u"})
		if err != nil || len(got) != 1 || got[0] != c.want {
			t.Errorf("-a %s: want %s, got %v, %v", c.flag, c.want, got, err)
		}
	}
}
