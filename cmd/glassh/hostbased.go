package main

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// hostKeyFiles are the keys of this machine, those of sshd_config(5)'s HostKey, with the
// certificates beside them.
var hostKeyFiles = []string{
	"/etc/ssh/ssh_host_ed25519_key", "/etc/ssh/ssh_host_ecdsa_key", "/etc/ssh/ssh_host_rsa_key",
}

var errNoHostKey = errors.New("no key of this machine can be used: root can read them, or EnableSSHKeysign=yes has ssh-keysign sign")

// vouch returns what this machine says of its user (RFC 4252 §9): its keys are root's,
// who signs by them at once; others have ssh-keysign do so.
func (d *dialer) vouch(_ context.Context, local net.Addr) (ssh.Voucher, error) {
	v := ssh.Voucher{Host: localName(local, d.e.hostname), User: d.e.user}
	for _, file := range hostKeyFiles {
		key, err := loadPrivateKey(file)
		if err == nil {
			v.Keys = append(append(v.Keys, hostCertificate(file, key)...), key)
			continue
		}
		if d.o.keysign {
			v.Keys = append(v.Keys, d.keysigners(file)...)
		}
	}
	if len(v.Keys) == 0 {
		return v, errNoHostKey
	}
	return v, nil
}

// hostCertificate returns the host certificate beside a key, as a signer, if there is one.
func hostCertificate(file string, key keys.Signer) []keys.Signer {
	public, err := readPublicKey(file + "-cert.pub")
	if err != nil {
		return nil
	}
	s, err := keys.NewCertificateSigner(public, key)
	if err != nil {
		return nil
	}
	return []keys.Signer{s}
}

// readPublicKey reads the key or certificate of a .pub file.
func readPublicKey(file string) (*keys.PublicKey, error) {
	text, err := readKeyFile(file)
	if err != nil {
		return nil, err
	}
	key, _, err := keys.ParsePublicLine(string(text))
	return key, err
}

// localName is what this machine is called at the address from which it has connected:
// the name that the address has, or else its own.
func localName(local net.Addr, hostname string) string {
	if host, _, err := net.SplitHostPort(local.String()); err == nil {
		if names, err := net.LookupAddr(host); err == nil && len(names) > 0 {
			return strings.TrimSuffix(names[0], ".")
		}
	}
	if hostname == "" {
		hostname, _ = os.Hostname()
	}
	return hostname
}
