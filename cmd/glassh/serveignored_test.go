//go:build unix

package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
)

// debianConfig is what is set in the sshd_config that Debian's openssh-server comes with.
const debianConfig = `Include /etc/ssh/sshd_config.d/*.conf
KbdInteractiveAuthentication no
UsePAM yes
X11Forwarding yes
PrintMotd no
AcceptEnv LANG LC_*
Subsystem	sftp	/usr/lib/openssh/sftp-server
`

// The files that systems come with are taken, and what has no meaning here is said in one
// line each, once.
func TestFilesOfSystemsAreTaken(t *testing.T) {
	s := newSite(t)
	const pam = "Unsupported option UsePAM: PAM is asked neither for passwords nor about accounts and sessions"
	for _, c := range []struct {
		name, text string
		args       string
		want       []string
	}{
		{"Debian", strings.Replace(debianConfig, "/etc/ssh/", s.dir+"/none/", 1), "", []string{"CONFIG line 3: " + pam}},
		{"Red Hat", "HostKey " + s.host + "\nSyslogFacility AUTHPRIV\nAuthorizedKeysFile .ssh/authorized_keys\nGSSAPIAuthentication yes\nGSSAPICleanupCredentials no\nUsePAM yes\n", "",
			[]string{"CONFIG line 4: Unsupported option GSSAPIAuthentication", "CONFIG line 5: Unsupported option GSSAPICleanupCredentials", "CONFIG line 6: " + pam}},
		{"an old one", "Protocol 2\nUsePrivilegeSeparation yes\nServerKeyBits 1024\nRSAAuthentication yes\nUseLogin no\nPrintLastLog yes\n", "",
			[]string{"CONFIG line 2: Deprecated option UsePrivilegeSeparation", "CONFIG line 3: Deprecated option ServerKeyBits",
				"CONFIG line 4: Deprecated option RSAAuthentication", "CONFIG line 6: Unsupported option PrintLastLog"}},
		{"what holds", "UsePAM no\nGSSAPIAuthentication no\nPrintLastLog no\nLogVerbose none\n", "", nil},
		{"a block", "Match User bob\n KerberosAuthentication yes\n", "", []string{"CONFIG line 2: Unsupported option KerberosAuthentication"}},
		{"flags", "", "-o UsePAM=yes -oUsePAM=no", []string{"command line: " + pam}},
	} {
		file := write(t, filepath.Join(s.dir, "config"), c.text)
		_, stderr, status := glassh(t, append([]string{"serve", "-t", "-f", file, "-h", s.host}, strings.Fields(c.args)...)...)
		var got []string
		for line := range strings.Lines(stderr) {
			if strings.Contains(line, " option ") {
				got = append(got, strings.TrimSpace(strings.Replace(line, file, "CONFIG", 1)))
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" || status != 0 {
			t.Errorf("%s: status %d, %s (-want +got):\n%s", c.name, status, stderr, diff)
		}
	}
}

// What PubkeyAuthOptions asks of devices, no line of a key takes back.
func TestPubkeyAuthOptionsStandAboveTheLines(t *testing.T) {
	for _, c := range []struct {
		settings serveOptions
		line     keys.Options
		shown    keys.Presence
		in       bool
	}{
		{serveOptions{}, keys.Options{}, keys.Presence{Touched: true}, true},
		{serveOptions{}, keys.Options{NoTouchRequired: true}, keys.Presence{}, true},
		{serveOptions{touch: true}, keys.Options{NoTouchRequired: true}, keys.Presence{}, false},
		{serveOptions{touch: true}, keys.Options{NoTouchRequired: true}, keys.Presence{Touched: true}, true},
		{serveOptions{verify: true}, keys.Options{}, keys.Presence{Touched: true}, false},
		{serveOptions{verify: true}, keys.Options{}, keys.Presence{Touched: true, Verified: true}, true},
		{serveOptions{verify: true}, keys.Options{NoTouchRequired: true}, keys.Presence{Verified: true}, true},
	} {
		c.shown.Device = true
		a := &admission{settings: &c.settings, key: &keys.AuthorizedKey{Options: c.line}}
		if err := presence(a, c.shown); (err == nil) != c.in {
			t.Errorf("touch %v, verify %v, %+v: %v", c.settings.touch, c.settings.verify, c.shown, err)
		}
	}
}
