package userauth

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// pairFor is newPair with a server that takes keys with these algorithms only.
func pairFor(t *testing.T, rsaSize int, algorithms ...string) *pair {
	p := newPair(t)
	p.server = NewServer(&p.toHome, ServerConfig{
		SessionID: sessionID, Methods: []string{"publickey"}, Algorithms: algorithms, RequiredRSASize: rsaSize, MaxTries: 100,
	})
	return p
}

func generate(t *testing.T, typ string, bits int) *keys.PrivateKey {
	t.Helper()
	k, err := keys.Generate(typ, rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// certified returns the key as a certificate for user, which it has signed itself.
func certified(t *testing.T, k *keys.PrivateKey) keys.Signer {
	t.Helper()
	cert, err := keys.SignCertificate(rand.Reader, k, k.PublicKey(), &keys.Certificate{
		Kind: keys.UserCertificate, Principals: []string{"user"}, ValidBefore: keys.Forever,
	})
	if err != nil {
		t.Fatal(err)
	}
	signer, err := keys.NewCertificateSigner(cert, k)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// A liar says of another key's signatures and type what a test wants.
type liar struct {
	keys.Signer
	public    *keys.PublicKey
	algorithm string // to sign with; "" is the right one
}

func (l liar) PublicKey() *keys.PublicKey { return l.public }

func (l liar) Sign(rand io.Reader, algorithm string, message []byte) ([]byte, error) {
	if l.algorithm != "" {
		algorithm = l.algorithm
	}
	return l.Signer.Sign(rand, algorithm, message)
}

// Whatever its type, a key comes in under the names of its own algorithms only, and
// only if the server takes these: one curve does not admit another.
func TestAKeyComesInUnderItsOwnAlgorithmsOnly(t *testing.T) {
	p256, p384 := generate(t, "ecdsa-sha2-nistp256", 0), generate(t, "ecdsa-sha2-nistp384", 0)
	rsa := generate(t, "ssh-rsa", 2048)
	cert := certified(t, p256)
	const p256Cert = "ecdsa-sha2-nistp256-cert-v01@openssh.com"
	for _, c := range []struct {
		name      string
		signer    keys.Signer
		algorithm string
		takes     []string
		in        bool
	}{
		{"as it should", p256, "ecdsa-sha2-nistp256", []string{"ecdsa-sha2-nistp256"}, true},
		{"a curve that is not taken", p384, "ecdsa-sha2-nistp384", []string{"ecdsa-sha2-nistp256"}, false},
		{"under the name of another curve", liar{p384, p384.PublicKey(), "ecdsa-sha2-nistp384"}, "ecdsa-sha2-nistp256",
			[]string{"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384"}, false},
		{"an RSA key under the name of a curve", liar{rsa, rsa.PublicKey(), "rsa-sha2-256"}, "ecdsa-sha2-nistp256",
			[]string{"ecdsa-sha2-nistp256", "rsa-sha2-256"}, false},
		{"RSA with the hash that is taken", rsa, "rsa-sha2-256", []string{"rsa-sha2-256"}, true},
		{"RSA with the other hash", rsa, "rsa-sha2-512", []string{"rsa-sha2-256"}, false},
		{"RSA with the other hash inside", liar{rsa, rsa.PublicKey(), "rsa-sha2-512"}, "rsa-sha2-256",
			[]string{"rsa-sha2-256", "rsa-sha2-512"}, false},
		{"the type of RSA keys is an algorithm too, with SHA-1", liar{rsa, rsa.PublicKey(), "rsa-sha2-256"}, "ssh-rsa",
			[]string{"rsa-sha2-256", "rsa-sha2-512"}, false},
		{"a certificate", cert, p256Cert, []string{p256Cert}, true},
		{"a certificate that is not taken", cert, p256Cert, []string{"ecdsa-sha2-nistp256"}, false},
		{"a certificate under the name of its key", liar{p256, cert.PublicKey(), ""}, "ecdsa-sha2-nistp256",
			[]string{"ecdsa-sha2-nistp256"}, false},
		{"a key under the name of its certificate", liar{cert, p256.PublicKey(), p256Cert}, p256Cert, []string{p256Cert}, false},
		{"a signature by another key", liar{p256, generate(t, "ecdsa-sha2-nistp256", 0).PublicKey(), ""}, "ecdsa-sha2-nistp256",
			[]string{"ecdsa-sha2-nistp256"}, false},
	} {
		p := pairFor(t, 0, c.takes...)
		p.ok(p.client.TryKey(c.signer, c.algorithm, rand.Reader))
		ev := p.ask()
		if in := ev.Question == KeySigned; in != c.in {
			t.Errorf("%s: want in %v, got the question %v", c.name, c.in, ev.Question)
		}
		if c.in {
			continue
		}
		p = pairFor(t, 0, c.takes...)
		p.ok(p.client.Query(c.signer.PublicKey(), c.algorithm))
		if ev := p.ask(); ev.Question != Nothing && c.name != "RSA with the other hash inside" && c.name != "a signature by another key" {
			t.Errorf("%s: asked about the key, the server answers %v", c.name, ev.Question)
		}
	}
}

func TestShortRSAKeysAreRefused(t *testing.T) {
	k := generate(t, "ssh-rsa", 2048)
	forms := map[string]keys.Signer{"rsa-sha2-256": k, "rsa-sha2-256-cert-v01@openssh.com": certified(t, k)}
	for size, in := range map[int]bool{0: true, 1024: true, 2048: true, 2049: false, 4096: false} {
		for algorithm, signer := range forms {
			p := pairFor(t, size, algorithm)
			p.ok(p.client.TryKey(signer, algorithm, rand.Reader))
			if ev := p.ask(); in != (ev.Question == KeySigned) {
				t.Errorf("%s of 2048 bits, %d required: got %v", algorithm, size, ev.Question)
			}
		}
		p := pairFor(t, size, "ssh-ed25519")
		p.ok(p.client.TryKey(newKey(t), "ssh-ed25519", rand.Reader))
		if ev := p.ask(); ev.Question != KeySigned {
			t.Errorf("Ed25519, %d bits of RSA required: got %v", size, ev.Question)
		}
	}
}

// authenticator is a FIDO device in software, as PROTOCOL.u2f describes it.
type authenticator struct {
	key   ed25519.PrivateKey
	flags byte
}

const skEd25519 = "sk-ssh-ed25519@openssh.com"

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

func TestWhatADeviceSaysReachesTheCaller(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for flags, want := range map[byte]keys.Presence{
		0x00: {Device: true, Counter: 9},
		0x01: {Device: true, Touched: true, Counter: 9},
		0x05: {Device: true, Touched: true, Verified: true, Counter: 9},
	} {
		p := pairFor(t, 0, skEd25519)
		p.ok(p.client.TryKey(&authenticator{key, flags}, skEd25519, rand.Reader))
		ev := p.ask()
		if diff := cmp.Diff(want, ev.Presence); diff != "" || ev.Question != KeySigned {
			t.Errorf("flags %#x: %v (-want +got):\n%s", flags, ev.Question, diff)
		}
	}
	p := pairFor(t, 0, "ssh-ed25519")
	p.ok(p.client.TryKey(newKey(t), "ssh-ed25519", rand.Reader))
	if ev := p.ask(); ev.Presence != (keys.Presence{}) {
		t.Errorf("a key in no device: got %+v", ev.Presence)
	}
}

func TestAKeyThatDoesNotSignSendsNothing(t *testing.T) {
	p := newPair(t, "publickey")
	k := newKey(t)
	k.Wipe()
	var failed *SignError
	if err := p.client.TryKey(k, "ssh-ed25519", rand.Reader); !errors.As(err, &failed) || len(p.toServer.messages) > 0 {
		t.Errorf("want a *SignError and no message, got %v", err)
	}
	p.ok(p.client.TryKey(newKey(t), "ssh-ed25519", rand.Reader))
}

// newBoundPair is a pair on a connection with that host key.
func newBoundPair(t *testing.T, hostKey []byte) *pair {
	p := newPair(t, "publickey")
	p.server = NewServer(&p.toHome, ServerConfig{
		SessionID: sessionID, HostKey: hostKey, Methods: []string{"publickey"}, Algorithms: []string{"ssh-ed25519"},
	})
	return p
}

func TestHostBoundSignatures(t *testing.T) {
	host, key := newKey(t).PublicKey().Blob(), newKey(t)
	p := newBoundPair(t, host)
	p.client.BindHost(host)
	p.ok(p.client.TryKey(key, "ssh-ed25519", rand.Reader))
	if ev := p.ask(); ev.Question != KeySigned || ev.Method != "publickey" || !ev.Key.Equal(key.PublicKey()) {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.server.Accept())
	p.answer(Success)

	for name, bound := range map[string][]byte{"another host's": newKey(t).PublicKey().Blob(), "no": {}} {
		p = newBoundPair(t, host)
		p.client.BindHost(bound)
		p.ok(p.client.TryKey(key, "ssh-ed25519", rand.Reader))
		var e *Error
		if ev, err := p.server.Next(p.toServer.take()); !errors.As(err, &e) || ev.Question != Nothing {
			t.Errorf("%s key: want the end, got %+v, %v", name, ev, err)
		}
	}

	// A server that does not know which key it has does not take the method.
	p = newBoundPair(t, nil)
	p.client.BindHost(host)
	p.ok(p.client.TryKey(key, "ssh-ed25519", rand.Reader))
	if _, err := p.server.Next(p.toServer.take()); err == nil {
		t.Error("a key that nobody compared was taken")
	}
}

// A signature of one of the two methods is none of the other.
func TestASignatureThatNamesNoHostIsNotHostBound(t *testing.T) {
	host, key := newKey(t).PublicKey().Blob(), newKey(t)
	p := newBoundPair(t, host)
	p.ok(p.client.TryKey(key, "ssh-ed25519", rand.Reader))
	var head wire.UserauthRequest
	var plain wire.UserauthPublicKey
	p.ok(head.Parse(p.toServer.take()))
	p.ok(plain.Parse(head.Rest))
	bound := wire.UserauthPublicKeyHostBound{HasSig: true, Algorithm: plain.Algorithm, Key: plain.Key, HostKey: host, Signature: plain.Signature}
	head.Method, head.Rest = []byte(wire.MethodPublicKeyHostBound), bound.Append(nil)
	if ev, err := p.server.Next(head.Append(nil)); err != nil || ev.Question != Nothing {
		t.Errorf("got %+v, %v", ev, err)
	}
	p.answer(Failure)
}

func TestHostbased(t *testing.T) {
	host := newKey(t)
	begin := func() *pair {
		p := newPair(t, "hostbased")
		p.server = NewServer(&p.toHome, ServerConfig{
			SessionID: sessionID, Methods: []string{"hostbased"}, HostAlgorithms: []string{"ssh-ed25519"},
		})
		return p
	}
	p := begin()
	p.ok(p.client.TryHost(host, "ssh-ed25519", "a.example.", "bob", rand.Reader))
	ev := p.ask()
	if ev.Question != HostSigned || ev.Host != "a.example." || ev.ClientUser != "bob" || !ev.Key.Equal(host.PublicKey()) {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.server.Accept())
	p.answer(Success)

	for name, change := range map[string]func(m *wire.UserauthHostbased){
		"another user":                   func(m *wire.UserauthHostbased) { m.ClientUser = []byte("eve") },
		"another host":                   func(m *wire.UserauthHostbased) { m.Host = []byte("b.example.") },
		"another key":                    func(m *wire.UserauthHostbased) { m.HostKey = newKey(t).PublicKey().Blob() },
		"an algorithm that is not taken": func(m *wire.UserauthHostbased) { m.Algorithm = []byte("ssh-dss") },
		"a name that is too long":        func(m *wire.UserauthHostbased) { m.Host = make([]byte, 257) },
	} {
		p := begin()
		p.ok(p.client.TryHost(host, "ssh-ed25519", "a.example.", "bob", rand.Reader))
		var head wire.UserauthRequest
		var m wire.UserauthHostbased
		p.ok(head.Parse(p.toServer.take()))
		p.ok(m.Parse(head.Rest))
		change(&m)
		head.Rest = m.Append(nil)
		if ev, err := p.server.Next(head.Append(nil)); err != nil || ev.Question != Nothing {
			t.Errorf("%s: got %+v, %v", name, ev, err)
		}
	}
}
