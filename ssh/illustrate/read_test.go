package illustrate_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// sealedPacket seals a payload under a suite with keys of zeros. The packet in clear comes
// with the tag behind it.
func sealedPacket(suite protect.Suite, payload []byte) (clear, sealed []byte) {
	s := protect.NewSealer(suite, protect.Keys{
		Key: make([]byte, suite.Cipher.KeySize), IV: make([]byte, suite.Cipher.IVSize), MACKey: make([]byte, suite.MAC.KeySize),
	}, zeros{})
	s.Tap = func(packet []byte) { clear = bytes.Clone(packet) }
	sealed = append(make([]byte, wire.HeaderLen), payload...)
	sealed = s.Seal(sealed, 0, 3)
	return append(clear, sealed[len(clear):]...), sealed
}

func everySuite() (list []protect.Suite) {
	for _, c := range protect.Ciphers() {
		for _, m := range protect.MACs() {
			if suite, ok := protect.Lookup(c.Name, m.Name); ok && !slices.Contains(list, suite) {
				list = append(list, suite)
			}
		}
	}
	return list
}

func TestReadPacketFindsOutWhatBytesAre(t *testing.T) {
	payload := (&wire.ChannelData{Recipient: 1, Data: []byte("some data")}).Append(nil)
	clear, _ := sealedPacket(protect.Suite{}, payload)
	for _, c := range []struct {
		bytes []byte
		want  string
	}{
		{[]byte("SSH-2.0-glassh_0.1\r\n"), "An identification string, of 20 bytes."},
		{payload, "A payload of 18 bytes: "},
		{clear, "A packet of 32 bytes, in clear."},
	} {
		r, err := illustrate.ReadPacket(c.bytes, protect.Suite{}, false, dissect.Context{})
		if err != nil || !strings.HasPrefix(r.What, c.want) {
			t.Errorf("%x: want %q, got %q, %v", c.bytes, c.want, r.What, err)
		}
	}
	for _, suite := range everySuite() {
		clear, sealed := sealedPacket(suite, payload)
		r, err := illustrate.ReadPacket(clear, suite, false, dissect.Context{})
		if err != nil || !strings.HasSuffix(r.What, ", decrypted.") {
			t.Errorf("%v, in clear: got %q, %v", suite, r.What, err)
		}
		r, err = illustrate.ReadPacket(sealed, suite, true, dissect.Context{})
		if err != nil || !strings.Contains(r.What, "as it was sent") {
			t.Errorf("%v, sealed: got %q, %v", suite, r.What, err)
		}
		if sealed[0] != 0 || suite.Cipher.Name != "chacha20-poly1305@openssh.com" { // which may look like a length
			if r, err := illustrate.ReadPacket(sealed, suite, false, dissect.Context{}); err != nil || !strings.Contains(r.What, "as it was sent") {
				t.Errorf("%v, sealed and not said to be: got %q, %v", suite, r.What, err)
			}
		}
	}
	for _, c := range []struct {
		bytes []byte
		kex   string
		want  string
	}{
		{nil, "", "there are no bytes"},
		{[]byte{30, 0, 0, 0, 0}, "", "what message 30 is depends on the method: say --kex "},
		{[]byte{60, 0, 0, 0, 0}, "", "say --auth publickey for USERAUTH_PK_OK, --auth password for "},
		{[]byte{34, 0, 0, 0, 0}, "curve25519-sha256", "34 is no message of that method, but of others: say --kex diffie-hellman-group-exchange-sha256 "},
		{[]byte{25}, "", "message 25 is not assigned"},
		{payload[:7], "", "SSH_MSG_CHANNEL_DATA: data: cut short (at byte 5)"},
		{clear[:31], "", "packet: 31 bytes instead of 32"},
	} {
		if _, err := illustrate.ReadPacket(c.bytes, protect.Suite{}, false, dissect.Context{Kex: c.kex}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%x: want the error %q, got %v", c.bytes, c.want, err)
		}
	}
}

// FuzzReadPacket holds that any bytes are read or refused, that what is read is explained
// to the last byte, and that it can be written.
func FuzzReadPacket(f *testing.F) {
	suites := append(everySuite(), protect.Suite{})
	payload := (&wire.ChannelData{Recipient: 1, Data: []byte("some data")}).Append(nil)
	f.Add(payload, uint8(len(suites)-1), false)
	for i, suite := range suites {
		clear, sealed := sealedPacket(suite, payload)
		f.Add(clear, uint8(i), false)
		f.Add(sealed, uint8(i), suite != protect.Suite{})
	}
	f.Fuzz(func(t *testing.T, b []byte, suite uint8, sealed bool) {
		s := suites[int(suite)%len(suites)]
		if s == (protect.Suite{}) {
			sealed = false
		}
		r, err := illustrate.ReadPacket(b, s, sealed, dissect.Context{Kex: "curve25519-sha256", Auth: "publickey"})
		if err != nil {
			return
		}
		at := 0
		for leaf := range dissect.Leaves(r.Spans) {
			if leaf.Off != at {
				t.Fatalf("a span at %d, where %d is next", leaf.Off, at)
			}
			at = leaf.End()
		}
		if at != len(b) {
			t.Fatalf("%d of %d bytes are explained", at, len(b))
		}
		if err := (&illustrate.Dump{W: io.Discard, Notes: true}).Write(b, r.Spans); err != nil {
			t.Fatal(err)
		}
	})
}

func TestKeyFileFindsKeysInLines(t *testing.T) {
	key, err := keys.GenerateEd25519(zeros{})
	if err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSpace(string(key.PublicKey().AppendLine(nil, "ann")))
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"public":     {line, []string{"Line 1: the type of the key", `the comment "ann"`, key.PublicKey().Fingerprint(), "key type: ssh-ed25519"}},
		"options":    {"# comment\n\ncommand=\"echo \\\"a b\\\"\",no-pty " + line, []string{"Line 3: command=", "no-pty, then the type"}},
		"known":      {"example.org,192.0.2.1 " + line + "\n@revoked * " + line, []string{"Line 1: example.org,192.0.2.1, then", "Line 2: @revoked *, then"}},
		"RFC 4716":   {string(key.PublicKey().AppendRFC4716(nil, "ann")), []string{"in the form of RFC 4716", `the comment is "ann"`}},
		"escape":     {"x\x1b[2J " + line, []string{`x\x1b[2J, then`}},
		"other type": {"foo@example.com AAAAD2Zvb0BleGFtcGxlLmNvbQ== x", []string{"key type: foo@example.com"}},
	} {
		var out bytes.Buffer
		err := illustrate.KeyFile([]byte(c.file), &illustrate.Dump{W: &out, Notes: true})
		for _, want := range c.want {
			if err != nil || !strings.Contains(flat(out.String()), want) {
				t.Errorf("%s: want %q, got %v\n%s", name, want, err, out.String())
			}
		}
		narrow(t, out.String())
	}
	for file, want := range map[string]string{
		"":                                "it has no keys",
		"hello\nworld\n":                  "it has no keys",
		"ssh-ed25519 AAAA bad":            "line 1: ",
		"-----BEGIN SSH SIGNATURE-----\n": "it is a signature of a file",
		"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n":             "",
		line + "\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==":                                          "line 2: ",
		"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n":                     "",
		"-----BEGIN OPENSSH PRIVATE KEY-----\nnot base64 at all!\n-----END OPENSSH PRIVATE KEY-----": "",
	} {
		if err := illustrate.KeyFile([]byte(file), &illustrate.Dump{W: io.Discard}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: want the error %q, got %v", file, want, err)
		}
	}
}

// FuzzKeyFile holds that any file is explained or refused, and nothing secret shown.
func FuzzKeyFile(f *testing.F) {
	key, err := keys.GenerateEd25519(zeros{})
	if err != nil {
		f.Fatal(err)
	}
	file, err := key.Marshal(zeros{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add(key.PublicKey().AppendLine(nil, "ann"))
	f.Add(append([]byte(`a="b c",d `), key.PublicKey().AppendLine(nil, "ann")...))
	f.Add(key.PublicKey().AppendRFC4716(nil, "ann"))
	f.Fuzz(func(t *testing.T, file []byte) {
		var out bytes.Buffer
		err := illustrate.KeyFile(file, &illustrate.Dump{W: &out, Notes: true})
		if err == nil && (out.Len() == 0 || strings.Contains(out.String(), "SHOWN BELOW")) {
			t.Errorf("got %s", &out)
		}
	})
}
