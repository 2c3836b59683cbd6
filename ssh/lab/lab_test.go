package lab_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/lab"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
)

func run(t testing.TB, s lab.Scene) *lab.Play {
	t.Helper()
	p, err := s.Run()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// names are the messages of a play, with arrows.
func names(p *lab.Play) (list []string) {
	for _, r := range p.Records {
		if r, ok := r.(*trace.Packet); ok {
			list = append(list, string(r.Dir)+" "+strings.TrimPrefix(r.Message.Name, "SSH_MSG_"))
		}
	}
	return list
}

func TestHandshake(t *testing.T) {
	p := run(t, lab.Scene{Seed: "1"})
	want := []string{
		"c2s KEXINIT", "s2c KEXINIT", "c2s KEX_HYBRID_INIT", "s2c KEX_HYBRID_REPLY", "c2s NEWKEYS", "s2c NEWKEYS",
		"c2s SERVICE_REQUEST", "s2c EXT_INFO", "s2c SERVICE_ACCEPT",
		"c2s USERAUTH_REQUEST", "s2c USERAUTH_PK_OK", "c2s USERAUTH_REQUEST", "s2c USERAUTH_SUCCESS",
		"c2s CHANNEL_OPEN", "s2c CHANNEL_OPEN_CONFIRMATION", "c2s CHANNEL_REQUEST", "s2c CHANNEL_SUCCESS",
		"s2c CHANNEL_DATA", "s2c CHANNEL_REQUEST", "s2c CHANNEL_EOF", "s2c CHANNEL_CLOSE", "c2s CHANNEL_CLOSE", "c2s DISCONNECT",
	}
	if diff := cmp.Diff(want, names(p)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if p.ClientError != nil || !p.ServerExtensions || string(p.Output) != "Hello from the server's end of this process.\n" {
		t.Errorf("got %v, extensions %v, %q", p.ClientError, p.ServerExtensions, p.Output)
	}
}

// written are the records as a file.
func written(t testing.TB, p *lab.Play) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, r := range p.Records {
		if err := trace.Write(&b, r); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestASeedGivesTheSameBytes(t *testing.T) {
	a, b, c := run(t, lab.Scene{Seed: "x", Rekeys: 1}), run(t, lab.Scene{Seed: "x", Rekeys: 1}), run(t, lab.Scene{Seed: "y", Rekeys: 1})
	if !bytes.Equal(written(t, a), written(t, b)) {
		t.Error("two plays with one seed differ")
	}
	if bytes.Equal(written(t, a), written(t, c)) {
		t.Error("two plays with two seeds do not")
	}
}

func TestEveryMethodAndSuiteCanBePlayed(t *testing.T) {
	scenes := []lab.Scene{}
	for _, method := range kex.AllMethods() {
		scenes = append(scenes, lab.Scene{Kex: method, Rekeys: 1})
	}
	for _, cipher := range protect.DefaultCiphers() {
		for _, mac := range protect.DefaultMACs() {
			scenes = append(scenes, lab.Scene{Kex: "curve25519-sha256", Cipher: cipher, MAC: mac, Rekeys: 2})
		}
	}
	for _, s := range scenes {
		t.Run(strings.Trim(s.Kex+" "+s.Cipher+" "+s.MAC, " "), func(t *testing.T) {
			s.Seed = "every"
			p := run(t, s)
			got, err := trace.Verify(p.Records)
			want := trace.Verified{Exchanges: 1 + s.Rekeys, Keys: 2 + 2*s.Rekeys, Packets: got.Packets}
			if err != nil || got != want || p.ClientError != nil || len(p.Output) == 0 {
				t.Errorf("want %+v, got %+v, %v, %v", want, got, err, p.ClientError)
			}
			for _, r := range p.Records {
				if r, ok := r.(*trace.Packet); ok {
					for span := range dissect.Leaves(r.Layout) {
						if span.Kind == dissect.Unknown {
							t.Errorf("%s: %s is not explained", r.Message.Name, span.Name)
						}
					}
				}
			}
		})
	}
}

// TestTerrapin plays the attack against a pair without strict key exchange, and one with.
func TestTerrapin(t *testing.T) {
	for _, cipher := range []string{"chacha20-poly1305@openssh.com"} {
		attack := new(lab.Terrapin)
		p := run(t, lab.Scene{Seed: "1", Cipher: cipher, NoStrictKex: true, Attacker: attack.Attack})
		if p.ClientError != nil || p.ServerError == nil || len(p.Output) == 0 {
			t.Errorf("%s: want the connection to go on, got %v, %q", cipher, p.ClientError, p.Output)
		}
		if p.ServerExtensions || attack.Removed < 20 || attack.Inserted == nil {
			t.Errorf("%s: the EXT_INFO has arrived, or %d bytes were removed", cipher, attack.Removed)
		}

		attack = new(lab.Terrapin)
		p = run(t, lab.Scene{Seed: "1", Cipher: cipher, Attacker: attack.Attack})
		if want := "not legal here"; p.ClientError == nil || !strings.Contains(p.ClientError.Error(), want) {
			t.Errorf("%s, strict: want %q, got %v", cipher, want, p.ClientError)
		}
	}
	p := run(t, lab.Scene{Seed: "1", NoStrictKex: true})
	if p.ClientError != nil || !p.ServerExtensions {
		t.Errorf("without an attacker: %v, extensions %v", p.ClientError, p.ServerExtensions)
	}
}

func TestScenesThatCannotBePlayed(t *testing.T) {
	for want, s := range map[string]lab.Scene{
		`no key exchange method is called "x"`: {Kex: "x"},
		`no cipher is called "x"`:              {Cipher: "x"},
		`no MAC is called "x"`:                 {MAC: "x"},
	} {
		if _, err := s.Run(); err == nil || err.Error() != want {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
