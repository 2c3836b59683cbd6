package dissect_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/wire"
)

// hunter is what no span may show.
const hunter = "hunter2-hunter2-hunter2"

func userauth(method string, rest codec) []byte {
	head := wire.UserauthRequest{User: []byte("ann"), Service: []byte(wire.ServiceConnection), Method: []byte(method)}
	return rest.Append(head.Append(nil))
}

// raw is a remainder as it stands.
type raw []byte

func (r raw) Append(dst []byte) []byte { return append(dst, r...) }
func (r raw) Parse([]byte) error       { return nil }

// The whole output of each message with a secret in it, looked through for the secret as
// text, as hexadecimal and as its length.
func TestSecretsAreMarkedAndNotShown(t *testing.T) {
	interactive := Context{Auth: wire.MethodKeyboardInteractive}
	answers := wire.Responses(nil).Append([]byte(hunter)).Append([]byte(hunter + "!"))
	x11 := wire.ChannelRequest{Type: []byte(wire.RequestX11)}
	for name, c := range map[string]struct {
		payload []byte
		ctx     Context
		hidden  int // leaves
	}{
		"password":            {userauth(wire.MethodPassword, &wire.UserauthPassword{Password: []byte(hunter)}), Context{}, 2},
		"change of password":  {userauth(wire.MethodPassword, &wire.UserauthPassword{Change: true, Password: []byte(hunter), New: []byte(hunter)}), Context{}, 4},
		"answers":             {(&wire.UserauthInfoResponse{Responses: answers}).Append(nil), interactive, 4},
		"method of others":    {userauth("gssapi-with-mic", raw(hunter)), Context{}, 1},
		"X11 cookie":          {(&wire.X11Request{Cookie: []byte(hunter)}).Append(x11.Append(nil)), Context{}, 2},
		"answer without echo": {(&wire.UserauthInfoResponse{Responses: answers}).Append(nil), Context{Auth: wire.MethodKeyboardInteractive, Echo: []bool{false, false}}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			spans := explain(t, c.payload, c.ctx)
			hidden := 0
			for s := range Leaves(spans) {
				if s.Kind == Secret {
					hidden++
				}
			}
			if hidden != c.hidden {
				t.Errorf("want %d secret leaves, got %d", c.hidden, hidden)
			}
			shown := fmt.Sprintf("%+v", spans)
			for _, form := range []string{hunter, fmt.Sprintf("%x", hunter), fmt.Sprintf("Value:%d ", len(hunter))} {
				if strings.Contains(shown, form) {
					t.Errorf("%q shows in %s", form, shown)
				}
			}
		})
	}
}

func TestAnAnswerWithEchoMayShow(t *testing.T) {
	answers := wire.Responses(nil).Append([]byte("shown")).Append([]byte(hunter)).Append([]byte(hunter))
	payload := (&wire.UserauthInfoResponse{Responses: answers}).Append(nil)
	spans := explain(t, payload, Context{Auth: wire.MethodKeyboardInteractive, Echo: []bool{true, false}})
	var values []string
	for _, s := range spans[2:] {
		values = append(values, s.Kind.String()+" "+s.Value)
	}
	if got := strings.Join(values, ", "); got != "ordinary shown, secret , secret " {
		t.Errorf("got %s", got)
	}
}

// What a table marks as secret can be told by its name: the list is to be looked at again
// when it changes.
func TestTheSecretFields(t *testing.T) {
	want := []string{
		"SSH_MSG_USERAUTH_REQUEST/method-specific fields", "password/password", "password/new password",
		"SSH_MSG_USERAUTH_INFO_RESPONSE/response", "x11-req/x11 authentication cookie",
		"private part/private key data", "ecdsa-sha2-nistp256/d", "ecdsa-sha2-nistp384/d", "ecdsa-sha2-nistp521/d",
		"sk-ssh-ed25519@openssh.com/key handle", "sk-ecdsa-sha2-nistp256@openssh.com/key handle",
		"ssh-rsa/d", "ssh-rsa/iqmp", "ssh-rsa/p", "ssh-rsa/q", "ssh-dss/x",
		"Ed25519 private key/seed", "Ed448 private key/seed",
		"ML-DSA-44 and Ed25519 seeds/seed₁ (ML-DSA-44)", "ML-DSA-44 and Ed25519 seeds/seed₂ (Ed25519)",
	}
	got := map[string]bool{}
	walkTables(t, func(layout string, f *Field) {
		if f.Kind == Secret {
			got[layout+"/"+f.Name] = true
		}
	})
	for _, name := range want {
		if !got[name] {
			t.Errorf("%s is not secret", name)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%s is secret, and not in the list of this test", name)
	}
}
