package ssh_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// certified returns a signer for a new key of a type, with a certificate by ca.
func certified(t testing.TB, ca keys.Signer, typ string, kind keys.CertificateKind) (cert, plain keys.Signer) {
	t.Helper()
	bits := 0
	if typ == "ssh-rsa" {
		bits = 2048
	}
	key, err := keys.Generate(typ, rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return certify(t, ca, key, kind), key
}

func certify(t testing.TB, ca, key keys.Signer, kind keys.CertificateKind) keys.Signer {
	t.Helper()
	k, err := keys.SignCertificate(rand.Reader, ca, key.PublicKey(), &keys.Certificate{
		Kind: kind, Principals: []string{"user"}, ValidBefore: keys.Forever,
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := keys.NewCertificateSigner(k, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// keyTypes are those that have certificates.
var keyTypes = []string{"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa", "ssh-ed448", "ssh-mldsa44-ed25519@openssh.com"}

func TestHostsAndUsersWithCertificates(t *testing.T) {
	ca := newKey(t)
	for _, typ := range keyTypes {
		t.Run(typ, func(t *testing.T) {
			hostCert, host := certified(t, ca, typ, keys.HostCertificate)
			userCert, user := certified(t, ca, typ, keys.UserCertificate)
			cfg, addr := newPair(t, func(s *ssh.Server) {
				s.HostKeys = []keys.Signer{hostCert, host}
				s.PublicKey = func(_ context.Context, l ssh.Login, key *keys.PublicKey) (any, error) {
					if !key.Equal(userCert.PublicKey()) {
						return nil, errors.New("not that certificate")
					}
					return nil, nil
				}
			})
			shown := make(map[string]int)
			cfg.HostKey = func(_ context.Context, _ string, _ net.Addr, key *keys.PublicKey) error {
				shown[key.Type()]++
				if c := key.Certificate(); c != nil && !c.CA.Equal(ca.PublicKey()) || !key.Plain().Equal(host.PublicKey()) {
					return errors.New("another key")
				}
				return nil
			}
			cfg.Auth = []ssh.Auth{ssh.PublicKeys(userCert)}
			for _, algorithm := range append(append([]string{""}, hostCert.Algorithms()...), host.Algorithms()...) {
				cfg.Algorithms.HostKey = nil
				if algorithm != "" {
					cfg.Algorithms.HostKey = []string{algorithm}
				}
				cl := dial(t, addr, cfg)
				if got := cl.Algorithms().HostKey; algorithm == "" && got != hostCert.Algorithms()[0] || algorithm != "" && got != algorithm {
					t.Errorf("want %s, got %s", algorithm, got)
				}
				if err := cl.Rekey(); err != nil {
					t.Error(err)
				}
			}
			want := map[string]int{hostCert.PublicKey().Type(): 1 + len(hostCert.Algorithms()), host.PublicKey().Type(): len(host.Algorithms())}
			for typ, n := range want {
				if shown[typ] != n {
					t.Errorf("want %s shown %d times, got %v", typ, n, shown)
				}
			}
			// The plain key is another, also behind the same signature.
			cfg.Auth = []ssh.Auth{ssh.PublicKeys(user, userCert)}
			if err := login(t, addr, cfg); err != nil {
				t.Errorf("the plain key, and then the certificate: %v", err)
			}
			cfg.Auth = []ssh.Auth{ssh.PublicKeys(user)}
			if err := login(t, addr, cfg); err == nil {
				t.Error("the plain key alone is let in")
			}
		})
	}
}

func TestFixedHostKeyKnowsItsCertificate(t *testing.T) {
	ca := newKey(t)
	cert, host := certified(t, ca, "ssh-ed25519", keys.HostCertificate)
	cfg, addr := newPair(t, func(s *ssh.Server) { s.HostKeys = []keys.Signer{cert} })
	for _, c := range []struct {
		want *keys.PublicKey
		ok   bool
	}{{host.PublicKey(), true}, {cert.PublicKey(), true}, {ca.PublicKey(), false}, {newKey(t).PublicKey(), false}} {
		cfg.HostKey = ssh.FixedHostKey(c.want)
		if err := login(t, addr, cfg); (err == nil) != c.ok {
			t.Errorf("%v: %v", c.want, err)
		}
	}
}

// A borrower shows one key, and signs with another.
type borrower struct {
	keys.Signer
	own   keys.Signer
	named bool // it signs with the right key, and names the algorithm of the certificate
}

func (b borrower) Sign(rand io.Reader, algorithm string, message []byte) ([]byte, error) {
	if b.named {
		sig, err := b.Signer.Sign(rand, algorithm, message)
		if err != nil {
			return nil, err
		}
		name := keys.SignatureName(algorithm)
		sig = append([]byte(algorithm), sig[4+len(name):]...)
		return append([]byte{0, 0, 0, byte(len(algorithm))}, sig...), nil
	}
	return b.own.Sign(rand, keys.SignatureName(algorithm), message)
}

func TestACertificateWithoutItsKeyIsWorthNothing(t *testing.T) {
	cert, _ := certified(t, newKey(t), "ssh-ed25519", keys.HostCertificate)
	for _, b := range []borrower{{cert, newKey(t), false}, {cert, nil, true}} {
		cfg, addr := newPair(t, func(s *ssh.Server) {
			s.HostKeys = []keys.Signer{b}
			s.PublicKey = func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil }
		})
		cfg.HostKey = func(context.Context, string, net.Addr, *keys.PublicKey) error {
			t.Error("the client was asked about a key that nobody has proved")
			return nil
		}
		if err := login(t, addr, cfg); err == nil || !strings.Contains(err.Error(), "the server's signature") {
			t.Errorf("as host: %v", err)
		}
		cfg, addr = newPair(t, func(s *ssh.Server) {
			s.PublicKey = func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil }
		})
		cfg.Auth = []ssh.Auth{ssh.PublicKeys(b)}
		var denied *ssh.AuthError
		if err := login(t, addr, cfg); !errors.As(err, &denied) {
			t.Errorf("as user: %v", err)
		}
	}
}
