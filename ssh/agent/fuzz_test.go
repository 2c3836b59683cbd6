package agent

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// Whatever a client asks, the agent answers with one message that has a meaning.
func FuzzServer(f *testing.F) {
	k := keys.NewEd25519(bytes.Repeat([]byte{1}, 32))
	blob := k.PublicKey().Blob()
	limits := Constraints{Lifetime: 5, Confirm: true, Destinations: []Destination{{To: Hop{Host: "a", Keys: []HostKey{{Blob: blob}}}}}}
	add, _ := (&AddIdentity{Key: k, Comment: "c", Constraints: limits}).Append(nil)
	signature, _ := k.Sign(nil, "ssh-ed25519", []byte("session"))
	bind := SessionBind{HostKey: blob, SessionID: []byte("session"), Signature: signature}
	f.Add(add)
	f.Add([]byte{byte(MsgRequestIdentities)})
	f.Add((&SignRequest{blob, []byte("data"), 0}).Append(nil))
	f.Add((&RemoveIdentity{blob}).Append(nil))
	f.Add((&Extension{[]byte(ExtensionSessionBind), bind.Append(nil)}).Append(nil))
	f.Add((&Extension{[]byte(ExtensionQuery), nil}).Append(nil))
	f.Fuzz(func(t *testing.T, payload []byte) {
		if len(payload) == 0 || len(payload) > MaxMessage || Number(payload[0]) == MsgLock || Number(payload[0]) == MsgUnlock {
			return // a passphrase takes its time
		}
		s := NewServer(Config{})
		defer s.Close()
		c := &session{s: s}
		c.handle(bytes.Clone(add))
		reply := c.handle(payload)[headerLen:]
		switch n := Number(reply[0]); n {
		case MsgSuccess, MsgFailure, MsgExtensionFailure:
			if len(reply) != 1 {
				t.Errorf("%v of %d bytes", n, len(reply))
			}
		case MsgIdentitiesAnswer:
			if err := new(IdentitiesAnswer).Parse(reply); err != nil {
				t.Error(err)
			}
		case MsgSignResponse:
			if err := new(SignResponse).Parse(reply); err != nil {
				t.Error(err)
			}
		case MsgExtensionResponse:
			if err := new(ExtensionResponse).Parse(reply); err != nil {
				t.Error(err)
			}
		default:
			t.Errorf("the answer is %v", n)
		}
	})
}

// What a client accepts from an agent is what it would have written itself.
func FuzzReplies(f *testing.F) {
	f.Add((&IdentitiesAnswer{[]Identity{{[]byte("key"), "comment"}}}).Append(nil))
	f.Add((&SignResponse{wire.AppendText(wire.AppendText(nil, "ssh-ed25519"), "s")}).Append(nil))
	f.Add((&ExtensionResponse{[]byte("query"), (&QueryAnswer{[]string{"query"}}).Append(nil)}).Append(nil))
	f.Add([]byte{byte(MsgSuccess)})
	f.Add([]byte{byte(MsgFailure)})
	f.Fuzz(func(t *testing.T, reply []byte) {
		ctx := context.Background()
		client := func() *Client { return NewClient(&canned{*bytes.NewReader(wire.AppendString(nil, reply))}) }
		if ids, err := client().List(ctx); err == nil {
			if again := (&IdentitiesAnswer{ids}).Append(nil); !bytes.Equal(reply, again) {
				t.Errorf("%x is read as a list that is written as %x", reply, again)
			}
		}
		if sig, err := client().Sign(ctx, nil, nil, 0); err == nil {
			if again := (&SignResponse{sig}).Append(nil); !bytes.Equal(reply, again) {
				t.Errorf("%x is read as a signature that is written as %x", reply, again)
			}
		}
		if names, err := client().Query(ctx); err == nil && len(reply) > 1 {
			contents := (&QueryAnswer{names}).Append(nil)
			if again := (&ExtensionResponse{[]byte("query"), contents}).Append(nil); !bytes.Equal(reply, again) {
				t.Errorf("%x is read as names that are written as %x", reply, again)
			}
		}
		if err := client().RemoveAll(ctx); err == nil && !bytes.Equal(reply, []byte{byte(MsgSuccess)}) {
			t.Errorf("%x is taken for success", reply)
		}
	})
}

// canned is a connection with the answer in it already.
type canned struct{ bytes.Reader }

func (*canned) Write(p []byte) (int, error) { return len(p), nil }

func (*canned) Close() error { return nil }

var _ io.ReadWriteCloser = (*canned)(nil)
