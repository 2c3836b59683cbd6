package peers_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"testing"

	xssh "golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// The names of FIDO keys and of their signatures.
const (
	skEd25519 = "sk-ssh-ed25519@openssh.com"
	skECDSA   = "sk-ecdsa-sha2-nistp256@openssh.com"
	webauthn  = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"
)

// A device is a FIDO authenticator in software, with a browser in front of it for
// webauthn. It is a keys.Signer, and signs with the standard library, as OpenSSH's
// PROTOCOL.u2f describes it.
type device struct {
	algorithm string
	flags     byte // 1: touched, 4: verified
	ed        ed25519.PrivateKey
	ec        *ecdsa.PrivateKey
}

func newDevice(t testing.TB, algorithm string) *device {
	t.Helper()
	d := &device{algorithm: algorithm, flags: 1}
	var err error
	if algorithm == skEd25519 {
		_, d.ed, err = ed25519.GenerateKey(rand.Reader)
	} else {
		d.ec, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// PublicKey returns the device's key.
func (d *device) PublicKey() *keys.PublicKey {
	var blob []byte
	if d.ed != nil {
		blob = wire.AppendString(wire.AppendText(nil, skEd25519), d.ed.Public().(ed25519.PublicKey))
	} else {
		q, err := d.ec.PublicKey.Bytes()
		if err != nil {
			panic(err)
		}
		blob = wire.AppendString(wire.AppendText(wire.AppendText(nil, skECDSA), "nistp256"), q)
	}
	k, err := keys.ParsePublicKey(wire.AppendText(blob, "ssh:"))
	if err != nil {
		panic(err)
	}
	return k
}

// Algorithms returns the one that the device is for.
func (d *device) Algorithms() []string { return []string{d.algorithm} }

// Sign returns a signature blob.
func (d *device) Sign(_ io.Reader, algorithm string, message []byte) ([]byte, error) {
	sig, rest, err := d.sign(message)
	return append(wire.AppendString(wire.AppendText(nil, algorithm), sig), rest...), err
}

// sign returns the signature, and what stands behind it.
func (d *device) sign(message []byte) (sig, rest []byte, err error) {
	const counter = 300
	rest = binary.BigEndian.AppendUint32([]byte{d.flags}, counter)
	said := bytes.Clone(rest)
	if d.algorithm == webauthn {
		const origin = "https://shell.example"
		data := `{"type":"webauthn.get","challenge":"` + base64.RawURLEncoding.EncodeToString(message) +
			`","origin":"` + origin + `","crossOrigin":false}`
		for _, text := range []string{origin, data, ""} {
			rest = wire.AppendText(rest, text)
		}
		message = []byte(data)
	}
	application, hash := sha256.Sum256([]byte("ssh:")), sha256.Sum256(message)
	signed := bytes.Join([][]byte{application[:], said, hash[:]}, nil)
	if d.ed != nil {
		return ed25519.Sign(d.ed, signed), rest, nil
	}
	sum := sha256.Sum256(signed)
	r, s, err := ecdsa.Sign(rand.Reader, d.ec, sum[:])
	if err != nil {
		return nil, nil, err
	}
	return wire.AppendMpint(wire.AppendMpint(nil, r.Bytes()), s.Bytes()), rest, nil
}

// presences are lines of authorized_keys, and which flags of a device let it in.
var presences = []struct {
	options string
	in      map[byte]bool
}{
	{"", map[byte]bool{0: false, 1: true, 4: false, 5: true}},
	{"no-touch-required", map[byte]bool{0: true, 1: true, 4: true, 5: true}},
	{"verify-required", map[byte]bool{0: false, 1: false, 4: false, 5: true}},
	{"no-touch-required,verify-required", map[byte]bool{0: false, 1: false, 4: true, 5: true}},
}

// TestDevicesLogIn has our client log in with each form of a device's signatures, to
// OpenSSH's server, which verifies them in software, and to ours. Both come to the same
// conclusions from each line and each flag.
func TestDevicesLogIn(t *testing.T) {
	for name, start := range map[string]startServer{"sshd": sshd, "glassh": glasshServe} {
		t.Run("server="+name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := start(t, k, serverOptions{userKeys: "+" + webauthn})
			for _, algorithm := range []string{skEd25519, skECDSA, webauthn} {
				d := newDevice(t, algorithm)
				for _, p := range presences {
					k.write(t, "authorized_keys", p.options+" "+string(d.PublicKey().AppendLine(nil, "")))
					for flags, in := range p.in {
						d.flags = flags
						if err := login(testContext(t), t, k, s, d); in != (err == nil) {
							t.Errorf("%s, %q, flags %d: want in %v, got %v", algorithm, p.options, flags, in, err)
						}
					}
				}
			}
		})
	}
}

func login(ctx context.Context, t *testing.T, k *keyring, s *server, signer keys.Signer) error {
	t.Helper()
	cl, err := ssh.Dial(ctx, s.addr, &ssh.ClientConfig{
		User: me(t), Auth: []ssh.Auth{ssh.PublicKeys(signer)}, HostKey: ssh.FixedHostKey(k.host.private.PublicKey()),
	})
	if err != nil {
		if refusal := libraryRefusal(err); refusal != wrongUser {
			t.Errorf("not a refusal of the key: %v", err)
		}
		return err
	}
	defer cl.Close()
	out, err := cl.Run(ctx, "echo in")
	if string(out) != "in\n" {
		t.Errorf("the command said %q", out)
	}
	return err
}

// TestCertificatesOfDevicesLogIn: with a certificate, touch is waived only where both
// the certificate and the line of its authority waive it, and either asks for a PIN.
func TestCertificatesOfDevicesLogIn(t *testing.T) {
	const waive, verify = "no-touch-required", "verify-required"
	for name, start := range map[string]startServer{"sshd": sshd, "glassh": glasshServe} {
		t.Run("server="+name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := start(t, k, serverOptions{})
			d, authority := newDevice(t, skEd25519), k.stranger.private
			for _, c := range []struct {
				line, extension, option string
				in                      map[byte]bool // by the flags
			}{
				{"", "", "", map[byte]bool{0: false, 1: true}},
				{"," + waive, "", "", map[byte]bool{0: false, 1: true}},
				{"", waive, "", map[byte]bool{0: false, 1: true}},
				{"," + waive, waive, "", map[byte]bool{0: true, 1: true}},
				{"," + verify, "", "", map[byte]bool{1: false, 5: true}},
				{"", "", verify, map[byte]bool{1: false, 5: true}},
				{"," + waive, waive, verify, map[byte]bool{0: false, 1: false, 4: true}},
			} {
				template := &keys.Certificate{
					Kind: keys.UserCertificate, KeyID: "device", Principals: []string{me(t)}, ValidBefore: keys.Forever,
					Extensions: keys.UserExtensions(),
				}
				if c.extension != "" {
					template.Extensions = append(template.Extensions, keys.CertificateOption{Name: c.extension})
				}
				if c.option != "" {
					template.CriticalOptions = []keys.CertificateOption{{Name: c.option}}
				}
				cert, err := keys.SignCertificate(rand.Reader, authority, d.PublicKey(), template)
				if err != nil {
					t.Fatal(err)
				}
				signer, err := keys.NewCertificateSigner(cert, d)
				if err != nil {
					t.Fatal(err)
				}
				k.write(t, "authorized_keys", "cert-authority"+c.line+" "+string(authority.PublicKey().AppendLine(nil, "")))
				for flags, in := range c.in {
					d.flags = flags
					if err := login(testContext(t), t, k, s, signer); in != (err == nil) {
						t.Errorf("line %q, extension %q, option %q, flags %d: want in %v, got %v", c.line, c.extension, c.option, flags, in, err)
					}
				}
			}
		})
	}
}

// TestDevicesOfAnAgentLogIn has both clients log in to our server with a device that
// their agent has.
func TestDevicesOfAnAgentLogIn(t *testing.T) {
	k := newKeys(t)
	s := glasshServe(t, k, serverOptions{})
	for _, algorithm := range []string{skEd25519, skECDSA} {
		d := newDevice(t, algorithm)
		k.write(t, "authorized_keys", string(d.PublicKey().AppendLine(nil, "")))
		socket := serveAgent(t, d)
		flags := append([]string{"-o", "IdentityAgent=" + socket, "-o", "IdentitiesOnly=no"},
			programFlags(t, k, s, job{}.orDefaults(k))...)
		for name, client := range sshClients(t) {
			for _, touched := range []byte{1, 0} {
				d.flags = touched
				words := append(append(client[1:len(client):len(client)], flags...), "127.0.0.1", "echo in")
				out, err := exec.CommandContext(testContext(t), client[0], words...).CombinedOutput()
				if touched == 1 && (err != nil || string(out) != "in\n") || touched == 0 && (err == nil || !saysUser.Match(out)) {
					t.Errorf("%s, %s, flags %d: %v: %s", name, algorithm, touched, err, out)
				}
			}
		}
	}
}

// deviceAgent is an agent with one device.
type deviceAgent struct {
	agent.Agent // refuses everything else
	device      *device
}

func (a deviceAgent) List() ([]*agent.Key, error) {
	k := a.device.PublicKey()
	return []*agent.Key{{Format: k.Type(), Blob: k.Blob(), Comment: "device"}}, nil
}

func (a deviceAgent) Sign(key xssh.PublicKey, data []byte) (*xssh.Signature, error) {
	if !bytes.Equal(key.Marshal(), a.device.PublicKey().Blob()) {
		return nil, errors.New("another key")
	}
	sig, rest, err := a.device.sign(data)
	return &xssh.Signature{Format: a.device.algorithm, Blob: sig, Rest: rest}, err
}

// serveAgent serves an agent until the test ends, and returns its socket.
func serveAgent(t *testing.T, d *device) string {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "agent")
	ln, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() { // the end of the test stops it
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer nc.Close()
				agent.ServeAgent(deviceAgent{agent.NewKeyring(), d}, nc)
			}()
		}
	}()
	return socket
}
