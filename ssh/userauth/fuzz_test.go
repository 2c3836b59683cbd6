package userauth

import (
	"encoding/binary"
	"testing"

	"github.com/glassh/glassh/wire"
)

// messages cuts a fuzzer's input into payloads behind their lengths.
func messages(in []byte, f func(payload []byte) bool) {
	for len(in) >= 2 {
		n := min(int(binary.BigEndian.Uint16(in)), len(in)-2)
		if n > 0 && !f(in[2:2+n]) {
			return
		}
		in = in[2+n:]
	}
}

func seed(payloads ...[]byte) (in []byte) {
	for _, p := range payloads {
		in = append(binary.BigEndian.AppendUint16(in, uint16(len(p))), p...)
	}
	return in
}

func FuzzServer(f *testing.F) {
	head := wire.UserauthRequest{User: []byte("u"), Service: []byte("ssh-connection"), Method: []byte("password")}
	head.Rest = (&wire.UserauthPassword{Password: []byte("p")}).Append(nil)
	password := head.Append(nil)
	head.Method, head.Rest = []byte("publickey"), (&wire.UserauthPublicKey{HasSig: true, Algorithm: []byte("ssh-ed25519")}).Append(nil)
	key := head.Append(nil)
	head.Method, head.Rest = []byte("keyboard-interactive"), (&wire.UserauthKeyboardInteractive{}).Append(nil)
	interactive := head.Append(nil)
	head.Method = []byte("publickey-hostbound-v00@openssh.com")
	head.Rest = (&wire.UserauthPublicKeyHostBound{HasSig: true, Algorithm: []byte("ssh-ed25519"), HostKey: []byte("host")}).Append(nil)
	bound := head.Append(nil)
	head.Method, head.Rest = []byte("hostbased"), (&wire.UserauthHostbased{Algorithm: []byte("ssh-ed25519")}).Append(nil)
	f.Add(byte(4), seed(bound, head.Append(nil)))
	f.Add(byte(0), seed(password, key, interactive, (&wire.UserauthInfoResponse{Responses: wire.Responses{}.Append([]byte("a"))}).Append(nil)))
	f.Fuzz(func(t *testing.T, control byte, in []byte) {
		var out outbox
		s := NewServer(&out, ServerConfig{
			SessionID: sessionID, Methods: []string{"publickey", "password", "keyboard-interactive", "hostbased"}, HostKey: []byte("host"),
			Algorithms: []string{"ssh-ed25519"}, HostAlgorithms: []string{"ssh-ed25519"},
		})
		messages(in, func(payload []byte) bool {
			ev, err := s.Next(payload)
			if err != nil {
				return false
			}
			if (ev.Question == KeySigned || ev.Question == HostSigned) && ev.Key == nil {
				t.Fatal("a signature without a key")
			}
			switch {
			case ev.Question == Nothing:
			case ev.Question == Interactive, ev.Question == AnswersRight && control&1 == 0:
				err = s.Ask("", "", []Prompt{{"x", true}})
			case ev.Question == KeyAcceptable && control&2 == 0:
				err = s.KeyOK()
			case ev.Question == PasswordRight && control&8 != 0:
				err = s.AskChange("x")
			case ev.Question == PasswordRight && control&4 != 0:
				err = s.Continue([]string{"publickey"})
			default:
				err = s.Reject()
			}
			control = control>>1 | control<<7
			return err == nil
		})
	})
}

func FuzzClient(f *testing.F) {
	f.Add(byte(0), seed(
		(&wire.UserauthBanner{Message: []byte("hello")}).Append(nil),
		(&wire.UserauthFailure{Methods: wire.Names("password", "publickey")}).Append(nil),
		(&wire.UserauthInfoRequest{Prompts: wire.Prompts{}.Append([]byte("x"), true)}).Append(nil),
		(&wire.UserauthSuccess{}).Append(nil),
	))
	f.Fuzz(func(t *testing.T, control byte, in []byte) {
		var out outbox
		c := NewClient(&out, "user", sessionID)
		ask := func() {
			control = control>>2 | control<<6
			switch control & 3 {
			case 0:
				c.TryNone()
			case 1:
				c.TryPassword([]byte("x"))
			default:
				c.TryInteractive()
			}
		}
		ask()
		messages(in, func(payload []byte) bool {
			ev, err := c.Next(payload)
			if err != nil || ev.Kind == Success {
				return false
			}
			switch ev.Kind {
			case Failure, PasswordChange:
				ask()
			case Questions:
				c.Answer(make([]string, len(ev.Prompts)))
			}
			return true
		})
	})
}
