//go:build unix

package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/krl"
)

// An authority is a key that signs certificates.
type authority struct {
	*keys.PrivateKey
	file string // with its public half in file.pub
}

func (s *site) authority(t *testing.T) authority {
	file := filepath.Join(s.dir, "ca")
	return authority{newKey(t, file), file}
}

// certify makes a certificate of a key for an hour from now, as change says besides,
// and writes it to a file.
func (ca authority) certify(t *testing.T, file string, key *keys.PrivateKey, kind keys.CertificateKind, change func(c *keys.Certificate)) {
	t.Helper()
	now := uint64(time.Now().Unix())
	c := &keys.Certificate{Kind: kind, KeyID: "the ID", Serial: 7, ValidAfter: now - 60, ValidBefore: now + 3600}
	if kind == keys.HostCertificate {
		c.Principals = []string{"127.0.0.1"}
	} else {
		c.Principals, c.Extensions = []string{newEnv().user}, keys.UserExtensions()
	}
	if change != nil {
		change(c)
	}
	k, err := keys.SignCertificate(rand.Reader, ca, key.PublicKey(), c)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(k.AppendLine(nil, "")))
}

func expired(c *keys.Certificate) { c.ValidBefore = c.ValidAfter + 1 }

func principals(names ...string) func(*keys.Certificate) {
	return func(c *keys.Certificate) { c.Principals = names }
}

func critical(name, value string) func(*keys.Certificate) {
	return func(c *keys.Certificate) { c.CriticalOptions = append(c.CriticalOptions, keys.TextOption(name, value)) }
}

func TestHostCertificates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(c *keys.Certificate)
		known  string // PORT, CA and KEY stand for the server's
		option string
		why    []string // nil: in
	}{
		{name: "by its authority", known: "@cert-authority 127.0.0.1 CA"},
		{name: "at its port", known: "@cert-authority [127.0.0.1]:PORT CA"},
		{name: "by a wildcard", change: principals("127.*"), known: "@cert-authority 127.0.0.* CA"},
		{name: "no authority, and the key", known: "[127.0.0.1]:PORT KEY"},
		{name: "expired, and the key", change: expired, known: "@cert-authority * CA\n[127.0.0.1]:PORT KEY"},
		{name: "by its alias", change: principals("box"), known: "@cert-authority box CA", option: "HostKeyAlias=box"},
		{name: "nothing known", known: "#", why: []string{"is not known"}},
		{name: "another host", known: "@cert-authority box CA", why: []string{"is not known"}},
		{name: "the key as authority", known: "@cert-authority * KEY", why: []string{"is not known"}},
		{name: "the authority as key", known: "127.0.0.1 CA", why: []string{"is not known"}},
		{name: "expired", change: expired, known: "@cert-authority * CA", why: []string{"is not known", "the certificate has expired"}},
		{name: "for another", change: principals("box"), known: "@cert-authority * CA", why: []string{"is not for 127.0.0.1"}},
		{name: "with an option", change: critical("x", "y"), known: "@cert-authority * CA", why: []string{"critical option x"}},
		{name: "signed otherwise", known: "@cert-authority * CA", option: "CASignatureAlgorithms=rsa-sha2-512",
			why: []string{"signed it with ssh-ed25519, which is not accepted"}},
		{name: "a revoked authority", known: "@cert-authority * CA\n@revoked * CA", why: []string{"REVOKED", "the authority"}},
		{name: "a revoked key", known: "@cert-authority * CA\n@revoked * KEY", why: []string{"REVOKED"}},
	} {
		s := newSite(t)
		ca := s.authority(t)
		cert := s.host + "-cert.pub"
		ca.certify(t, cert, s.hostKey, keys.HostCertificate, c.change)
		sv := s.serveUnknown(t, "-c", cert)
		known := strings.NewReplacer("PORT", sv.port, "CA", ca.PublicKey().String(), "KEY", s.hostKey.PublicKey().String()).Replace(c.known)
		write(t, s.known, known+"\n")
		args := []string{"-o", "StrictHostKeyChecking=yes", "HOST", "echo in"}
		if c.option != "" {
			args = append([]string{"-o", c.option}, args...)
		}
		got := sv.run(t, args...)
		if c.why != nil {
			if got.status != 255 || strings.Contains(got.stdout, "in") {
				t.Errorf("%s: want a refusal, got %v", c.name, got)
			}
			for _, why := range c.why {
				if !strings.Contains(got.stderr, why) {
					t.Errorf("%s: want %q in %q", c.name, why, got.stderr)
				}
			}
		} else if got.stdout != "in\n" || got.status != 0 || got.stderr != "" {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestHostCertificatesThatDoNotFit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ca := s.authority(t)
	user, other := filepath.Join(s.dir, "u-cert.pub"), filepath.Join(s.dir, "o-cert.pub")
	ca.certify(t, user, s.hostKey, keys.UserCertificate, nil)
	ca.certify(t, other, s.userKey, keys.HostCertificate, nil)
	for file, why := range map[string]string{
		s.host + ".pub": "it is a plain key, and not a certificate",
		user:            "the certificate is for a user, and not for a host",
		other:           "no host key is the one that it certifies, " + s.userKey.PublicKey().Fingerprint(),
		s.dir + "/none": "no such file",
	} {
		got := output(t, s.command(t, "serve", "-t", "-h", s.host, "-o", "HostCertificate="+file))
		if got.status != 1 || !strings.Contains(got.stderr, "host certificate "+file+": "+why) {
			t.Errorf("%s: want %q, got %v", file, why, got)
		}
	}
	got := output(t, s.command(t, "serve", "-t", "-h", s.host, "-o", "TrustedUserCAKeys="+s.dir+"/none"))
	if got.status != 1 || !strings.Contains(got.stderr, "TrustedUserCAKeys: ") {
		t.Errorf("no authorities: %v", got)
	}
}

const denied = "permission denied"

func TestUserCertificates(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ca := s.authority(t)
	sv := s.serve(t)
	const command = "echo asked"
	for _, c := range []struct {
		options string // of the authority's line
		change  func(c *keys.Certificate)
		want    string // the output, or denied
	}{
		{"cert-authority", nil, "asked\n"},
		{"cert-authority", principals("x", newEnv().user), "asked\n"},
		{"cert-authority", principals("x"), denied},
		{`cert-authority,principals="y,x"`, principals("x"), "asked\n"},
		{`cert-authority,principals="y"`, nil, denied},
		{"cert-authority", expired, denied},
		{"cert-authority", func(c *keys.Certificate) { c.ValidAfter += 3000 }, denied},
		{"cert-authority", critical("no-fun", "x"), denied},
		{"cert-authority", critical("force-command", "echo forced; echo \"$SSH_ORIGINAL_COMMAND\""), "forced\necho asked\n"},
		{`cert-authority,command="echo line"`, nil, "line\n"},
		{`cert-authority,command="echo line"`, critical("force-command", "echo line"), "line\n"},
		{`cert-authority,command="echo line"`, critical("force-command", "echo cert"), denied},
		{"cert-authority", critical("source-address", "127.0.0.0/8"), "asked\n"},
		{"cert-authority", critical("source-address", "192.0.2.0/24"), denied},
		{"cert-authority", critical("source-address", ""), denied},
		{`cert-authority,from="127.0.0.1"`, critical("source-address", "127.0.0.0/8"), "asked\n"},
		{`cert-authority,from="192.0.2.1"`, critical("source-address", "127.0.0.0/8"), denied},
		{`cert-authority,expiry-time="20200101"`, nil, denied},
		{"", nil, denied}, // the line of a plain key
		{"no-pty", nil, denied},
	} {
		write(t, s.authorized, c.options+" "+ca.PublicKey().String()+"\n")
		ca.certify(t, s.user+"-cert.pub", s.userKey, keys.UserCertificate, c.change)
		got := sv.run(t, "HOST", command)
		if c.want == denied {
			got.refused(t, denied)
		} else if want := (result{c.want, "", 0}); got != want {
			t.Errorf("%s: want %v, got %v", c.options, want, got)
		}
	}
	// A host's certificate is not even shown.
	write(t, s.authorized, "cert-authority "+ca.PublicKey().String()+"\n")
	ca.certify(t, s.user+"-cert.pub", s.userKey, keys.HostCertificate, principals(newEnv().user))
	got := sv.run(t, "-v", "HOST", command)
	if got.status != 255 || !strings.Contains(got.stderr, "certificate not used") {
		t.Errorf("a host's certificate: got %v", got)
	}
	// Without permit-pty there is no terminal, and with no-pty neither.
	for options, extensions := range map[string][]keys.CertificateOption{
		"cert-authority": nil, "cert-authority,no-pty": keys.UserExtensions(), "cert-authority,restrict": keys.UserExtensions(),
	} {
		write(t, s.authorized, options+" "+ca.PublicKey().String()+"\n")
		ca.certify(t, s.user+"-cert.pub", s.userKey, keys.UserCertificate, func(c *keys.Certificate) { c.Extensions = extensions })
		got := sv.run(t, "-tt", "HOST", "true")
		if got.status != 255 || !strings.Contains(got.stderr, "PTY allocation request failed") {
			t.Errorf("%s: got %v", options, got)
		}
	}
	sv.stderr.await(t, 0, `certificate="\"the ID\" serial 7 by `+ca.PublicKey().Fingerprint())
	// The certificate does not make its plain key a stranger, nor the other way about.
	write(t, s.authorized, s.userKey.PublicKey().String()+"\n")
	sv.run(t, "HOST", command).is(t, result{"asked\n", "", 0})
}

func TestTrustedUserCAKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ca := s.authority(t)
	write(t, s.authorized, "")
	authorities := write(t, filepath.Join(s.dir, "authorities"), "# trusted\n\n"+read(t, ca.file+".pub")+"junk\n")
	if err := os.Mkdir(filepath.Join(s.dir, "principals"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(s.dir, "principals", newEnv().user)
	byName := s.serve(t, "-o", "TrustedUserCAKeys="+authorities)
	byFile := s.serve(t, "-o", "TrustedUserCAKeys="+authorities, "-o", "AuthorizedPrincipalsFile="+s.dir+"/principals/%u")
	bySHA512 := s.serve(t, "-o", "TrustedUserCAKeys="+authorities, "-o", "CASignatureAlgorithms=rsa-sha2-512")
	write(t, s.known, byName.knownLine()+byFile.knownLine()+bySHA512.knownLine())
	for _, c := range []struct {
		name   string
		sv     *server
		change func(c *keys.Certificate)
		file   string // of principals; "-" is none
		flags  string
		want   string
	}{
		{"the user", byName, nil, "-", "", "asked\n"},
		{"the user by another name", byName, nil, "-", "-l nobody-here", denied},
		{"another user", byName, principals("nobody-here"), "-", "", denied},
		{"another user by that name", byName, principals("nobody-here"), "-", "-l nobody-here", denied},
		{"expired", byName, expired, "-", "", denied},
		{"a command", byName, critical("force-command", "echo forced"), "-", "", "forced\n"},
		{"signed otherwise", bySHA512, nil, "-", "", denied},
		{"no file", byFile, nil, "-", "", denied},
		{"an empty file", byFile, nil, "", "", denied},
		{"not in the file", byFile, nil, "ops\n", "", denied},
		{"in the file", byFile, principals("ops"), "# all\nops\n", "", "asked\n"},
		{"with a command", byFile, principals("ops"), `command="echo ops" ops` + "\n", "", "ops\n"},
		{"with another command", byFile, func(c *keys.Certificate) { principals("ops")(c); critical("force-command", "x")(c) },
			`command="echo ops" ops` + "\n", "", denied},
		{"from elsewhere", byFile, principals("ops"), `from="192.0.2.1" ops` + "\n", "", denied},
		{"a bad line, and a good one", byFile, principals("ops"), "no-such ops\nops\n", "", "asked\n"},
	} {
		os.Remove(file)
		if c.file != "-" {
			write(t, file, c.file)
		}
		ca.certify(t, s.user+"-cert.pub", s.userKey, keys.UserCertificate, c.change)
		got := c.sv.run(t, append(strings.Fields(c.flags), "HOST", "echo asked")...)
		if c.want == denied {
			if got.status != 255 || !strings.Contains(got.stderr, denied) {
				t.Errorf("%s: want a refusal, got %v", c.name, got)
			}
		} else if want := (result{c.want, "", 0}); got != want {
			t.Errorf("%s: want %v, got %v", c.name, want, got)
		}
	}
	byName.stderr.await(t, 0, "line 4")
	// The plain keys of the user and of the authority are nobody's.
	if err := os.Remove(s.user + "-cert.pub"); err != nil {
		t.Fatal(err)
	}
	byName.run(t, "HOST", "true").refused(t, denied)
	byName.user = ca.file
	byName.run(t, "HOST", "true").refused(t, denied)
}

// Whether a device must have been touched, the certificate says, and where there is a
// file of principals, that as well.
func TestTouchOfCertificatesOfTrustedAuthorities(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ca := s.authority(t)
	write(t, s.authorized, "")
	file := filepath.Join(s.dir, "principals")
	trust := "TrustedUserCAKeys=" + ca.file + ".pub"
	byName, byFile := s.serve(t, "-o", trust), s.serve(t, "-o", trust, "-o", "AuthorizedPrincipalsFile="+file)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	device := &authenticator{key: key}
	for _, c := range []struct {
		name               string
		sv                 *server
		waived, verify     bool   // by the certificate
		line               string // in front of the name in the file
		untouched, touched bool   // in
	}{
		{"a certificate", byName, false, false, "", false, true},
		{"that waives it", byName, true, false, "", true, true},
		{"and wants a PIN", byName, true, true, "", false, false},
		{"the certificate waives it, and the line not", byFile, true, false, "", false, true},
		{"the line waives it, and the certificate not", byFile, false, false, "no-touch-required ", false, true},
		{"both waive it", byFile, true, false, "no-touch-required ", true, true},
	} {
		template := &keys.Certificate{
			Kind: keys.UserCertificate, KeyID: "x", Principals: []string{newEnv().user}, ValidBefore: keys.Forever,
		}
		if c.waived {
			template.Extensions = []keys.CertificateOption{{Name: "no-touch-required"}}
		}
		if c.verify {
			template.CriticalOptions = []keys.CertificateOption{{Name: "verify-required"}}
		}
		cert, err := keys.SignCertificate(rand.Reader, ca, device.PublicKey(), template)
		if err != nil {
			t.Fatal(err)
		}
		signer, err := keys.NewCertificateSigner(cert, device)
		if err != nil {
			t.Fatal(err)
		}
		write(t, file, c.line+newEnv().user+"\n")
		for flags, in := range map[byte]bool{0: c.untouched, 1: c.touched} {
			device.flags = flags
			if _, err := c.sv.dial(t, newEnv().user, ssh.PublicKeys(signer)); in != (err == nil) {
				t.Errorf("%s, flags %d: want in %v, got %v", c.name, flags, in, err)
			}
		}
	}
}

// CertificateFile is good for a key that only an agent has, as well.
func TestCertificateOfAKeyInAnAgent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ca, sv := s.authority(t), s.serve(t)
	_, socket := s.agentAt(t)
	if got := output(t, s.with(t, socket, "add", "-q", s.user)); got.status != 0 {
		t.Fatal(got)
	}
	cert := filepath.Join(s.dir, "cert.pub")
	ca.certify(t, cert, s.userKey, keys.UserCertificate, nil)
	write(t, s.authorized, "cert-authority "+ca.PublicKey().String()+"\n")
	login := func(args ...string) result {
		cmd := sv.client(t, append(args, "HOST", "echo in")...)
		cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+socket)
		return output(t, cmd)
	}
	file := s.user
	sv.user = "none" // no identity
	for _, only := range []string{"no", "yes"} {
		login("-o", "CertificateFile="+cert, "-o", "IdentitiesOnly="+only).is(t, result{"in\n", "", 0})
	}
	login().refused(t, denied)
	// And for one whose public half is in a file.
	sv.user = file
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	login("-o", "CertificateFile="+cert).is(t, result{"in\n", "", 0})
	write(t, file+"-cert.pub", read(t, cert))
	login().is(t, result{"in\n", "", 0})
}

// A certificate is revoked by itself, with its key, and with its authority, and a user's
// other ways in stay open.
func TestRevokedCertificates(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ca := s.authority(t)
	hostCert, file := s.host+"-cert.pub", filepath.Join(s.dir, "revoked")
	ca.certify(t, hostCert, s.hostKey, keys.HostCertificate, nil)
	ca.certify(t, s.user+"-cert.pub", s.userKey, keys.UserCertificate, nil)
	write(t, s.authorized, "cert-authority "+ca.PublicKey().String()+"\n")
	write(t, file, "")
	sv := s.serveUnknown(t, "-c", hostCert, "-o", "RevokedKeys="+file)
	write(t, s.known, "@cert-authority * "+ca.PublicKey().String()+"\n")
	in := result{"in\n", "", 0}
	list := func(k *keys.PublicKey) string { return string(k.AppendLine(nil, "")) }
	revoke := func(change func(k *krl.KRL)) string {
		k := new(krl.KRL)
		change(k)
		return string(k.Append(nil))
	}
	for _, c := range []struct {
		name, text string
		in         bool
	}{
		{"nothing", "", true},
		{"the authority", list(ca.PublicKey()), false},
		{"the keys", list(s.userKey.PublicKey()) + list(s.hostKey.PublicKey()), false},
		{"the authority, in a KRL", revoke(func(k *krl.KRL) { k.RevokeKey(ca.PublicKey()) }), false},
		{"the serial number", revoke(func(k *krl.KRL) { k.RevokeSerials(ca.PublicKey(), 7, 7) }), false},
		{"another serial number", revoke(func(k *krl.KRL) { k.RevokeSerials(ca.PublicKey(), 8, 9) }), true},
		{"another authority's", revoke(func(k *krl.KRL) { k.RevokeSerials(s.userKey.PublicKey(), 7, 7) }), true},
		{"the ID", revoke(func(k *krl.KRL) { k.RevokeID(ca.PublicKey(), "the ID") }), false},
	} {
		write(t, file, c.text)
		asUser := sv.run(t, "HOST", "echo in")
		write(t, file, "")
		hostFile := write(t, filepath.Join(s.dir, "revoked-hosts"), c.text)
		asHost := sv.run(t, "-o", "StrictHostKeyChecking=no", "-o", "RevokedHostKeys="+hostFile, "HOST", "echo in")
		if c.in && (asUser != in || asHost != in) {
			t.Errorf("%s: %v, %v", c.name, asUser, asHost)
		} else if !c.in {
			asUser.refused(t, denied)
			asHost.refused(t, "Host key verification failed")
		}
	}
}

func TestCertificateFile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ca := s.authority(t)
	sv := s.serve(t)
	write(t, s.authorized, "cert-authority "+ca.PublicKey().String()+"\n")
	good, bad, host := filepath.Join(s.dir, "good.pub"), filepath.Join(s.dir, "bad.pub"), filepath.Join(s.dir, "host.pub")
	ca.certify(t, good, s.userKey, keys.UserCertificate, nil)
	ca.certify(t, bad, s.userKey, keys.UserCertificate, expired)
	ca.certify(t, host, s.userKey, keys.HostCertificate, nil)
	in := result{"in\n", "", 0}
	sv.run(t, "HOST", "echo in").refused(t, denied)
	sv.run(t, "-o", "CertificateFile="+good, "HOST", "echo in").is(t, in)
	sv.run(t, "-o", "CertificateFile=good.pub", "HOST", "echo in").is(t, in) // from where the client runs
	sv.run(t, "-o", "CertificateFile="+bad, "HOST", "echo in").refused(t, denied)
	sv.run(t, "-o", "CertificateFile="+bad, "-o", "CertificateFile="+good, "HOST", "echo in").is(t, in)
	write(t, s.user+"-cert.pub", read(t, bad))
	sv.run(t, "-o", "CertificateFile="+good, "HOST", "echo in").is(t, in)
	sv.run(t, "-o", "CertificateFile=none", "HOST", "echo in").refused(t, denied)
	for file, why := range map[string]string{
		s.dir + "/none": "no such file", s.user + ".pub": "plain key", s.user: "private key", host: "for a host, and not for a user",
	} {
		sv.run(t, "-o", "CertificateFile="+file, "HOST", "true").refused(t, "certificate file "+file+": ", why)
	}
	// One that is of another key is of no use, and no harm.
	write(t, s.user+"-cert.pub", read(t, good))
	sv.user = filepath.Join(s.dir, "stranger")
	newKey(t, sv.user)
	write(t, sv.user+"-cert.pub", read(t, good))
	got := sv.run(t, "-o", "CertificateFile="+good, "HOST", "true")
	if got.status != 255 || !strings.Contains(got.stderr, denied) {
		t.Errorf("another's certificate: %v", got)
	}
}
