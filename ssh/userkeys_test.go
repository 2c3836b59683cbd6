package ssh_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	stdrsa "crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

func generate(t testing.TB, typ string, bits int) *keys.PrivateKey {
	t.Helper()
	k, err := keys.Generate(typ, rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// anyKey lets every key in that the server verifies.
func anyKey(s *ssh.Server) {
	s.PublicKey = func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return "in", nil }
}

// Every type of key logs in, and serves as a host key.
func TestEveryTypeOfKeyOnBothSides(t *testing.T) {
	for _, typ := range keys.Types() {
		if strings.HasPrefix(typ, "sk-") || strings.Contains(typ, "-cert-") {
			continue
		}
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048
		}
		user, host := generate(t, typ, bits), generate(t, typ, bits)
		cfg, addr := newPair(t, func(s *ssh.Server) { anyKey(s); s.HostKeys = []keys.Signer{host} })
		cfg.Auth, cfg.HostKey = []ssh.Auth{ssh.PublicKeys(user)}, ssh.FixedHostKey(host.PublicKey())
		if err := login(t, addr, cfg); err != nil {
			t.Errorf("%s: %v", typ, err)
		}
	}
}

// A server says exactly what it takes, and a client signs with nothing else.
func TestServerSigAlgsIsWhatTheServerTakes(t *testing.T) {
	for _, takes := range [][]string{{"rsa-sha2-256"}, {"rsa-sha2-512", "ssh-ed25519"}, {"ssh-ed25519"}} {
		cfg, addr := newPair(t, func(s *ssh.Server) { anyKey(s); s.Algorithms.UserKey = takes })
		var log bytes.Buffer
		cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		cfg.Auth = []ssh.Auth{ssh.PublicKeys(generate(t, "ssh-rsa", 2048))}
		err := login(t, addr, cfg)
		if rsa := strings.Contains(strings.Join(takes, ","), "rsa"); rsa != (err == nil) {
			t.Errorf("%q: %v", takes, err)
		}
		if want := "name=server-sig-algs value=" + strings.Join(takes, ",") + "\n"; !strings.Contains(log.String(), want) {
			t.Errorf("want %q in the log:\n%s", want, log.String())
		}
		if err != nil && !strings.Contains(log.String(), "the server takes none of its algorithms") {
			t.Errorf("the log does not say why the key was passed over:\n%s", log.String())
		}
	}
}

// A sha1Signer is an RSA key that signs as old servers do.
type sha1Signer struct {
	key    *stdrsa.PrivateKey
	public *keys.PublicKey
}

func newSHA1Signer(t testing.TB) *sha1Signer {
	key, err := stdrsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	blob := wire.AppendMpint(wire.AppendMpint(wire.AppendText(nil, "ssh-rsa"), []byte{1, 0, 1}), key.N.Bytes())
	public, err := keys.ParsePublicKey(blob)
	if err != nil {
		t.Fatal(err)
	}
	return &sha1Signer{key, public}
}

func (s *sha1Signer) PublicKey() *keys.PublicKey { return s.public }
func (s *sha1Signer) Algorithms() []string       { return []string{"ssh-rsa"} }
func (s *sha1Signer) Sign(_ io.Reader, algorithm string, message []byte) ([]byte, error) {
	sum := sha1.Sum(message)
	sig, err := stdrsa.SignPKCS1v15(nil, s.key, crypto.SHA1, sum[:])
	return wire.AppendString(wire.AppendText(nil, algorithm), sig), err
}

// RSA with SHA-1 is verified by those who ask for it, on either side, and by nobody
// else.
func TestRSAWithSHA1OnDemand(t *testing.T) {
	with := append(keys.Supported(), "ssh-rsa")
	old := newSHA1Signer(t)
	for _, asked := range []bool{false, true} {
		cfg, addr := newPair(t, func(s *ssh.Server) {
			s.HostKeys = []keys.Signer{old}
			s.Algorithms.HostKey = with
			anyKey(s)
		})
		cfg.HostKey = ssh.FixedHostKey(old.PublicKey())
		if asked {
			cfg.Algorithms.HostKey = with
		}
		if err := login(t, addr, cfg); asked != (err == nil) {
			t.Errorf("host key, asked for %v: %v", asked, err)
		}
		cfg, addr = newPair(t, func(s *ssh.Server) {
			anyKey(s)
			if asked {
				s.Algorithms.UserKey = with
			}
		})
		cfg.Algorithms.UserKey = with
		cfg.Auth = []ssh.Auth{ssh.PublicKeys(old)}
		if err := login(t, addr, cfg); asked != (err == nil) {
			t.Errorf("user key, asked for %v: %v", asked, err)
		}
	}
}

// Two host keys of one type are one name in the server's list.
func TestAServerNamesEachAlgorithmOnce(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) { anyKey(s); s.HostKeys = []keys.Signer{newKey(t), generate(t, "ssh-ed25519", 0)} })
	cfg.Algorithms.HostKey = []string{"rsa-sha2-512"}
	_, err := ssh.Dial(testContext(t), addr, cfg)
	if want := "the server offers ssh-ed25519"; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("want an error that ends with %q, got %v", want, err)
	}
}

func TestRequiredRSASize(t *testing.T) {
	short, long := generate(t, "ssh-rsa", 2048), generate(t, "ssh-rsa", 2056)
	cfg, addr := newPair(t, func(s *ssh.Server) { anyKey(s); s.RequiredRSASize = 2050; s.HostKeys = []keys.Signer{short} })
	cfg.HostKey = ssh.FixedHostKey(short.PublicKey())
	for _, c := range []struct {
		name  string
		key   keys.Signer
		least int // of the client
		want  string
	}{
		{"long enough", long, 0, ""},
		{"too short for the server", short, 0, "permission denied"},
		{"the host key is too short for the client", long, 2049, "is an RSA key of 2048 bits, and 2049 are required"},
		{"the user's is not RSA", newKey(t), 2048, ""},
	} {
		cfg.Auth, cfg.RequiredRSASize = []ssh.Auth{ssh.PublicKeys(c.key)}, c.least
		err := login(t, addr, cfg)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: want %q, got %v", c.name, c.want, err)
		}
		var refused *ssh.HostKeyError
		if c.least == 2049 && !errors.As(err, &refused) {
			t.Errorf("%s: want a *HostKeyError, got %v", c.name, err)
		}
	}
}

// A key that cannot sign is passed over, and said in the end.
func TestAKeyThatDoesNotSignIsPassedOver(t *testing.T) {
	cfg, addr := newPair(t, nil)
	broken := generate(t, "ssh-ed448", 0)
	broken.Wipe()
	right := cfg.Auth[0]
	cfg.Auth = []ssh.Auth{ssh.PublicKeys(broken), right}
	if err := login(t, addr, cfg); err != nil {
		t.Errorf("the next key: %v", err)
	}
	cfg.Auth = cfg.Auth[:1]
	var denied *ssh.AuthError
	if err := login(t, addr, cfg); !errors.As(err, &denied) || !strings.Contains(err.Error(), broken.PublicKey().Fingerprint()+" (keys: the private key has been wiped)") {
		t.Errorf("want an AuthError that says why, got %v", err)
	}
}

// authenticator is a FIDO device in software, as PROTOCOL.u2f describes it.
type authenticator struct {
	key   ed25519.PrivateKey
	flags byte
}

const skEd25519 = "sk-ssh-ed25519@openssh.com"

func newAuthenticator(t testing.TB) *authenticator {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &authenticator{key: key}
}

func (a *authenticator) PublicKey() *keys.PublicKey {
	blob := wire.AppendText(nil, skEd25519)
	blob = wire.AppendText(wire.AppendString(blob, a.key.Public().(ed25519.PublicKey)), "ssh:")
	k, err := keys.ParsePublicKey(blob)
	if err != nil {
		panic(err)
	}
	return k
}

func (a *authenticator) Algorithms() []string { return []string{skEd25519} }

func (a *authenticator) Sign(_ io.Reader, algorithm string, message []byte) ([]byte, error) {
	application, hash := sha256.Sum256([]byte("ssh:")), sha256.Sum256(message)
	said := []byte{a.flags, 0, 0, 0, 9}
	sig := ed25519.Sign(a.key, bytes.Join([][]byte{application[:], said, hash[:]}, nil))
	return append(wire.AppendString(wire.AppendText(nil, algorithm), sig), said...), nil
}

// A device must have been touched unless the server says otherwise, with or without a
// second method.
func TestTheServerJudgesPresence(t *testing.T) {
	device := newAuthenticator(t)
	byOptions := func(o keys.Options) func(any, keys.Presence) error {
		return func(permit any, p keys.Presence) error {
			if permit != "in" {
				return errors.New("another permit")
			}
			return p.Check(&o)
		}
	}
	for _, c := range []struct {
		name     string
		presence func(any, keys.Presence) error
		in       map[byte]bool // by the flags
	}{
		{"nothing said", nil, map[byte]bool{0: false, 1: true, 4: false, 5: true}},
		{"no options", byOptions(keys.Options{}), map[byte]bool{0: false, 1: true, 4: false, 5: true}},
		{"no-touch-required", byOptions(keys.Options{NoTouchRequired: true}), map[byte]bool{0: true, 1: true, 4: true, 5: true}},
		{"verify-required", byOptions(keys.Options{VerifyRequired: true}), map[byte]bool{0: false, 1: false, 4: false, 5: true}},
		{"both", byOptions(keys.Options{NoTouchRequired: true, VerifyRequired: true}), map[byte]bool{0: false, 1: false, 4: true, 5: true}},
	} {
		for _, partial := range []bool{false, true} {
			cfg, addr := newPair(t, func(s *ssh.Server) {
				s.Presence = c.presence
				s.PublicKey = func(context.Context, ssh.Login, *keys.PublicKey) (any, error) {
					if partial {
						return "in", &ssh.PartialSuccess{Methods: []string{"password"}}
					}
					return "in", nil
				}
				if partial {
					byPassword(s)
				}
			})
			for flags, in := range c.in {
				device.flags = flags
				cfg.Auth = []ssh.Auth{ssh.PublicKeys(device)}
				err := login(t, addr, cfg)
				var denied *ssh.AuthError
				switch {
				case !partial && in != (err == nil):
					t.Errorf("%s, flags %d: want in %v, got %v", c.name, flags, in, err)
				case partial && (!errors.As(err, &denied) || in != (len(denied.Left) == 1 && denied.Left[0] == "password")):
					t.Errorf("%s, flags %d, and a password: want partial success %v, got %v", c.name, flags, in, err)
				}
			}
		}
	}
}
