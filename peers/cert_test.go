package peers_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	xssh "golang.org/x/crypto/ssh"

	"github.com/glassh/glassh/ssh/keys"
)

// certifiedTypes are the types of keys that ssh-keygen certifies, in its flags, and the
// algorithms of their certificates.
var certifiedTypes = []struct {
	name, flags string
	algorithms  []string
}{
	{"ed25519", "-t ed25519", []string{"ssh-ed25519-cert-v01@openssh.com"}},
	{"ecdsa256", "-t ecdsa -b 256", []string{"ecdsa-sha2-nistp256-cert-v01@openssh.com"}},
	{"ecdsa384", "-t ecdsa -b 384", []string{"ecdsa-sha2-nistp384-cert-v01@openssh.com"}},
	{"ecdsa521", "-t ecdsa -b 521", []string{"ecdsa-sha2-nistp521-cert-v01@openssh.com"}},
	{"rsa", "-t rsa -b 2048", []string{"rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com"}},
}

// An office is a directory with an authority, which certifies keys by a program: that
// of OpenSSH, or ours.
type office struct {
	*keyring
	ca      *keyPair
	program []string
}

// newOffice makes the keys of an authority, of a host and of a user.
func newOffice(t testing.TB, program []string, caFlags, flags string) *office {
	t.Helper()
	o := &office{keyring: &keyring{dir: t.TempDir()}, program: program}
	o.ca, o.host, o.user = o.key(t, "ca", caFlags), o.key(t, "host", flags), o.key(t, "user", flags)
	o.write(t, "authorized_keys", "cert-authority "+o.ca.line())
	return o
}

func (o *office) run(t testing.TB, args ...string) {
	t.Helper()
	args = append(o.program[1:len(o.program):len(o.program)], args...)
	if out, err := exec.Command(o.program[0], args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", o.program[0], args, err, out)
	}
}

func (o *office) key(t testing.TB, name, flags string) *keyPair {
	t.Helper()
	p := &keyPair{path: filepath.Join(o.dir, name)}
	o.run(t, append(strings.Fields(flags), "-q", "-N", "", "-C", name, "-f", p.path)...)
	var err error
	if p.pem, err = os.ReadFile(p.path); err != nil {
		t.Fatal(err)
	}
	if p.private, err = keys.ParsePrivate(p.pem); err != nil {
		t.Fatal(err)
	}
	return p
}

// certify makes key-cert.pub beside the key.
func (o *office) certify(t testing.TB, key *keyPair, flags ...string) {
	t.Helper()
	o.run(t, append(append([]string{"-q", "-s", o.ca.path, "-I", "an ID"}, flags...), key.path+".pub")...)
}

// offices are those who certify.
func offices(t *testing.T) map[string][]string {
	return map[string][]string{"ssh-keygen": {find(t, "ssh-keygen")}, "glassh": {glassh(t), "keygen"}}
}

// certifiedPairs are the pairs of programs, as they go by the same files.
var certifiedPairs = []pair{
	{name: "client=ssh/server=glassh", client: openSSH, server: glasshServe},
	{name: "client=program/server=sshd", client: glasshSSH, server: sshd},
}

// TestCertificatesOfEveryType has hosts and users of each type known by nothing but
// their authority, of another type.
func TestCertificatesOfEveryType(t *testing.T) {
	for maker, program := range offices(t) {
		for i, typ := range certifiedTypes {
			t.Run("by="+maker+"/type="+typ.name, func(t *testing.T) {
				t.Parallel()
				o := newOffice(t, program, certifiedTypes[(i+1)%len(certifiedTypes)].flags, typ.flags)
				o.certify(t, o.host, "-h", "-n", "127.0.0.1,box")
				o.certify(t, o.user, "-n", me(t), "-V", "-1h:+1h", "-z", "3")
				line := "HostCertificate " + o.host.path + "-cert.pub"
				for _, p := range certifiedPairs {
					for _, algorithm := range typ.algorithms {
						s := p.server(t, o.keyring, serverOptions{userKeys: algorithm, config: []string{line}})
						j := job{command: "echo in", known: "@cert-authority [127.0.0.1]:PORT " + o.ca.line(),
							options: []string{"HostKeyAlgorithms=" + algorithm}}
						check(t, result{outcome: exited, stdout: "in\n"}, p.client(testContext(t), t, o.keyring, s, j))
						// And by default, among all that they offer.
						j.options = nil
						check(t, result{outcome: exited, stdout: "in\n"}, p.client(testContext(t), t, o.keyring, s, j))
					}
				}
			})
		}
	}
}

// TestWhichHostCertificatesAreAccepted compares what OpenSSH's client and ours make of
// the same certificate and the same lines.
func TestWhichHostCertificatesAreAccepted(t *testing.T) {
	for _, c := range []struct {
		name, flags, known string // CA and KEY stand for the keys
		want               outcome
	}{
		{"for the host", "-n 127.0.0.1", "@cert-authority * CA", exited},
		{"for another host", "-n box", "@cert-authority * CA", wrongHost},
		{"expired", "-n 127.0.0.1 -V 20200101:20210101", "@cert-authority * CA", wrongHost},
		{"not yet valid", "-n 127.0.0.1 -V 20980101:20990101", "@cert-authority * CA", wrongHost},
		{"expired, and its key known", "-n 127.0.0.1 -V 20200101:20210101", "@cert-authority * CA\n[127.0.0.1]:PORT KEY", exited},
		{"another authority", "-n 127.0.0.1", "@cert-authority * KEY", wrongHost},
		{"the authority of another host", "-n 127.0.0.1", "@cert-authority box CA", wrongHost},
		{"no authority, and its key known", "-n 127.0.0.1", "[127.0.0.1]:PORT KEY", exited},
		{"a revoked authority", "-n 127.0.0.1", "@cert-authority * CA\n@revoked * CA", wrongHost},
		{"a revoked authority, and its key known", "-n 127.0.0.1", "[127.0.0.1]:PORT KEY\n@revoked * CA", wrongHost},
		{"a revoked key", "-n 127.0.0.1", "@cert-authority * CA\n@revoked * KEY", wrongHost},
		{"a critical option", "-n 127.0.0.1 -O critical:x@example.org=1", "@cert-authority * CA", wrongHost},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, offices(t)["ssh-keygen"], "-t ed25519", "-t ed25519")
			o.certify(t, o.host, append([]string{"-h"}, strings.Fields(c.flags)...)...)
			o.certify(t, o.user, "-n", me(t))
			known := strings.NewReplacer("CA\n", o.ca.line(), "KEY\n", o.host.line()).Replace(c.known + "\n")
			for _, p := range certifiedPairs {
				s := p.server(t, o.keyring, serverOptions{config: []string{"HostCertificate " + o.host.path + "-cert.pub"}})
				r := p.client(testContext(t), t, o.keyring, s, job{command: "true", known: known})
				r.stderr = ""
				check(t, result{outcome: c.want}, r)
			}
		})
	}
}

// TestWhichUserCertificatesAreAccepted compares what OpenSSH's server and ours make of
// the same certificate, for the user ME, by lines of authorized_keys and by
// TrustedUserCAKeys.
func TestWhichUserCertificatesAreAccepted(t *testing.T) {
	for _, c := range []struct {
		name, line, flags string // line: the options of the authority's; "trusted" is TrustedUserCAKeys
		principals        string // of AuthorizedPrincipalsFile
		want              string // the output; "" is a refusal
	}{
		{"the user", "cert-authority", "-n ME", "", "asked"},
		{"one of several names", "cert-authority", "-n other,ME", "", "asked"},
		{"another user", "cert-authority", "-n other", "", ""},
		{"a wildcard", "cert-authority", "-n *", "", ""},
		{"by principals=", `cert-authority,principals="x,y"`, "-n y", "", "asked"},
		{"not by principals=", `cert-authority,principals="x"`, "-n ME", "", ""},
		{"expired", "cert-authority", "-n ME -V 20200101:20210101", "", ""},
		{"not yet valid", "cert-authority", "-n ME -V 20980101:20990101", "", ""},
		{"of a host", "cert-authority", "-h -n ME", "", ""},
		{"a line that is no authority's", "no-pty", "-n ME", "", ""},
		{"an expired line", `cert-authority,expiry-time="20200101"`, "-n ME", "", ""},
		{"an unknown option", "cert-authority", "-n ME -O critical:x@example.org=1", "", ""},
		{"an unknown extension", "cert-authority", "-n ME -O extension:x@example.org=1", "", "asked"},
		{"its address", "cert-authority", "-n ME -O source-address=127.0.0.0/8", "", "asked"},
		{"another address", "cert-authority", "-n ME -O source-address=192.0.2.0/24", "", ""},
		{"its address, not the line's", `cert-authority,from="192.0.2.1"`, "-n ME -O source-address=127.0.0.1", "", ""},
		{"a command", "cert-authority", "-n ME -O force-command=echo", "", "\n"},
		{"the line's command", `cert-authority,command="echo line"`, "-n ME", "", "line"},
		{"both", `cert-authority,command="pwd"`, "-n ME -O force-command=ls", "", ""},
		{"no terminal", "cert-authority", "-n ME -O clear", "", "asked"},

		{"trusted", "trusted", "-n ME", "", "asked"},
		{"trusted, for another", "trusted", "-n other", "", ""},
		{"trusted, expired", "trusted", "-n ME -V 20200101:20210101", "", ""},
		{"trusted, by a principal", "trusted", "-n ops", "# all\n\nops\n", "asked"},
		{"trusted, by none", "trusted", "-n ME", "ops\n", ""},
		{"trusted, with a command", "trusted", "-n ops", "command=\"echo ops\" ops\n", "ops"},
		{"trusted, with two", "trusted", "-n ops -O force-command=ls", "command=\"pwd\" ops\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, offices(t)["ssh-keygen"], "-t ed25519", "-t ed25519")
			var flags []string
			for _, flag := range strings.Fields(c.flags) {
				flags = append(flags, strings.ReplaceAll(flag, "ME", me(t)))
			}
			o.certify(t, o.user, flags...)
			var config []string
			o.write(t, "authorized_keys", c.line+" "+o.ca.line())
			if c.line == "trusted" {
				o.write(t, "authorized_keys", "")
				config = append(config, "TrustedUserCAKeys "+o.ca.path+".pub")
			}
			if c.principals != "" {
				o.write(t, "principals", c.principals)
				config = append(config, "AuthorizedPrincipalsFile "+filepath.Join(o.dir, "principals"))
			}
			want := result{outcome: exited, stdout: strings.TrimSuffix(c.want, "\n") + "\n"}
			if c.want == "" {
				want = result{outcome: wrongUser}
			}
			for _, start := range []startServer{sshd, glasshServe} {
				s := start(t, o.keyring, serverOptions{config: config})
				for _, client := range []client{openSSH, glasshSSH} {
					r := client(testContext(t), t, o.keyring, s, job{command: "echo asked"})
					if r.outcome == wrongUser {
						r.stderr = ""
					}
					check(t, want, r)
				}
			}
		})
	}
}

// TestOldAuthoritiesAreRefused: one that signs with SHA-1 is refused by OpenSSH and us,
// unless CASignatureAlgorithms has it.
func TestOldAuthoritiesAreRefused(t *testing.T) {
	o := newOffice(t, offices(t)["ssh-keygen"], "-t rsa -b 2048", "-t ed25519")
	o.certify(t, o.host, "-t", "ssh-rsa", "-h", "-n", "127.0.0.1")
	o.certify(t, o.user, "-t", "ssh-rsa", "-n", me(t))
	config := []string{"HostCertificate " + o.host.path + "-cert.pub"}
	const old = "CASignatureAlgorithms=+ssh-rsa"
	for _, p := range certifiedPairs {
		byKey := p.server(t, o.keyring, serverOptions{config: config})
		byOld := p.server(t, o.keyring, serverOptions{config: append(config, strings.Replace(old, "=", " ", 1))})
		known := "@cert-authority * " + o.ca.line()
		for _, c := range []struct {
			server *server
			job    job
			want   outcome
		}{
			{byKey, job{known: known}, wrongHost},
			{byKey, job{known: known, options: []string{old}}, wrongUser},
			{byOld, job{known: known, options: []string{old}}, exited},
		} {
			c.job.command = "true"
			r := p.client(testContext(t), t, o.keyring, c.server, c.job)
			r.stderr = ""
			check(t, result{outcome: c.want}, r)
		}
	}
}

// TestPrincipalsAsOfOpenSSH103 is about what older versions of OpenSSH, such as the one
// that is installed, see otherwise: no principals are nobody, and those of hosts have
// wildcards.
func TestPrincipalsAsOfOpenSSH103(t *testing.T) {
	o := newOffice(t, offices(t)["ssh-keygen"], "-t ed25519", "-t ed25519")
	o.certify(t, o.user)
	s := glasshServe(t, o.keyring, serverOptions{config: []string{"TrustedUserCAKeys " + o.ca.path + ".pub"}})
	r := openSSH(testContext(t), t, o.keyring, s, job{command: "true"})
	r.stderr = ""
	check(t, result{outcome: wrongUser}, r)

	o.certify(t, o.user, "-n", me(t))
	for flags, want := range map[string]outcome{"-n 127.0.*": exited, "-n 128.*": wrongHost, "": wrongHost} {
		o.certify(t, o.host, append([]string{"-h"}, strings.Fields(flags)...)...)
		s := sshd(t, o.keyring, serverOptions{config: []string{"HostCertificate " + o.host.path + "-cert.pub"}})
		r := glasshSSH(testContext(t), t, o.keyring, s, job{command: "true", known: "@cert-authority * " + o.ca.line()})
		r.stderr = ""
		check(t, result{outcome: want}, r)
	}
}

// TestXCryptoReadsOurCertificates checks them by another implementation.
func TestXCryptoReadsOurCertificates(t *testing.T) {
	for _, typ := range certifiedTypes {
		o := newOffice(t, offices(t)["glassh"], "-t ed25519", typ.flags)
		o.certify(t, o.user, "-n", "alice", "-O", "force-command=ls", "-O", "source-address=127.0.0.1")
		text, err := os.ReadFile(o.user.path + "-cert.pub")
		if err != nil {
			t.Fatal(err)
		}
		key, _, _, _, err := xssh.ParseAuthorizedKey(text)
		if err != nil {
			t.Fatalf("%s: %v", typ.name, err)
		}
		checker := xssh.CertChecker{SupportedCriticalOptions: []string{"force-command", "source-address"}}
		if err := checker.CheckCert("alice", key.(*xssh.Certificate)); err != nil {
			t.Errorf("%s: %v", typ.name, err)
		}
	}
}
