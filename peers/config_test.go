package peers_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What the two programs make of the same files is compared as both print it: ssh -G.

// configs are files, and the words of the command line for each.
var configs = []struct {
	name, text string
	args       []string
}{
	{"nothing", "", []string{"box"}},
	{"flags", "", []string{"-4", "-p", "2022", "-l", "bob", "-n", "-N", "-b", "127.0.0.1", "-i", "/dev/null", "-i", "/etc/passwd", "-e", "^B", "box"}},
	{"more flags", "", []string{"-6", "-s", "-t", "-q", "-e", "none", "ssh://bob@BOX.example:77", "sftp"}},
	{"first value", "Port 1\nPort 2\nUser a\nHost box\nUser b\nIdentityFile x\nIdentityFile y\n", []string{"-i", "/dev/null", "box"}},
	{"patterns", "Host b* !bo?\nPort 1\nHost *x\nPort 2\nHost a b box\nPort 3\nHost *\nPort 4\n", []string{"box"}},
	{"negated alone", "Host !other\nPort 1\n", []string{"box"}},
	{"quotes", "HostKeyAlias \"a b\"\nSetEnv \"A=x y\" B='1 2' C=\\\"d\nUserKnownHostsFile \"/a b\" '/c d' /e\\ f\n", []string{"box"}},
	{"comments", "# x\n  # y\nUser bob # z\nHostKeyAlias a#b\n\n\tPort\t=\t22\nIdentityFile=i\n", []string{"box"}},
	{"-o forms", "Port 9\n", []string{"-oPort=1", "-o", "User bob", "-o", "SetEnv = \"A=b c\"", "box"}},
	{"match", "Match host box user x\nPort 1\nMatch originalhost b*,!c !user x\nPort 2\nMatch localuser *\nHostKeyAlias me\nMatch all\nCompression no\n", []string{"box"}},
	{"match user", "User carol\nMatch user carol,dave\nPort 1\n", []string{"box"}},
	{"match exec", "Match exec \"test %h = box -a %p = 7\"\nHostKeyAlias yes\nMatch !exec true\nUser no\nMatch host x exec \"exit 0\"\nUser no\n", []string{"-p7", "box"}},
	{"final", "Host box\nHostname %h.example\nHost *.example\nPort 7\nMatch final\nUser late\nMatch !final\nHostKeyAlias early\n", []string{"box"}},
	{"canonical", "Match canonical\nPort 1\nMatch !canonical all\nPort 2\n", []string{"box"}},
	{"host name", "Hostname %h.Example%%\nHost box.*\nUser no\nMatch host box.example*\nUser yes\n", []string{"Box"}},
	{"include", "Host no\nInclude DIR/inc\nHost box\nInclude DIR/inc DIR/none* DIR/in?\nUser after\n", []string{"box"}},
	{"proxy", "ProxyCommand nc -X 5 \"%h\" %p # not a comment\n", []string{"box"}},
	{"proxy first", "ProxyCommand nc %h %p\nProxyJump a\n", []string{"box"}},
	{"jump first", "ProxyJump u@a:7,b\nProxyCommand nc %h %p\n", []string{"box"}},
	{"jump none", "ProxyJump none\nProxyCommand nc %h %p\n", []string{"box"}},
	{"jump flag", "ProxyJump a\n", []string{"-J", "c,d@e:5", "box"}},
	{"numbers", "ConnectTimeout 1m30s\nConnectionAttempts 4\nServerAliveInterval 15\nServerAliveCountMax 2\nNumberOfPasswordPrompts 1\n" +
		"RekeyLimit 1G 1h\nRequiredRSASize 2048\n", []string{"box"}},
	{"switches", "BatchMode yes\nServerAliveInterval 1\nHashKnownHosts yes\nIdentitiesOnly yes\nKbdInteractiveAuthentication no\nPasswordAuthentication no\n" +
		"PubkeyAuthentication no\nTCPKeepAlive no\nStdinNull yes\nVisualHostKey yes\nPermitLocalCommand yes\nEnableEscapeCommandline yes\n" +
		"ForkAfterAuthentication yes\nProxyUseFdpass yes\nSessionType none\nRequestTTY force\nAddressFamily inet6\n", []string{"box"}},
	{"strict", "StrictHostKeyChecking accept-new\nRequestTTY no\nSessionType default\n", []string{"box"}},
	{"strict no", "StrictHostKeyChecking off\nRequestTTY yes\nLogLevel verbose\n", []string{"box"}},
	{"lists", "Ciphers aes128-ctr,aes256-ctr\nMACs hmac-sha2-256\nKexAlgorithms curve25519-sha256\nHostKeyAlgorithms ssh-ed25519\n" +
		"PubkeyAcceptedAlgorithms rsa-sha2-256\nCASignatureAlgorithms ssh-ed25519\nPreferredAuthentications publickey,password\n", []string{"box"}},
	{"environment", "SendEnv LANG LC_*\nSendEnv X -LC_*\nSetEnv A=1 B=2\nSetEnv C=3\n", []string{"-oSendEnv=FIRST", "box"}},
	{"commands", "RemoteCommand echo \"%n %h\"  %r\nLocalCommand  notify %h '%p'\n", []string{"box"}},
	{"agent", "IdentityAgent ~/agent-%r\nAddKeysToAgent confirm 5m\nCertificateFile ~/c\n", []string{"-lbob", "box"}},
	{"agent ask", "IdentityAgent none\nAddKeysToAgent ask\n", []string{"box"}},
	{"agent time", "IdentityAgent SSH_AUTH_SOCK\nAddKeysToAgent 90\n", []string{"box"}},
	{"agent yes", "AddKeysToAgent yes\nRevokedHostKeys /a\nBindAddress 127.0.0.1\nBindInterface lo\n", []string{"box"}},
	{"forwards", "LocalForward 80 host:443\nLocalForward [::1]:81 [::2]:82\nLocalForward /a/b c:5\nRemoteForward 0 h:1\n" +
		"RemoteForward *:80\nRemoteForward /x 127.0.0.1:9\nDynamicForward 1080\nDynamicForward [::1]:1081\nGatewayPorts yes\nExitOnForwardFailure yes\n" +
		"StreamLocalBindMask 0117\nStreamLocalBindUnlink yes\nPermitRemoteOpen a:1 [::1]:2 *:3\n", []string{"-L7:x:8", "-D", "/s/t", "box"}},
	{"no forwards", "LocalForward 80 host:443\nClearAllForwardings yes\nPermitRemoteOpen none\n", []string{"-g", "-oExitOnForwardFailure=no", "box"}},
	{"unknown", "IgnoreUnknown Fn*,Other\nFnord x\nother y z\nPort 3\n", []string{"box"}},
	{"hosts command", "KnownHostsCommand /bin/echo \"%h x\" 'y'  \nCheckHostIP yes\n", []string{"box"}},
	{"hosts command none", "KnownHostsCommand none\nKnownHostsCommand /x\n", []string{"box"}},
	{"canonical names", "CanonicalizeHostname yes\nCanonicalDomains none.invalid Other.Invalid.\nCanonicalizeMaxDots 0\nMatch canonical\nPort 7\n", []string{"box"}},
	{"canonical always", "CanonicalizeHostname always\nCanonicalizePermittedCNAMEs *.A:*.b,*.c x:y\nProxyJump a\nHost box.a\nPort 7\n", []string{"box.a"}},
	{"canonical not", "CanonicalizeHostname no\nCanonicalDomains none\nCanonicalizeFallbackLocal no\nCanonicalizePermittedCNAMEs none\nMatch canonical\nPort 7\n", []string{"box"}},
	{"address", "Host ::1\nPort 7\n", []string{"0::0:1"}},
	{"address final", "Match final\nUser x\nHost ::1\nPort 7\n", []string{"0::0:1"}},
	{"IPQoS", "IPQoS AF21 reliability\nNoHostAuthenticationForLocalhost yes\nSyslogFacility local3\n", []string{"box"}},
	{"IPQoS numbers", "IPQoS 0x10 33\nSyslogFacility AUTH\n", []string{"box"}},
	{"fingerprints", "FingerprintHash MD5\n", []string{"box"}},
	{"IPQoS one", "IPQoS none\n", []string{"-y", "box"}},
	{"escape", "EscapeChar ^]\nLogLevel DEBUG\n", []string{"box"}},
	{"old names", "KeepAlive no\nPubkeyAcceptedKeyTypes ssh-ed25519\nChallengeResponseAuthentication no\nGSSAPIAuthentication no\n", []string{"box"}},
	{"control", "ControlMaster auto\nControlPath ~/c-%C-%h-%p-%r-${HOME}\nControlPersist 10m\n", []string{"-lbob", "box"}},
	{"control flags", "ControlMaster no\nControlPath /a\nControlPersist yes\n", []string{"-M", "-M", "-S", "/b%n", "box"}},
	{"control none", "ControlMaster autoask\nControlPath none\nControlPersist 0\n", []string{"box"}},
	{"known hosts", "UserKnownHostsFile ~/a /%h %d/b\nGlobalKnownHostsFile /c /d\n", []string{"box"}},
	{"known hosts none", "UserKnownHostsFile none\nGlobalKnownHostsFile none\nIdentityFile none\n", []string{"box"}},
}

func TestConfigurationIsThatOfOpenSSH(t *testing.T) {
	theirs, ours := find(t, "ssh"), glassh(t)
	for _, c := range configs {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			k := &keyring{dir: t.TempDir()}
			k.write(t, "inc", "Port 5\nHost nobody\nPort 6\nUser never\nHost *\nHostKeyAlias included\n")
			file := k.write(t, "config", strings.ReplaceAll(c.text, "DIR", k.dir))
			args := append([]string{"-G", "-F", file}, c.args...)
			want, err := dumped(theirs, args...)
			if err != nil {
				t.Fatalf("ssh %q: %v", args, err)
			}
			got, err := dumped(ours, append([]string{"ssh"}, args...)...)
			if err != nil {
				t.Fatalf("glassh ssh %q: %v", args, err)
			}
			names := make(map[string]bool)
			for _, line := range got {
				names[word(line)] = true
			}
			// What they do not have, or print of what this program cannot do, and the
			// lists of algorithms that the file does not set.
			lacks := func(line string) bool {
				name := word(line)
				return !names[name] || name == "ipqos" && !strings.Contains(c.text, "IPQoS") || // Debian's default is its own
					strings.Contains(line, "umac-64") || strings.Contains(line, "aes192-ctr") || strings.Contains(line, "sntrup761") ||
					name != "identityfile" && strings.Count(line, "ecdsa-sha2-nistp384") > 0 || strings.HasSuffix(line, "id_xmss") ||
					strings.HasSuffix(line, "id_dsa") || strings.HasSuffix(line, "id_ed448") || strings.HasSuffix(line, "id_mldsa44_ed25519")
			}
			want, got = slices.DeleteFunc(want, lacks), slices.DeleteFunc(got, lacks)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-ssh +glassh ssh):\n%s", diff)
			}
		})
	}
}

// Files that OpenSSH refuses are refused in the same words.
func TestBadConfigurationIsThatOfOpenSSH(t *testing.T) {
	theirs, ours := find(t, "ssh"), glassh(t)
	for _, text := range []string{
		"Fnord 1\nUser a\nFnart 2\n", "Port\n", "User \"a\n", "Host nobody\nFnord\nFnord 1\n",
		// Of these, only the last lines are the same.
		"Match host\n", "Match shoesize 3\n", "Match all host x\n",
	} {
		k := &keyring{dir: t.TempDir()}
		file := k.write(t, "config", strings.ReplaceAll(text, "DIR", k.dir))
		said := func(program ...string) string {
			out, err := exec.Command(program[0], append(program[1:], "-G", "-F", file, "box")...).CombinedOutput()
			if err == nil {
				t.Errorf("%q: %s takes it", text, filepath.Base(program[0]))
			}
			s := strings.ReplaceAll(string(out), "\r\n", "\n")
			s = strings.ReplaceAll(strings.TrimSpace(s), "glassh ssh: ", "")
			if strings.HasPrefix(text, "Match") {
				s = s[strings.LastIndexByte(s, '\n')+1:]
			}
			return s
		}
		want, got := said(theirs), said(ours, "ssh")
		if strings.ToLower(want) != strings.ToLower(got) {
			t.Errorf("%q:\nwant %s\ngot  %s", text, want, got)
		}
	}
}

func dumped(program string, args ...string) ([]string, error) {
	out, err := exec.Command(program, args...).Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, err.(*exec.ExitError).Stderr)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n"), nil
}

func word(line string) string {
	name, _, _ := strings.Cut(line, " ")
	return name
}
