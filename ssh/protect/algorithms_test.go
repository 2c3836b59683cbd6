package protect_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/protect"
)

func TestNamesToOffer(t *testing.T) {
	for _, c := range []struct {
		what      string
		want, got []string
	}{
		{"ciphers", []string{
			"chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com",
			"aes256-ctr", "aes192-ctr", "aes128-ctr",
		}, protect.DefaultCiphers()},
		{"MACs", []string{
			"umac-64-etm@openssh.com", "umac-128-etm@openssh.com",
			"hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com",
			"umac-64@openssh.com", "umac-128@openssh.com", "hmac-sha2-256", "hmac-sha2-512",
		}, protect.DefaultMACs()},
		{"insecure MACs", []string{"hmac-sha1-etm@openssh.com", "hmac-sha1"}, protect.InsecureMACs()},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
	var all []string
	for _, m := range protect.MACs() {
		all = append(all, m.Name)
	}
	if want := slices.Concat(protect.DefaultMACs(), protect.InsecureMACs()); !slices.Equal(want, all) {
		t.Errorf("MACs: want %q, got %q", want, all)
	}
}

func TestLookup(t *testing.T) {
	for _, c := range []struct {
		cipher, mac string
		ok          bool
	}{
		{"aes128-ctr", "hmac-sha2-256", true},
		{"aes128-ctr", "umac-64@openssh.com", true},
		{"aes128-ctr", "umac-128-etm@openssh.com", true},
		{"aes128-ctr", "umac-96@openssh.com", false},
		{"aes128-ctr", "", false},
		{"aes128-ctr", "none", false},
		{"none", "hmac-sha2-256", false},
		{"", "", false},
		{"aes128-cbc", "hmac-sha2-256", false},
		{"aes128-gcm@openssh.com", "", true},
		{"aes128-gcm@openssh.com", "hmac-sha2-256", true},
		{"chacha20-poly1305@openssh.com", "umac-64@openssh.com", true},
	} {
		s, ok := protect.Lookup(c.cipher, c.mac)
		if ok != c.ok {
			t.Errorf("Lookup(%q, %q): want %v, got %v", c.cipher, c.mac, c.ok, ok)
		}
		if ok && s.Cipher.AEAD && s.MAC != (protect.MAC{}) {
			t.Errorf("Lookup(%q, %q) has a MAC", c.cipher, c.mac)
		}
	}
}
