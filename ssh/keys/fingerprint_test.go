package keys_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// Each kind of fingerprint of each type of key is what ssh-keygen prints.
func TestFingerprintsAgreeWithSSHKeygen(t *testing.T) {
	for _, typ := range sshKeygenTypes {
		file := filepath.Join(t.TempDir(), "key")
		sshKeygen(t, append([]string{"-q", "-N", "", "-C", "me", "-f", file}, typ.args...)...)
		k, err := keys.ParsePrivate(fromFile(t, file))
		if err != nil {
			t.Fatal(err)
		}
		public, blob := k.PublicKey(), k.PublicKey().Blob()
		for _, c := range []struct {
			args        []string
			fingerprint string
			art         bool
		}{
			{[]string{"-l"}, public.Fingerprint(), false},
			{[]string{"-l", "-v"}, keys.Fingerprint(blob), true},
			{[]string{"-l", "-v", "-E", "md5"}, keys.FingerprintMD5(blob), true},
			{[]string{"-B"}, keys.FingerprintBubbleBabble(blob), false},
		} {
			got := fmt.Sprintf("%d %s me (%s)\n", public.Bits(), c.fingerprint, public.Label())
			if c.art {
				got += keys.Randomart(c.fingerprint, public.Label(), public.Bits())
			}
			if want := sshKeygen(t, append(c.args, "-f", file)...); got != want {
				t.Errorf("%v: want\n%s, got\n%s", c.args, want, got)
			}
		}
	}
}

// Ed448, which ssh-keygen has not.
func TestFingerprintOfEd448AgreesWithPuTTY(t *testing.T) {
	k := oneOf(t, "ssh-ed448")
	public := k.PublicKey()
	for _, c := range []struct{ hash, fingerprint string }{
		{"sha256", public.Fingerprint()},
		{"md5", keys.FingerprintMD5(public.Blob())[4:]},
	} {
		got := fmt.Sprintf("%s %d %s\n", public.Type(), public.Bits(), c.fingerprint)
		if want := puttygen(t, "-l", "-E", c.hash, inFile(t, ppkOf(t, k, "version=3", ""))); got != want {
			t.Errorf("want %s, got %s", want, got)
		}
	}
}

func TestRandomartOfNoFingerprintPanics(t *testing.T) {
	for _, text := range []string{"", "SHA256:", "MD5:zz", "SHA256:!"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q is drawn", text)
				}
			}()
			keys.Randomart(text, "ED25519", 256)
		}()
	}
}
