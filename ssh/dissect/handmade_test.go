package dissect_test

import (
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// What package keys does not make is put together here by hand, from the RFCs and from
// OpenSSH's files.
func handmade(fields ...any) (b []byte) {
	for _, f := range fields {
		switch f := f.(type) {
		case string:
			b = wire.AppendText(b, f)
		case int: // so many zero bytes, as a string
			b = wire.AppendString(b, make([]byte, f))
		case byte:
			b = append(b, f)
		case uint32:
			b = wire.AppendUint32(b, f)
		case uint64:
			b = wire.AppendUint64(b, f)
		case []byte: // as they are
			b = append(b, f...)
		}
	}
	return b
}

func curve256() string { return "\x04" + strings.Repeat("x", 64) }

// values compares the values of spans with those wanted, by their names.
func values(t *testing.T, spans []Span, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := named(t, spans, name).Value; got != value {
			t.Errorf("%s: want %q, got %q", name, value, got)
		}
	}
}

func TestKeysOfDevices(t *testing.T) {
	for name, blob := range map[string][]byte{
		"ed25519": handmade("sk-ssh-ed25519@openssh.com", 32, "ssh:"),
		"ecdsa":   handmade("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", curve256(), "ssh:"),
	} {
		spans, err := PublicKey(blob)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		tile(t, spans, 0, len(blob))
		known(t, spans)
		values(t, spans, map[string]string{"application": "ssh:"})
	}
}

func TestSignaturesOfDevices(t *testing.T) {
	numbers := string(handmade("\x01", "\x02"))
	for name, c := range map[string]struct {
		blob []byte
		want map[string]string
	}{
		"ed25519": {handmade("sk-ssh-ed25519@openssh.com", 64, byte(5), uint32(7)),
			map[string]string{"flags": "5 (user present, user verified)", "counter": "7"}},
		"ecdsa": {handmade("sk-ecdsa-sha2-nistp256@openssh.com", numbers, byte(0x81), uint32(8)),
			map[string]string{"r": "1", "s": "2", "flags": "129 (user present, extensions)", "counter": "8"}},
		"webauthn": {handmade("webauthn-sk-ecdsa-sha2-nistp256@openssh.com", numbers, byte(0), uint32(9), "https://a.example", "{}", ""),
			map[string]string{"flags": "0", "counter": "9", "origin": "https://a.example", "clientData": "{}", "extensions": ""}},
		"dsa": {handmade("ssh-dss", 40), nil},
		"rsa": {handmade("ssh-rsa", 128), nil},
	} {
		spans, err := Signature(c.blob)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		tile(t, spans, 0, len(c.blob))
		known(t, spans)
		values(t, spans, c.want)
		for n := range c.blob {
			if _, err := Signature(c.blob[:n]); err == nil {
				t.Fatalf("%s: the first %d bytes are a signature", name, n)
			}
		}
	}
}

// container puts a private key into an unencrypted container, as OpenSSH's PROTOCOL.key
// has it.
func container(public []byte, private []byte, padding string) []byte {
	section := append([]byte("sameSAME"), private...) // OpenSSH wants both the same; that is not for us to say
	section = append(section, padding...)
	b := handmade([]byte("openssh-key-v1\x00"), "none", "none", "", uint32(1))
	return wire.AppendString(wire.AppendString(b, public), section)
}

func TestPrivateKeysOfOtherTypes(t *testing.T) {
	dss := []any{"\x07", "\x03", "\x02", "\x04"}
	for name, c := range map[string]struct {
		public, private []byte
		secret          []string
	}{
		"DSA": {handmade(append([]any{"ssh-dss"}, dss...)...), handmade(append(append([]any{"ssh-dss"}, dss...), "\x01", "me")...), []string{"x"}},
		"Ed25519 in a device": {handmade("sk-ssh-ed25519@openssh.com", 32, "ssh:"),
			handmade("sk-ssh-ed25519@openssh.com", 32, "ssh:", byte(0x25), "handle", "", "me"), []string{"key handle"}},
		"ECDSA in a device": {handmade("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", curve256(), "ssh:"),
			handmade("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", curve256(), "ssh:", byte(1), "handle", "", "me"), []string{"key handle"}},
	} {
		blob := container(c.public, c.private, "\x01\x02\x03")
		spans, err := PrivateKey(blob)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		tile(t, spans, 0, len(blob))
		secret(t, spans, false)
		known(t, spans)
		values(t, spans, map[string]string{"comment": "me", "padding": "010203"})
		for _, field := range c.secret {
			if s := named(t, spans, field); s.Kind != Secret {
				t.Errorf("%s: %s is %v", name, field, s.Kind)
			}
		}
	}
}

// A type of private key that is not known is secret to the end: nobody knows where its
// secret is.
func TestAnUnknownPrivateKeyIsSecret(t *testing.T) {
	blob := container(handmade("new@example.com", "public"), handmade("new@example.com", hunter, "me"), "\x01\x02")
	spans, err := PrivateKey(blob)
	if err != nil {
		t.Fatal(err)
	}
	tile(t, spans, 0, len(blob))
	secret(t, spans, false)
	if s := named(t, spans, "private key data"); s.Kind != Secret || s.Len != len(hunter)+4+6+2 {
		t.Errorf("got %+v", s)
	}
}

func TestBadContainersAreRefused(t *testing.T) {
	public, private := handmade("sk-ssh-ed25519@openssh.com", 32, ""), handmade("sk-ssh-ed25519@openssh.com", 32, "", byte(0), "h", "", "c")
	good := container(public, private, "\x01\x02")
	if _, err := PrivateKey(good); err != nil {
		t.Fatal(err)
	}
	long := make([]byte, 256)
	for i := range long {
		long[i] = byte(i + 1)
	}
	for name, blob := range map[string][]byte{
		"magic":             append([]byte("openssh-key-v2\x00"), good[15:]...),
		"padding":           container(public, private, "\x01\x03"),
		"too much padding":  container(public, private, string(long)),
		"a byte too many":   append(good[:len(good):len(good)], 0),
		"a malformed key":   container(handmade("ssh-ed25519", 31), private, ""),
		"no comment":        container(public, handmade("sk-ssh-ed25519@openssh.com", 32, "", byte(0), "h", ""), ""),
		"a short seed":      container(public, handmade("ssh-ed25519", 32, 63, "me"), ""),
		"two keys promised": handmade([]byte("openssh-key-v1\x00"), "none", "none", "", uint32(2), string(public), string(private)),
	} {
		if spans, err := PrivateKey(blob); err == nil {
			t.Errorf("%s: %+v", name, spans)
		}
	}
	for n := range good {
		if _, err := PrivateKey(good[:n]); err == nil {
			t.Fatalf("the first %d bytes are a file", n)
		}
	}
}

// Package keys takes a certificate whatever the data of its options are, and so does this.
func TestOptionsOfACertificate(t *testing.T) {
	blob := certificate(t, keys.CertificateOption{Name: "force-command", Data: []byte("ls")},
		keys.CertificateOption{Name: "source-address", Data: handmade("::1/128")}, keys.CertificateOption{Name: "verify-required"})
	if _, err := keys.ParsePublicKey(blob); err != nil {
		t.Fatal(err)
	}
	spans, err := PublicKey(blob)
	if err != nil {
		t.Fatal(err)
	}
	tile(t, spans, 0, len(blob))
	values(t, spans, map[string]string{"valid after": "0 (1970-01-01 00:00:00 UTC)", "addresses": "::1/128",
		"valid before": "18446744073709551615 (forever)", "type": "1 (user)", "principal": "alice"})
	if s := named(t, spans, "option data"); !strings.HasPrefix(s.Note, "This does not have the form") {
		t.Errorf("the data of force-command: %+v", s)
	}
}

func TestAsManyExtensionsAsPackageWireTakes(t *testing.T) {
	for n, want := range map[int]bool{wire.MaxExtensions: true, wire.MaxExtensions + 1: false} {
		var e wire.Extensions
		for range n {
			e = e.Append("", nil)
		}
		payload := (&wire.ExtInfo{Extensions: e}).Append(nil)
		if _, err := Message(payload, Context{}); (err == nil) != want || accepts(payload, Context{}) != want {
			t.Errorf("%d extensions: %v", n, err)
		}
	}
}
