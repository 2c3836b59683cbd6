package krl_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/krl"
	"github.com/glassh/glassh/wire"
)

// newKey returns a key that is the same in every run.
func newKey(seed byte) *keys.PrivateKey { return keys.NewEd25519(bytes.Repeat([]byte{seed}, 32)) }

// newCertificate returns a certificate for key by ca.
func newCertificate(t testing.TB, ca *keys.PrivateKey, key *keys.PublicKey, serial uint64, id string) *keys.PublicKey {
	t.Helper()
	cert, err := keys.SignCertificate(bytes.NewReader(make([]byte, 64)), ca, key, &keys.Certificate{
		Serial: serial, KeyID: id, Kind: keys.UserCertificate, Principals: []string{"alice"}, ValidBefore: keys.Forever,
	})
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestWhatIsRevokedAndWhatIsNot(t *testing.T) {
	ca, other, user := newKey(1), newKey(2), newKey(3).PublicKey()
	cert := newCertificate(t, ca, user, 7, "alice's")
	unnumbered := newCertificate(t, ca, user, 0, "alice's")
	for _, c := range []struct {
		name   string
		revoke func(k *krl.KRL) error
		want   string // of user, cert, unnumbered, ca
	}{
		{"nothing", func(k *krl.KRL) error { return nil }, "----"},
		{"the key", func(k *krl.KRL) error { k.RevokeKey(user); return nil }, "RRR-"},
		{"the certificate's key", func(k *krl.KRL) error { k.RevokeKey(cert); return nil }, "RRR-"},
		{"the key by SHA-1", func(k *krl.KRL) error { k.RevokeBySHA1(cert); return nil }, "RRR-"},
		{"the key by SHA-256", func(k *krl.KRL) error { k.RevokeBySHA256(user); return nil }, "RRR-"},
		{"the authority", func(k *krl.KRL) error { k.RevokeBySHA256(ca.PublicKey()); return nil }, "-RRR"},
		{"the certificate", func(k *krl.KRL) error { return k.RevokeCertificate(cert.Certificate()) }, "-R--"},
		{"the one without a number", func(k *krl.KRL) error { return k.RevokeCertificate(unnumbered.Certificate()) }, "-RR-"},
		{"all numbers", func(k *krl.KRL) error { return k.RevokeSerials(nil, 1, math.MaxUint64) }, "-R--"},
		{"numbers around", func(k *krl.KRL) error {
			if err := k.RevokeSerials(nil, 1, 6); err != nil {
				return err
			}
			return k.RevokeSerials(nil, 8, 9)
		}, "----"},
		{"another authority's", func(k *krl.KRL) error { return k.RevokeSerials(other.PublicKey(), 1, 9) }, "----"},
		{"identifier", func(k *krl.KRL) error { k.RevokeID(ca.PublicKey(), "alice's"); return nil }, "-RR-"},
		{"part of it", func(k *krl.KRL) error { k.RevokeID(nil, "alice"); return nil }, "----"},
	} {
		k := &krl.KRL{}
		if err := c.revoke(k); err != nil {
			t.Fatal(err)
		}
		read, err := krl.Parse(k.Append(nil))
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []*krl.KRL{k, read} {
			got := ""
			for _, key := range []*keys.PublicKey{user, cert, unnumbered, ca.PublicKey()} {
				if k.Revoked(key) {
					got += "R"
				} else {
					got += "-"
				}
			}
			if got != c.want {
				t.Errorf("%s: want %s, got %s", c.name, c.want, got)
			}
		}
	}
}

func TestSerialNumbersThatCannotBeRevoked(t *testing.T) {
	for _, c := range [][2]uint64{{0, 0}, {0, 5}, {5, 4}, {math.MaxUint64, 1}} {
		if err := new(krl.KRL).RevokeSerials(nil, c[0], c[1]); err == nil {
			t.Errorf("want an error for %d to %d, got none", c[0], c[1])
		}
	}
}

// Ranges may come in any order, and overlap.
func TestSerialNumbersAreASet(t *testing.T) {
	for _, c := range []struct {
		ranges [][2]uint64
		want   string // as it is listed
	}{
		{[][2]uint64{{5, 5}, {3, 3}, {5, 5}}, "3 5"},
		{[][2]uint64{{3, 70}, {10, 11}, {60, 80}}, "3-80"},
		{[][2]uint64{{10, 20}, {1, 9}, {22, 22}}, "1-20 22"},
		{[][2]uint64{{7, math.MaxUint64}, {9, 10}, {math.MaxUint64, math.MaxUint64}}, "7-18446744073709551615"},
	} {
		k := &krl.KRL{}
		for _, r := range c.ranges {
			if err := k.RevokeSerials(nil, r[0], r[1]); err != nil {
				t.Fatal(err)
			}
		}
		_, list, _ := strings.Cut(k.String(), "# Wildcard CA\n")
		if got := strings.Join(strings.Fields(strings.ReplaceAll(list, "serial:", "")), " "); got != c.want {
			t.Errorf("%v: want %s, got %s", c.ranges, c.want, got)
		}
	}
}

// header is the start of a KRL, up to its sections.
func header(version uint32) []byte {
	b := wire.AppendUint32([]byte("SSHKRL\n\x00"), version)
	for range 3 { // version, time, flags
		b = wire.AppendUint64(b, 0)
	}
	return wire.AppendText(wire.AppendText(b, ""), "a comment")
}

func section(typ byte, content []byte) []byte { return wire.AppendString([]byte{typ}, content) }

// certificates is a section of certificates of one authority.
func certificates(authority []byte, parts ...[]byte) []byte {
	b := wire.AppendText(wire.AppendString(nil, authority), "")
	return section(1, append(b, bytes.Join(parts, nil)...))
}

func numbers(list ...uint64) (b []byte) {
	for _, n := range list {
		b = wire.AppendUint64(b, n)
	}
	return b
}

func extension(critical bool) []byte {
	return wire.AppendText(wire.AppendBool(wire.AppendText(nil, "new\n@example.org"), critical), "what")
}

func TestDamagedAndUnknownKRLsAreRefused(t *testing.T) {
	key := newKey(1).PublicKey().Blob()
	cert := newCertificate(t, newKey(2), newKey(1).PublicKey(), 1, "x").Blob()
	for _, c := range []struct {
		name string
		file []byte
		want string // in the error; "" is none
	}{
		{"empty", nil, "does not start with SSHKRL"},
		{"a text", []byte("ssh-ed25519 AAAA"), "does not start with SSHKRL"},
		{"a header", header(1), ""},
		{"another version", header(2), "format version 2"},
		{"half a header", header(1)[:30], "cut short"},
		{"a section's type", append(header(1), 1), "section: cut short"},
		{"a section too long", append(header(1), 1, 0xff, 0xff, 0xff, 0xff), "cut short"},
		{"section 9", append(header(1), section(9, nil)...), "section of type 9"},
		{"a signature", append(header(1), section(4, nil)...), "signed"},
		{"an extension", append(header(1), section(255, extension(false))...), ""},
		{"a critical extension", append(header(1), section(255, extension(true))...), `critical extension that is not known, "new\\n@example.org"`},
		{"half an extension", append(header(1), section(255, extension(false)[:9])...), "cut short"},
		{"half a key", append(header(1), section(2, wire.AppendString(nil, key[:3]))...), "cut short"},
		{"half a string", append(header(1), section(2, wire.AppendString(nil, key)[:20])...), "cut short"},
		{"a short SHA-1", append(header(1), section(3, wire.AppendText(nil, "19 bytes, not 20..."))...), "19 bytes instead of 20"},
		{"a short SHA-256", append(header(1), section(5, wire.AppendText(nil, "20 bytes, not 32...."))...), "20 bytes instead of 32"},

		{"no parts", append(header(1), certificates(key)...), ""},
		{"half an authority", append(header(1), certificates(key[:40])...), "authority"},
		{"a certificate as authority", append(header(1), certificates(cert)...), "certificate itself"},
		{"an authority of another type", append(header(1), certificates(wire.AppendText(nil, "ssh-new"))...), ""},
		{"a part's type", append(header(1), section(1, append(certificates(nil)[5:], 0x20))...), "part: cut short"},
		{"part 0x24", append(header(1), certificates(nil, section(0x24, nil))...), "part of type 0x24"},
		{"an extension of certificates", append(header(1), certificates(nil, section(0x39, extension(false)))...), ""},
		{"a critical one", append(header(1), certificates(nil, section(0x39, extension(true)))...), "critical"},
		{"a list", append(header(1), certificates(nil, section(0x20, numbers(1, 2, 9)))...), ""},
		{"number 0", append(header(1), certificates(nil, section(0x20, numbers(0)))...), "number 0"},
		{"7 bytes", append(header(1), certificates(nil, section(0x20, numbers(1)[:7]))...), "cut short"},
		{"a range", append(header(1), certificates(nil, section(0x21, numbers(1, math.MaxUint64)))...), ""},
		{"a range backwards", append(header(1), certificates(nil, section(0x21, numbers(2, 1)))...), "not a range"},
		{"a range from 0", append(header(1), certificates(nil, section(0x21, numbers(0, 1)))...), "number 0"},
		{"half a range", append(header(1), certificates(nil, section(0x21, numbers(1)))...), "cut short"},
		{"a range and a half", append(header(1), certificates(nil, section(0x21, numbers(1, 2, 3)))...), "trailing"},
		{"a bitmap", append(header(1), certificates(nil, bitmap(math.MaxUint64-8, []byte{1, 0xff}))...), ""},
		{"a bitmap beyond the end", append(header(1), certificates(nil, bitmap(math.MaxUint64-8, []byte{2, 0}))...), "beyond the largest"},
		{"a bitmap with number 0", append(header(1), certificates(nil, bitmap(0, []byte{3}))...), "number 0"},
		{"an empty bitmap", append(header(1), certificates(nil, bitmap(0, nil))...), ""},
		{"a long bitmap", append(header(1), certificates(nil, bitmap(1, bytes.Repeat([]byte{1}, 2049)))...), "too long"},
		{"a negative bitmap", append(header(1), certificates(nil, section(0x22, wire.AppendText(numbers(1), "\xff")))...), "negative"},
		{"identifiers", append(header(1), certificates(nil, section(0x23, wire.AppendText(nil, "")))...), ""},
		{"half an identifier", append(header(1), certificates(nil, section(0x23, []byte{0, 0, 0, 1}))...), "cut short"},
	} {
		_, err := krl.Parse(c.file)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func bitmap(offset uint64, bits []byte) []byte {
	return section(0x22, wire.AppendMpint(numbers(offset), bits))
}

// A file may hold more than memory should: 8192 ranges in 2 kB.
func TestRangesAreBounded(t *testing.T) {
	part := bitmap(1, bytes.Repeat([]byte{0x55}, 2048))
	file := append(header(1), certificates(nil, bytes.Repeat(part, 513))...)
	if _, err := krl.Parse(file); err == nil || !strings.Contains(err.Error(), "ranges of serial numbers") {
		t.Errorf("want an error about the number of ranges, got %v", err)
	}
	if _, err := krl.Parse(append(header(1), make([]byte, krl.MaxSize)...)); err == nil || !strings.Contains(err.Error(), "may have") {
		t.Errorf("want an error about the size, got %v", err)
	}
}

// A file of all the authorities that fit takes a second to read, and not hours.
func TestManyAuthoritiesAreReadInTime(t *testing.T) {
	const n = 100_000
	file := header(1)
	for i := range n {
		key := wire.AppendUint32(wire.AppendText(nil, "ssh-new"), uint32(i))
		file = append(file, certificates(key, section(0x20, numbers(7)))...)
	}
	start := time.Now()
	k, err := krl.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("%d authorities took %v", n, took)
	}
	if want, got := n, strings.Count(k.String(), "serial: 7"); want != got {
		t.Errorf("want %d authorities, got %d", want, got)
	}
}

func TestSpecificationsRefused(t *testing.T) {
	line := newKey(1).PublicKey().String()
	for _, c := range []struct{ spec, want string }{
		{"serial: 1", "requires specification of a CA key"},
		{"id: x", "requires specification of a CA key"},
		{"\n\nserial:", "line 3: krl: invalid serial"},
		{"serial: x", "invalid serial"},
		{"serial: -1", "invalid serial"},
		{"serial: 1_0", "invalid serial"},
		{"serial: 0x", "invalid serial"},
		{"serial: 09", "invalid serial"},
		{"serial: 1-2-3", "invalid serial"},
		{"serial: 0", "number 0"},
		{"serial: 18446744073709551616", "out of range"},
		{"serial: 7-7", "invalid serial range 7:7"},
		{"serial: 8-7", "invalid serial range 8:7"},
		{"hash: MD5:00", "unsupported hash algorithm"},
		{"hash: SHA256:AAAA", "not that of a SHA-256 hash"},
		{"hash: SHA256:" + strings.Repeat("*", 43), "not that of a SHA-256 hash"},
		{"key:", "not a public key"},
		{"key: ssh-ed25519", "not a public key"},
		{"sha1: ssh-rsa " + strings.Fields(line)[1], "declared as ssh-rsa"},
		{"what: " + line, "what"},
		{line[:59], "not base64"},
		{"ssh-new-cert-v01@openssh.com AAAAHHNzaC1uZXctY2VydC12MDFAb3BlbnNzaC5jb20=", "not supported"},
		{strings.Repeat("x", keys.MaxLine+1), "longer than"},
	} {
		anyCA := !strings.Contains(c.want, "requires")
		err := new(krl.KRL).Apply([]byte(c.spec), nil, anyCA)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%.40q: want an error with %q, got %v", c.spec, c.want, err)
		}
	}
}

// Keys of types that were given up are those that get revoked.
func TestKeysOfOtherTypesAreRevoked(t *testing.T) {
	const dsa = "ssh-dss AAAAB3NzaC1kc3M= old"
	k := &krl.KRL{}
	if err := k.Apply([]byte(dsa), nil, false); err != nil {
		t.Fatal(err)
	}
	if want := "hash: " + keys.Fingerprint(wire.AppendText(nil, "ssh-dss")) + " # ssh-dss\n"; !strings.Contains(k.String(), want) {
		t.Errorf("want %q in\n%s", want, k)
	}
	if _, err := krl.ParseKeyList([]byte(dsa)); err != nil {
		t.Error(err)
	}
}

func TestFilesOfRevocations(t *testing.T) {
	ca, user := newKey(1), newKey(3).PublicKey()
	cert := newCertificate(t, ca, user, 7, "x")
	list := func(k *keys.PublicKey) []byte { return k.AppendLine([]byte("# revoked\n\n"), "someone") }
	revokes := &krl.KRL{}
	revokes.RevokeKey(user)
	for _, c := range []struct {
		name string
		file []byte // nil is none
		key  *keys.PublicKey
		want string // in the error
	}{
		{"an empty list", []byte{}, user, ""},
		{"the key in a list", list(user), user, "is revoked by"},
		{"the key of a certificate in a list", list(user), cert, "is revoked by"},
		{"a certificate in a list", list(cert), user, "is revoked by"},
		{"its authority in a list", list(ca.PublicKey()), cert, "is revoked by"},
		{"another key in a list", list(ca.PublicKey()), user, ""},
		{"the key in a KRL", revokes.Append(nil), cert, "is revoked by"},
		{"another key in a KRL", revokes.Append(nil), ca.PublicKey(), ""},
		{"a damaged line", append(list(ca.PublicKey()), "ssh-ed25519 AAAA\n"...), user, "line 4"},
		{"a KRL cut short", revokes.Append(nil)[:60], ca.PublicKey(), "cut short"},
		{"no file", nil, user, "no such file"},
	} {
		file := filepath.Join(t.TempDir(), "revoked")
		if c.file != nil {
			if err := os.WriteFile(file, c.file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := krl.CheckFile(file, c.key)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: want %q, got %v", c.name, c.want, err)
		}
	}
}
