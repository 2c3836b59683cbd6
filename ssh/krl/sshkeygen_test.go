package krl_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/krl"
)

// sshKeygen runs ssh-keygen and returns what it prints on its standard output, and
// its exit status.
func sshKeygen(t *testing.T, args ...string) (stdout string, status int) {
	t.Helper()
	path, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Fatal("ssh-keygen is missing: install openssh-client (make deps)")
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "TZ=UTC")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	if stderr.Len() > 0 {
		t.Logf("ssh-keygen %s: %s", strings.Join(args, " "), &stderr)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// must is sshKeygen where it has to succeed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	out, status := sshKeygen(t, args...)
	if status != 0 {
		t.Fatalf("ssh-keygen %s: exit status %d\n%s", strings.Join(args, " "), status, out)
	}
	return out
}

// A place is a directory with keys: ca and ca2 are authorities; alice, bob, rsa and
// ecdsa are keys; alice-cert.pub is number 7 of ca, bob-cert.pub has no number and the
// identifier "bob's".
type place struct {
	t   *testing.T
	dir string
}

func newPlace(t *testing.T) *place {
	p := &place{t, t.TempDir()}
	for _, k := range []struct{ name, typ, bits string }{
		{"ca", "ed25519", "256"}, {"ca2", "ed25519", "256"}, {"alice", "ed25519", "256"}, {"bob", "ed25519", "256"},
		{"rsa", "rsa", "2048"}, {"ecdsa", "ecdsa", "256"},
	} {
		must(t, "-q", "-t", k.typ, "-b", k.bits, "-N", "", "-C", k.name, "-f", p.path(k.name))
	}
	must(t, "-q", "-s", p.path("ca"), "-I", "alice's", "-n", "alice", "-z", "7", p.path("alice.pub"))
	must(t, "-q", "-s", p.path("ca"), "-I", "bob's", "-n", "bob", p.path("bob.pub"))
	return p
}

func (p *place) path(name string) string { return filepath.Join(p.dir, name) }

func (p *place) read(name string) []byte {
	p.t.Helper()
	text, err := os.ReadFile(p.path(name))
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}

func (p *place) write(name string, text []byte) string {
	p.t.Helper()
	if err := os.WriteFile(p.path(name), text, 0o600); err != nil {
		p.t.Fatal(err)
	}
	return p.path(name)
}

func (p *place) key(name string) *keys.PublicKey {
	p.t.Helper()
	k, _, err := keys.ParsePublicLine(string(p.read(name)))
	if err != nil {
		p.t.Fatal(err)
	}
	return k
}

var pubs = []string{"ca.pub", "ca2.pub", "alice.pub", "bob.pub", "rsa.pub", "ecdsa.pub", "alice-cert.pub", "bob-cert.pub"}

// asked is what ssh-keygen -Q says of each of pubs: a string of "-" and "R".
func (p *place) asked(file string) (answers string) {
	p.t.Helper()
	args := []string{"-Q", "-f", p.path(file)}
	for _, name := range pubs {
		args = append(args, p.path(name))
	}
	out, _ := sshKeygen(p.t, args...)
	for line := range strings.Lines(out) {
		if strings.HasSuffix(line, ": REVOKED\n") {
			answers += "R"
		} else {
			answers += "-"
		}
	}
	if len(answers) != len(pubs) {
		p.t.Fatalf("ssh-keygen -Q: %s", out)
	}
	return answers
}

// ours is what we say of them.
func (p *place) ours(list krl.Revocations) (answers string) {
	for _, name := range pubs {
		if list.Revoked(p.key(name)) {
			answers += "R"
		} else {
			answers += "-"
		}
	}
	return answers
}

// Each specification makes the same KRL here and there, and both say the same of the
// same keys.
func TestSpecificationsMakeTheSameKRLAsSSHKeygen(t *testing.T) {
	p := newPlace(t)
	line := func(name string) string { return strings.TrimSpace(string(p.read(name))) }
	fingerprint := p.key("rsa.pub").Fingerprint()
	for _, c := range []struct {
		name, ca, spec, want string
	}{
		{"nothing", "none", "# only a comment\n\n", "--------"},
		{"a key", "", line("alice.pub"), "--R---R-"},
		{"a key, marked", "", "key:" + line("alice.pub"), "--R---R-"},
		{"a certificate", "", line("alice-cert.pub"), "------R-"},
		{"a certificate without a number", "", line("bob-cert.pub"), "-------R"},
		{"a certificate's key", "", "key: " + line("alice-cert.pub"), "--R---R-"},
		{"an authority", "", line("ca.pub"), "R-----RR"},
		{"by SHA-1", "", "sha1: " + line("bob.pub") + "\nSHA1:" + line("ecdsa.pub"), "---R-R-R"},
		{"by SHA-256", "", "sha256: " + line("rsa.pub") + "\nsha256: " + line("alice-cert.pub"), "--R-R-R-"},
		{"by fingerprint", "", "hash: " + fingerprint + " # rsa", "----R---"},
		{"by number", "ca.pub", "serial: 7", "------R-"},
		{"by number of another authority", "ca2.pub", "serial: 7", "--------"},
		{"by number of any", "none", "serial:0x1-010 # eight", "------R-"},
		{"by identifier", "ca.pub", "id: bob's\nID:carol", "-------R"},
		{"by identifier of any", "none", "id:\talice's\n", "------R-"},
		{"all of it", "ca.pub", strings.Join([]string{"serial: 1", "serial: 3-70", "serial: 256-512", "serial: 500-600", "id: x", "id: aa",
			"key: " + line("rsa.pub"), "sha1: " + line("rsa.pub"), "sha256: " + line("bob.pub"), line("bob.pub"),
			"hash: " + fingerprint, line("bob-cert.pub")}, "\n"), "---RR-RR"},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := []string{"-k", "-q", "-f", p.path("theirs"), "-z", "12", "-C", "a comment"}
			var ca *keys.PublicKey
			if c.ca == "none" {
				args = append(args, "-s", "none")
			} else if c.ca != "" {
				args, ca = append(args, "-s", p.path(c.ca)), p.key(c.ca)
			}
			must(t, append(args, p.write("spec", []byte(c.spec+"\n")))...)
			want := p.read("theirs")

			k := &krl.KRL{Version: 12, Comment: "a comment", Generated: generated(t, want)}
			if err := k.Apply([]byte(c.spec), ca, c.ca == "none"); err != nil {
				t.Fatal(err)
			}
			got := k.Append(nil)
			if !bytes.Equal(want, got) {
				t.Errorf("want %x\n got %x", want, got)
			}
			read, err := krl.Parse(want)
			if err != nil {
				t.Fatal(err)
			}
			if got := read.Append(nil); !bytes.Equal(want, got) {
				t.Errorf("read and written: want %x\n got %x", want, got)
			}
			if got := p.asked("theirs"); got != c.want {
				t.Errorf("ssh-keygen says %s: want %s", got, c.want)
			}
			for _, k := range []*krl.KRL{k, read} {
				if got := p.ours(k); got != c.want {
					t.Errorf("want %s, got %s", c.want, got)
				}
			}
		})
	}
}

func generated(t *testing.T, file []byte) (at time.Time) {
	k, err := krl.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if age := time.Since(k.Generated); age < 0 || age > time.Minute {
		t.Errorf("generated at %v, and now it is %v", k.Generated, time.Now())
	}
	return k.Generated
}

// Which form a serial number is written in depends on its neighbours.
func TestSerialNumbersAreWrittenAsBySSHKeygen(t *testing.T) {
	p := newPlace(t)
	rnd := rand.New(rand.NewPCG(4, 5))
	forms := map[byte]int{}
	for round := range 30 {
		// Runs and gaps of all magnitudes, which are what the choice depends on.
		var spec strings.Builder
		runs, gaps := 1+rnd.IntN(12), 1+rnd.IntN(12)
		for n, i := uint64(1), 0; i < 30; i++ {
			n += rnd.Uint64N(1 << rnd.IntN(gaps))
			run := rnd.Uint64N(1 << rnd.IntN(runs))
			if run == 0 {
				fmt.Fprintf(&spec, "serial: %d\n", n)
			} else {
				fmt.Fprintf(&spec, "serial: %d-%d\n", n, n+run)
			}
			n += run + 1
		}
		must(t, "-k", "-q", "-f", p.path("theirs"), "-s", "none", p.write("spec", []byte(spec.String())))
		want := p.read("theirs")
		k := &krl.KRL{Generated: generated(t, want)}
		if err := k.Apply([]byte(spec.String()), nil, true); err != nil {
			t.Fatal(err)
		}
		got := k.Append(nil)
		if !bytes.Equal(want, got) {
			t.Fatalf("round %d:\n%swant %x\n got %x", round, &spec, want, got)
		}
		for form := byte(0x20); form <= 0x22; form++ {
			forms[form] += bytes.Count(got, []byte{form, 0, 0})
		}
	}
	if len(forms) != 3 || forms[0x20] < 10 || forms[0x21] < 10 || forms[0x22] < 10 {
		t.Errorf("not all forms have occurred: %v", forms)
	}
}

// ssh-keygen writes a bitmap here that neither it nor sshd can read.
func TestLongBitmapsStayReadable(t *testing.T) {
	p := newPlace(t)
	k := &krl.KRL{Generated: time.Unix(0, 0)}
	for n := uint64(1); n < 60000; n += 2 {
		if err := k.RevokeSerials(nil, n, n); err != nil {
			t.Fatal(err)
		}
	}
	p.write("krl", k.Append(nil))
	if want, got := "------R-", p.asked("krl"); got != want {
		t.Errorf("ssh-keygen says %s: want %s", got, want)
	}
	read, err := krl.Parse(p.read("krl"))
	if err != nil {
		t.Fatal(err)
	}
	if read.String() != k.String() {
		t.Error("what was written and what was read differ")
	}
}

func TestUpdatedBySSHKeygen(t *testing.T) {
	p := newPlace(t)
	k := &krl.KRL{Version: 3, Comment: "first"}
	if err := k.RevokeSerials(p.key("ca.pub"), 1, 6); err != nil {
		t.Fatal(err)
	}
	k.RevokeKey(p.key("rsa.pub"))
	p.write("krl", k.Append(nil))
	spec := "serial: 7\nserial: 900\nid: bob's\n" + string(p.read("ecdsa.pub"))
	must(t, "-k", "-u", "-q", "-f", p.path("krl"), "-s", p.path("ca.pub"), p.write("spec", []byte(spec)))
	want := p.read("krl")

	k.Generated = generated(t, want)
	if err := k.Apply([]byte(spec), p.key("ca.pub"), false); err != nil {
		t.Fatal(err)
	}
	if got := k.Append(nil); !bytes.Equal(want, got) {
		t.Errorf("want %x\n got %x", want, got)
	}
	if want, got := "----RRRR", p.ours(k); want != got || p.asked("krl") != want {
		t.Errorf("want %s, got %s, and from ssh-keygen %s", want, got, p.asked("krl"))
	}
}

// String is what ssh-keygen -Ql prints, except that it prints SHA-256 hashes in
// hexadecimal, which it cannot read back.
func TestListingIsThatOfSSHKeygen(t *testing.T) {
	p := newPlace(t)
	spec := "serial: 5\nserial: 7-8\nid: one id\nid: b\n" + string(p.read("rsa.pub")) + "sha1: " + string(p.read("bob.pub"))
	must(t, "-k", "-q", "-f", p.path("krl"), "-z", "9", "-C", "here", "-s", p.path("ca.pub"), p.write("spec", []byte(spec)))
	must(t, "-k", "-u", "-q", "-f", p.path("krl"), "-s", "none", p.write("spec", []byte("serial: 1")))
	k, err := krl.Parse(p.read("krl"))
	if err != nil {
		t.Fatal(err)
	}
	k.Generated = k.Generated.UTC()
	if want, got := must(t, "-Q", "-l", "-f", p.path("krl")), k.String(); want != got {
		t.Errorf("want\n%s\ngot\n%s", want, got)
	}
}
