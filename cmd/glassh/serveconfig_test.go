//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// settings reads what -T prints.
func settings(text string) map[string][]string {
	m := make(map[string][]string)
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		m[name] = append(m[name], value)
	}
	return m
}

// sshdT runs OpenSSH's sshd -T.
func sshdT(t *testing.T, args ...string) (out string, ok bool) {
	t.Helper()
	const path = "/usr/sbin/sshd"
	if _, err := os.Stat(path); err != nil {
		t.Skip("there is no sshd to compare with")
	}
	if os.Getuid() == 0 {
		os.Mkdir("/run/sshd", 0o755) // which it wants to be there
	}
	text, err := exec.Command(path, append([]string{"-T"}, args...)...).Output()
	return string(text), err == nil
}

func oursT(t *testing.T, args ...string) (out, stderr string, ok bool) {
	t.Helper()
	e, stdout, errs := testEnv(t, "")
	status := run(append([]string{"sshd", "-T"}, args...), e)
	return stdout.String(), errs.String(), status == 0
}

// ownDefaults are the settings whose defaults are not sshd's: there are other algorithms.
var ownDefaults = strings.Fields(`ciphers macs kexalgorithms casignaturealgorithms hostkeyalgorithms pubkeyacceptedalgorithms
	hostbasedacceptedalgorithms pidfile hostkey ipqos`) // of Debian's sshd

// What -T prints is what sshd -T prints, of all keywords that both have.
func TestSettingsAreThoseOfSSHD(t *testing.T) {
	s := newSite(t)
	included := write(t, filepath.Join(s.dir, "part.conf"), "MaxSessions 3\nMatch User bob\n  PermitTTY no\n")
	write(t, filepath.Join(s.dir, "other.conf"), "MaxSessions 4\nAcceptEnv FROM_OTHER\n")
	for _, c := range []struct {
		name, text string
		args       string
	}{
		{"nothing", "", ""},
		{"comments and blanks", "# Port 23\n\n  \t\nPort\t24 # behind\n", ""},
		{"forms", "port=23\nLOGLEVEL verbose\nBanner \"/etc/my banner\"\nMaxAuthTries = 2\n", ""},
		{"the first value counts", "MaxSessions 3\nMaxSessions 4\nPermitTTY no\nPermitTTY yes\n", ""},
		{"lists add up", "AcceptEnv A B\nAcceptEnv C*\nPort 1\nPort 2\nAllowUsers a b@10.0.0.0/8\nAllowUsers c\nDenyUsers d\nAllowGroups e f\nDenyGroups g\n", ""},
		{"flags come first", "MaxSessions 3\nPort 4\nLoginGraceTime 5\n", "-o MaxSessions=7 -g 1m30"},
		{"ports of flags", "MaxSessions 3\n", "-p 77"},
		{"times", "LoginGraceTime 1h2m3\nClientAliveInterval 2m\nRekeyLimit 1G 1h\n", ""},
		{"addresses", "ListenAddress 127.0.0.1\nListenAddress [::1]:24\nPort 23\n", ""},
		{"families", "AddressFamily inet\n", ""},
		{"root", "PermitRootLogin prohibit-password\nStrictModes no\n", ""},
		{"root 2", "PermitRootLogin forced-commands-only\nPermitUserEnvironment yes\n", ""},
		{"patterns of variables", "PermitUserEnvironment LC_*,LANG\nSetEnv A=1 B=2\nSetEnv C=3\n", ""},
		{"commands", "ForceCommand echo  \"a b\"\nSubsystem sftp /usr/lib/sftp-server -f AUTH\nSubsystem x /bin/x y\n", ""},
		{"methods", "AuthenticationMethods publickey,password publickey,keyboard-interactive:pam\nKbdInteractiveAuthentication no\n", ""},
		{"any method", "AuthenticationMethods any\nChallengeResponseAuthentication yes\n", ""},
		{"hosts", "HostbasedAuthentication yes\nHostbasedUsesNameFromPacketOnly yes\nIgnoreRhosts shosts-only\nIgnoreUserKnownHosts yes\n", ""},
		{"rhosts", "IgnoreRhosts no\n", ""},
		{"startups", "MaxStartups 5:50:20\nPerSourceMaxStartups 3\nPerSourceNetBlockSize 24:56\n", ""},
		{"startups 2", "MaxStartups 7\nPerSourceMaxStartups none\nPerSourceNetBlockSize 24:128\n", ""},
		{"none", "ForceCommand none\nBanner none\nChrootDirectory none\nAuthorizedPrincipalsFile none\n", ""},
		{"files", "AuthorizedKeysFile /a/%u .b\nTrustedUserCAKeys /ca\nRevokedKeys /etc/passwd\nAuthorizedPrincipalsFile /p/%u\nChrootDirectory /c/%h\n", ""},
		{"lookups", "AuthorizedKeysCommand /bin/keys %u %f\nAuthorizedKeysCommandUser nobody\n", ""},
		{"more lookups", "AuthorizedPrincipalsCommand /bin/p \"a  b\"\nAuthorizedPrincipalsCommandUser nobody\n", ""},
		{"algorithms", "Ciphers aes128-ctr,aes256-ctr\nMACs hmac-sha2-256\nKexAlgorithms curve25519-sha256\nPubkeyAcceptedAlgorithms ssh-ed25519\nHostKeyAlgorithms ssh-ed25519\nCASignatureAlgorithms ssh-ed25519\n", ""},
		{"timeouts", "ChannelTimeout session:*=5m x11-connection=0\nUnusedConnectionTimeout 2m\n", ""},
		{"no timeouts", "ChannelTimeout none\nUnusedConnectionTimeout none\n", ""},
		{"texts", "VersionAddendum hello  there\nSyslogFacility local3\nExposeAuthInfo yes\n", ""},
		{"no text", "VersionAddendum none\nSyslogFacility AUTHPRIV\n", ""},
		{"what is known of a user before the login", "Match User bob\n MaxAuthTries 2\n Banner /b\n ClientAliveInterval 5\n ClientAliveCountMax 4\n LogLevel ERROR\n PubkeyAcceptedAlgorithms ssh-ed25519\n RekeyLimit 1M\n RequiredRSASize 3000\n UnusedConnectionTimeout 9\n ChannelTimeout a=1\n ExposeAuthInfo yes\n", "-C user=bob"},
		{"devices", "PubkeyAuthOptions touch-required verify-required\nTCPKeepAlive no\nPermitEmptyPasswords yes\n", ""},
		{"no options of devices", "PubkeyAuthOptions none\n", ""},
		{"the agent of the host", "HostKeyAgent /run/agent\n", ""},
		{"names", "UseDNS yes\n", ""},
		{"urgency", "IPQoS EF none\n", ""},
		{"urgency of all", "IPQoS 17\nMatch User bob\nIPQoS cs0\n", "-C user=bob"},
		{"older names", "KeepAlive no\nDSAAuthentication no\nSkeyAuthentication no\nHostbasedAcceptedKeyTypes ssh-ed25519\n", ""},
		{"what is read over", "Protocol 2\nFingerprintHash sha256\nUsePrivilegeSeparation sandbox\nKeyRegenerationInterval 3600\nUsePAM yes\nGSSAPIAuthentication yes\nMaxSessions 3\n", ""},
		{"include", "Include " + included + "\nMaxSessions 9\nPermitTTY yes\n", ""},
		{"include of a pattern", "Include " + s.dir + "/*.conf\nMaxSessions 9\n", "-C user=bob"},
		{"no match", "PermitTTY yes\nMatch User bob\n PermitTTY no\n", "-C user=alice"},
		{"nobody", "PermitTTY yes\nMatch User bob\n PermitTTY no\nMatch Address *\n MaxSessions 2\nMatch User *\n AcceptEnv X\n", ""},
		{"a user", "PermitTTY yes\nMatch User bob\n PermitTTY no\n", "-C user=bob"},
		{"users", "Match User \"!bob,*\"\n PermitTTY no\n", "-C user=bob"},
		{"users 2", "Match User !bob,*\n PermitTTY no\n", "-C user=carol"},
		{"all", "Match all\n PermitTTY no\n MaxSessions 2\nMatch User bob\n MaxSessions 3\n", "-C user=bob"},
		{"a match and a flag", "Match User bob\n MaxSessions 3\n", "-C user=bob -o MaxSessions=4"},
		{"the first match", "MaxSessions 9\nMatch User b*\n MaxSessions 3\nMatch User bob\n MaxSessions 4\n PermitTTY no\n", "-C user=bob"},
		{"match by case", "match user bob\n MaxSessions 3\n", "-C user=Bob"},
		{"an address", "Match Address 10.0.0.0/8,192.168.1.1\n MaxSessions 3\n", "-C user=a,addr=10.2.3.4,host=x"},
		{"no address", "Match Address 10.0.0.0/8,!10.2.0.0/16\n MaxSessions 3\n", "-C user=a,addr=10.2.3.4,host=x"},
		{"an address of 6", "Match Address fe80::/10,2001:db8::*\n MaxSessions 3\n", "-C user=a,addr=2001:db8::1,host=x"},
		{"address pattern", "Match Address 10.*\n MaxSessions 3\n", "-C user=a,addr=10.2.3.4,host=x"},
		{"a host", "Match Host *.Example.org,!test.example.org\n MaxSessions 3\n", "-C user=a,host=a.example.ORG,addr=1.2.3.4"},
		{"two conditions", "Match User a Host h\n MaxSessions 3\n", "-C user=a,host=h,addr=1.2.3.4"},
		{"two conditions, one fails", "Match User a Host h\n MaxSessions 3\n", "-C user=a,host=i,addr=1.2.3.4"},
		{"a port and an address", "Match LocalPort 22 LocalAddress 10.0.0.1\n MaxSessions 3\n", "-C user=a,laddr=10.0.0.1,lport=22"},
		{"another port", "Match LocalPort 23\n MaxSessions 3\n", "-C user=a,laddr=10.0.0.1,lport=22"},
		{"a group", "Match Group root\n MaxSessions 3\n", "-C user=root,host=h,addr=1.2.3.4"},
		{"another group", "Match Group !root,*\n MaxSessions 3\n", "-C user=root,host=h,addr=1.2.3.4"},
		{"lists of a match take the place", "AcceptEnv A\nAllowUsers x\nMatch User bob\n AcceptEnv B\n AcceptEnv C\n AllowUsers bob\n", "-C user=bob"},
		{"include in a match", "Match User bob\n Include " + filepath.Join(s.dir, "other.conf") + "\n", "-C user=bob"},
		{"include in another match", "Match User carol\n Include " + filepath.Join(s.dir, "other.conf") + "\n", "-C user=bob"},
	} {
		file := write(t, filepath.Join(s.dir, "config"), c.text)
		args := append([]string{"-f", file, "-h", s.host}, strings.Fields(c.args)...)
		theirs, ok := sshdT(t, args...)
		if !ok {
			t.Errorf("%s: sshd does not take it", c.name)
			continue
		}
		ours, said, ok := oursT(t, args...)
		if !ok {
			t.Errorf("%s: %s", c.name, said)
			continue
		}
		want, got := settings(theirs), settings(ours)
		for name := range printers {
			name = strings.ToLower(name)
			if strings.HasPrefix(name, "persourcepenal") || name == "refuseconnection" { // sshd has them from 9.8 on
				continue
			}
			if slices.Contains(ownDefaults, name) && !strings.Contains(strings.ToLower(c.text), name) {
				continue
			}
			if name == "listenaddress" { // in no order
				slices.Sort(want[name])
				slices.Sort(got[name])
			}
			if diff := cmp.Diff(want[name], got[name]); diff != "" {
				t.Errorf("%s: %s (-sshd +glassh):\n%s", c.name, name, diff)
			}
		}
	}
}

func TestBadConfigurationFiles(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct{ text, want string }{
		{"Fnord 1\n", "line 1: Bad configuration option: fnord"},
		{"Port 22\nMaxSessions\n", `line 2: no argument after keyword "MaxSessions"`},
		{"Match User bob\n Port 23\n", "line 2: Directive 'port' is not allowed within a Match block"},
		{"Match\n", `line 1: no argument after keyword "Match"`},
		{"Match User\n", "line 1: missing argument for Match 'user'"},
		{"Match Fnord x\n", "line 1: Unsupported Match attribute fnord"},
		{"Match all User x\n", "line 1: 'all' cannot be combined with other Match attributes"},
		{"Match Address 10.0.0.1/8\n", "line 1: Match address: \"10.0.0.1/8\" is no block of addresses"},
		{"Match LocalPort x\n", "line 1: Invalid port 'x' on Match line"},
		{"ChannelTimeout session:*\n", "line 1: invalid channel timeout"},
		{"SyslogFacility kern\n", "line 1: unsupported log facility 'kern'"},
		{"Match User bob\n SyslogFacility AUTH\n", "line 2: Directive 'syslogfacility' is not allowed within a Match block"},
		{"Match User bob\n MaxSessions many\n", `line 2: "many" is not a number`},
		{"AllowUsers a@10.0.0.1/8\n", "line 1: \"10.0.0.1/8\" is no block of addresses"},
		{"Subsystem sftp internal-sftp\n", "line 1: internal-sftp is not supported yet"},
		{"ForceCommand internal-sftp -R\n", "line 1: internal-sftp is not supported yet"},
		{"Subsystem a /a\nSubsystem a /b\n", "line 2: Subsystem 'a' already defined."},
		{"Subsystem a\n", "line 1: there is no command"},
		{"RDomain x\n", "line 1: option RDomain is not supported yet, except as none"},
		{"Banner \"x\n", "line 1: "},
		{"Host bob\n", "line 1: "},
		{"Include " + s.dir + "/part\n", "part line 1: "},
	} {
		write(t, filepath.Join(s.dir, "part"), "Port x\n")
		file := write(t, filepath.Join(s.dir, "config"), c.text)
		for _, args := range [][]string{{"serve", "-t"}, {"serve", "-T"}, {"serve"}} {
			_, stderr, status := glassh(t, append(args, "-f", file, "-h", s.host)...)
			if status == 0 || !strings.Contains(strings.ReplaceAll(stderr, ": line", " line"), strings.ReplaceAll(c.want, ": line", " line")) {
				t.Errorf("%v, %q: want %q, got %d, %q", args, c.text, c.want, status, stderr)
			}
		}
		if _, ok := sshdT(t, "-f", file, "-h", s.host); ok && !strings.Contains(c.want, "not supported") {
			t.Errorf("%q: sshd takes it", c.text)
		}
	}
	_, stderr, status := glassh(t, "serve", "-f", s.dir+"/none")
	if status != 1 || !strings.Contains(stderr, "no such file") {
		t.Errorf("no file: got %d, %q", status, stderr)
	}
}

// Whoever makes a keyword work says how it is printed, and whether a Match may have it.
func TestEveryKeywordThatWorksIsPrinted(t *testing.T) {
	for _, k := range serveKeywords {
		if k.set != nil && printers[k.name] == nil {
			t.Errorf("%s has no line in printers", k.name)
		}
		if k.set != nil && !slices.Contains(shown, k.name) {
			t.Errorf("%s has no place in shown", k.name)
		}
	}
	for _, name := range inMatch {
		if serveKeywords.find(name) == nil {
			t.Errorf("a Match may have %s, which is not known", name)
		}
	}
}
