package keys_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// forms are the signature algorithms of devices, with their key types.
var forms = []struct{ typ, algorithm string }{
	{skEd25519, skEd25519}, {skECDSA, skECDSA}, {skECDSA, webauthn},
}

func TestDevicesSayWhoWasThere(t *testing.T) {
	for _, form := range forms {
		d := newDevice(t, form.typ)
		k, message := d.publicKey(t), []byte("message")
		for _, c := range []struct {
			flags byte
			want  keys.Presence
			err   error // of Verify
		}{
			{up, keys.Presence{Device: true, Touched: true, Counter: 7}, nil},
			{up | uv, keys.Presence{Device: true, Touched: true, Verified: true, Counter: 7}, nil},
			{uv, keys.Presence{Device: true, Verified: true, Counter: 7}, keys.ErrUntouched},
			{0, keys.Presence{Device: true, Counter: 7}, keys.ErrUntouched},
		} {
			d.flags = c.flags
			sig := d.sign(t, form.algorithm, message)
			got, err := k.VerifyPresence(form.algorithm, message, sig)
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("%s, flags %#x: %v (-want +got):\n%s", form.algorithm, c.flags, err, diff)
			}
			if err := k.Verify(form.algorithm, message, sig); !errors.Is(err, c.err) {
				t.Errorf("%s, flags %#x: want %v, got %v", form.algorithm, c.flags, c.err, err)
			}
		}
	}
}

func TestPresenceAndOptions(t *testing.T) {
	var plain, touched, verified, none keys.Presence
	touched = keys.Presence{Device: true, Touched: true}
	verified = keys.Presence{Device: true, Touched: true, Verified: true}
	none = keys.Presence{Device: true}
	for _, c := range []struct {
		name    string
		p       keys.Presence
		options keys.Options
		want    error
	}{
		{"no device", plain, keys.Options{VerifyRequired: true}, nil},
		{"touched", touched, keys.Options{}, nil},
		{"untouched", none, keys.Options{}, keys.ErrUntouched},
		{"untouched, as it may be", none, keys.Options{NoTouchRequired: true}, nil},
		{"untouched and not verified", none, keys.Options{NoTouchRequired: true, VerifyRequired: true}, keys.ErrUnverified},
		{"verified", verified, keys.Options{VerifyRequired: true}, nil},
		{"not verified", touched, keys.Options{VerifyRequired: true}, keys.ErrUnverified},
	} {
		if got := c.p.Check(&c.options); !errors.Is(got, c.want) {
			t.Errorf("%s: want %v, got %v", c.name, c.want, got)
		}
	}
}

// Whatever the device said is signed: no bit of it can be changed, and nothing be
// added or cut off.
func TestDeviceSignaturesThatWereTamperedWith(t *testing.T) {
	for _, form := range forms {
		d := newDevice(t, form.typ)
		d.flags, d.extensions = up|ed, "\xa0"
		k, message := d.publicKey(t), []byte("message")
		if form.algorithm != webauthn {
			d.extensions = ""
		}
		sig := d.sign(t, form.algorithm, message)
		if err := k.Verify(form.algorithm, message, sig); err != nil {
			t.Fatalf("%s: %v", form.algorithm, err)
		}
		for i := range sig {
			if bad := bytes.Clone(sig); k.Verify(form.algorithm, message, flipped(bad, i)) == nil {
				t.Errorf("%s: byte %d of %d is changed, and the signature still right", form.algorithm, i, len(sig))
			}
			if k.Verify(form.algorithm, message, sig[:i]) == nil {
				t.Errorf("%s: %d of %d bytes are a signature", form.algorithm, i, len(sig))
			}
		}
		if k.Verify(form.algorithm, message, append(bytes.Clone(sig), 0)) == nil {
			t.Errorf("%s: a byte behind the signature is accepted", form.algorithm)
		}
		if err := k.Verify(form.algorithm, []byte("massage"), sig); !errors.Is(err, keys.ErrSignature) {
			t.Errorf("%s: another message: want ErrSignature, got %v", form.algorithm, err)
		}
		d.application = "ssh:other"
		if err := d.publicKey(t).Verify(form.algorithm, message, sig); !errors.Is(err, keys.ErrSignature) {
			t.Errorf("%s: a key for another application: want ErrSignature, got %v", form.algorithm, err)
		}
		for _, other := range forms {
			if other.algorithm != form.algorithm && k.Verify(other.algorithm, message, sig) == nil {
				t.Errorf("a signature of %s is taken for one of %s", form.algorithm, other.algorithm)
			}
		}
	}
}

func flipped(b []byte, i int) []byte {
	b[i] ^= 1
	return b
}

// A signature by the key itself, without the device's part, is none: a page in a
// browser could have got one of anything.
func TestAPlainSignatureIsNotADevices(t *testing.T) {
	d := newDevice(t, skEd25519)
	plain := keys.NewEd25519(d.ed.Seed())
	sig, err := plain.Sign(nil, "ssh-ed25519", []byte("m"))
	if err != nil {
		t.Fatal(err)
	}
	raw := string(sig[len(sig)-64:])
	for _, blob := range [][]byte{sig, blobOf(skEd25519, raw), append(blobOf(skEd25519, raw), up, 0, 0, 0, 7)} {
		if d.publicKey(t).Verify(skEd25519, []byte("m"), blob) == nil {
			t.Errorf("%x is accepted", blob)
		}
	}
	if plain.PublicKey().Verify("ssh-ed25519", []byte("m"), d.sign(t, skEd25519, []byte("m"))) == nil {
		t.Error("a device's signature is taken for a plain key's")
	}
}

func TestWhatABrowserSigns(t *testing.T) {
	const head = `{"type":"webauthn.get","challenge":"`
	for _, c := range []struct {
		name   string
		change func(d *device)
		ok     bool
	}{
		{"as it is", func(*device) {}, true},
		{"nothing behind the origin", func(d *device) {
			d.clientData = func(challenge, origin string) string { return head + challenge + `","origin":"` + origin + `"` }
		}, true},
		{"more behind the origin", func(d *device) {
			d.clientData = func(challenge, origin string) string {
				return head + challenge + `","origin":"` + origin + `","x":{"type":"webauthn.create"}}`
			}
		}, true},
		{"extensions", func(d *device) { d.flags |= ed; d.extensions = "\xa1\x61x\x01" }, true},
		{"no origin", func(d *device) { d.origin = "" }, true},
		{"extensions without their flag", func(d *device) { d.extensions = "\xa0" }, false},
		{"the flag without extensions", func(d *device) { d.flags |= ed }, false},
		{"data of a new key", func(d *device) { d.flags |= at }, false},
		{"a quote in the origin", func(d *device) { d.origin = `https://a","x":"` }, false},
		{"a NUL in the origin", func(d *device) { d.origin = "https://a\x00" }, false},
		{"another origin", func(d *device) {
			d.clientData = func(challenge, _ string) string { return head + challenge + `","origin":"https://evil"}` }
		}, false},
		{"an origin that goes on", func(d *device) {
			d.clientData = func(challenge, origin string) string { return head + challenge + `","origin":"` + origin + `.evil"}` }
		}, false},
		{"another challenge", func(d *device) {
			d.clientData = func(_, origin string) string { return head + `AAAA","origin":"` + origin + `"}` }
		}, false},
		{"a padded challenge", func(d *device) {
			d.clientData = func(challenge, origin string) string { return head + challenge + `==","origin":"` + origin + `"}` }
		}, false},
		{"a key that is made", func(d *device) {
			d.clientData = func(challenge, origin string) string {
				return strings.Replace(head, "get", "create", 1) + challenge + `","origin":"` + origin + `"}`
			}
		}, false},
		{"fields in another order", func(d *device) {
			d.clientData = func(challenge, origin string) string {
				return `{"challenge":"` + challenge + `","type":"webauthn.get","origin":"` + origin + `"}`
			}
		}, false},
		{"something in front", func(d *device) {
			d.clientData = func(challenge, origin string) string { return ` ` + head + challenge + `","origin":"` + origin + `"}` }
		}, false},
		{"no client data", func(d *device) { d.clientData = func(string, string) string { return "" } }, false},
	} {
		d := newDevice(t, skECDSA)
		c.change(d)
		message := []byte{0xfb, 0xff, 0xfe, 'm'} // "-__-bQ", with what is special to base64url
		err := d.publicKey(t).Verify(webauthn, message, d.sign(t, webauthn, message))
		if c.ok && err != nil || !c.ok && !errors.Is(err, keys.ErrSignature) {
			t.Errorf("%s: want %v, got %v", c.name, c.ok, err)
		}
	}
}

func TestFIDOKeysThatAreNone(t *testing.T) {
	a := string(unhex(t, publicHex))
	for _, c := range []struct {
		name, want string
		blob       []byte
	}{
		{"no application", "cut short", blobOf(skEd25519, a)},
		{"a NUL in it", "NUL", blobOf(skEd25519, a, "ssh:\x00x")},
		{"something behind it", "trailing bytes", blobOf(skEd25519, a, "ssh:", "")},
		{"31 bytes", skEd25519 + " public key is of 31 bytes", blobOf(skEd25519, a[1:], "ssh:")},
		{"another curve", "is on curve nistp384", blobOf(skECDSA, "nistp384", "\x04"+a+a, "ssh:")},
		{"no point", "public key", blobOf(skECDSA, "nistp256", "\x04"+a+a, "ssh:")},
		{"the algorithm of browsers is no type", "not supported", blobOf(webauthn, "nistp256", "\x04"+a+a, "ssh:")},
	} {
		if _, err := keys.ParsePublicKey(c.blob); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
	if got, want := newDevice(t, skECDSA).publicKey(t).Algorithms(), []string{skECDSA}; !cmp.Equal(want, got) {
		t.Errorf("what a signer is asked for: want %q, got %q", want, got)
	}
}

// fidoFile is the private key file of a device.
func fidoFile(t testing.TB, d *device) []byte {
	fields := append(d.fields(t), up)
	fields = append(fields, blobOf("the key's handle", "")...)
	return privateFile(d.publicKey(t).Blob(), append(blobOf(d.typ()), fields...))
}

// privateFile frames the fields of a private key, which its public key's blob is in
// front of.
func privateFile(blob, fields []byte) []byte {
	section := append(wire.AppendUint32(wire.AppendUint32(nil, 7), 7), fields...)
	section = append(section, blobOf("a comment")...)
	for i := byte(1); len(section)%8 != 0; i++ {
		section = append(section, i)
	}
	data := append([]byte("openssh-key-v1\x00"), blobOf("none", "none", "")...)
	data = wire.AppendUint32(data, 1)
	return armour(wire.AppendString(wire.AppendString(data, blob), section))
}

func TestFIDOKeyFilesAreReadAndDoNotSign(t *testing.T) {
	for _, typ := range []string{skEd25519, skECDSA} {
		d := newDevice(t, typ)
		k, err := keys.ParsePrivate(fidoFile(t, d))
		if err != nil || !k.PublicKey().Equal(d.publicKey(t)) || k.Comment() != "a comment" {
			t.Fatalf("%s: %v", typ, err)
		}
		want := "keys: signing with " + typ + ": the key is in a FIDO device; use an agent that has it"
		if _, err := k.Sign(rand.Reader, typ, []byte("m")); err == nil || err.Error() != want {
			t.Errorf("want %q, got %v", want, err)
		}
		text, err := k.Marshal(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(unwrap(t, text), []byte("\x01\x00\x00\x00\x10the key's handle\x00\x00\x00\x00")) {
			t.Errorf("%s: flags, handle and reserved field do not come back", typ)
		}
		file := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if want, got := string(k.PublicKey().AppendLine(nil, "a comment")), sshKeygen(t, "-y", "-f", file); got != want {
			t.Errorf("ssh-keygen -y: want %q, got %q", want, got)
		}
		if got := sshKeygen(t, "-l", "-f", file); !strings.HasPrefix(got, "256 "+k.PublicKey().Fingerprint()) || !strings.HasSuffix(got, "("+k.PublicKey().Label()+")\n") {
			t.Errorf("ssh-keygen -l: got %q", got)
		}
		if _, err := keys.Generate(typ, rand.Reader, 0); err == nil || !strings.Contains(err.Error(), "not supported") {
			t.Errorf("a device's key is made without one: %v", err)
		}
	}
}

// TestSSHKeygenVerifiesWhatOurDeviceSigns holds the authenticator of these tests to
// OpenSSH's verification: signatures over files (PROTOCOL.sshsig), in each form.
func TestSSHKeygenVerifiesWhatOurDeviceSigns(t *testing.T) {
	const message = "to be signed\n"
	for _, form := range forms {
		d := newDevice(t, form.typ)
		sum := sha256.Sum256([]byte(message))
		inner := append([]byte("SSHSIG"), blobOf("file", "", "sha256", string(sum[:]))...)
		outer := wire.AppendUint32([]byte("SSHSIG"), 1)
		outer = append(outer, blobOf(string(d.publicKey(t).Blob()), "file", "", "sha256", string(d.sign(t, form.algorithm, inner)))...)
		dir := t.TempDir()
		signers, sig := filepath.Join(dir, "signers"), filepath.Join(dir, "sig")
		text := strings.ReplaceAll(string(armour(outer)), "OPENSSH PRIVATE KEY", "SSH SIGNATURE")
		for file, text := range map[string]string{signers: "alice " + d.publicKey(t).String() + "\n", sig: text} {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd := sshKeygenCommand(t, "-Y", "verify", "-f", signers, "-I", "alice", "-n", "file", "-s", sig)
		cmd.Stdin = strings.NewReader(message)
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "Good") {
			t.Errorf("%s: ssh-keygen -Y verify: %v: %s", form.algorithm, err, out)
		}
		if err := d.publicKey(t).Verify(form.algorithm, inner, d.sign(t, form.algorithm, inner)); err != nil {
			t.Errorf("%s: %v", form.algorithm, err)
		}
	}
}

// TestCertificatesOfDevices: a device's certificate is verified as its key is, under
// the names that OpenSSH has for it.
func TestCertificatesOfDevices(t *testing.T) {
	for i, form := range forms {
		d := newDevice(t, form.typ)
		template := &keys.Certificate{
			Kind: keys.UserCertificate, KeyID: "alice", Principals: []string{"alice"}, ValidBefore: keys.Forever,
		}
		cert, err := keys.SignCertificate(rand.Reader, authority(), d.publicKey(t), template)
		if err != nil {
			t.Fatal(err)
		}
		algorithm := []string{"sk-ssh-ed25519-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
			"webauthn-sk-ecdsa-sha2-nistp256-cert-v01@openssh.com"}[i]
		if want := strings.TrimPrefix(algorithm, "webauthn-"); cert.Type() != want {
			t.Errorf("want type %s, got %s", want, cert.Type())
		}
		if !slices.Contains(keys.SupportedCertificates(), algorithm) {
			t.Errorf("%s is no algorithm of %s", algorithm, cert.Type())
		}
		message := []byte("message")
		sig := d.sign(t, form.algorithm, message)
		if err := cert.Verify(algorithm, message, sig); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
		if cert.Verify(algorithm, []byte("massage"), sig) == nil || cert.Verify(form.algorithm, message, sig) == nil {
			t.Errorf("%s: another message, or the name of a plain key's algorithm, is accepted", algorithm)
		}
		d.flags = 0
		if err := cert.Verify(algorithm, message, d.sign(t, form.algorithm, message)); !errors.Is(err, keys.ErrUntouched) {
			t.Errorf("%s: untouched: got %v", algorithm, err)
		}
		file := filepath.Join(t.TempDir(), "key-cert.pub")
		if err := os.WriteFile(file, cert.AppendLine(nil, ""), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := sshKeygen(t, "-L", "-f", file); !strings.Contains(got, cert.Type()+" user certificate") || !strings.Contains(got, cert.Fingerprint()) {
			t.Errorf("ssh-keygen -L: %s", got)
		}
	}
}
