package dissect_test

import (
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/wire"
)

func TestWhatAUserSignsIsExplained(t *testing.T) {
	key := newKey(t, "ssh-ed25519").PublicKey().Blob()
	sessionID := make([]byte, 32)
	head := func(method string) *wire.UserauthRequest {
		return &wire.UserauthRequest{User: []byte("ann"), Service: []byte(wire.ServiceConnection), Method: []byte(method)}
	}
	public := wire.UserauthPublicKey{HasSig: true, Algorithm: []byte("ssh-ed25519"), Key: key}
	host := wire.UserauthHostbased{Algorithm: []byte("ssh-ed25519"), HostKey: key, Host: []byte("a.example"), ClientUser: []byte("bob")}
	bound := head("publickey-hostbound-v00@openssh.com").Append(wire.AppendString(nil, sessionID))
	bound = wire.AppendString(wire.AppendText(append(bound, 1), "ssh-ed25519"), key)
	bound = wire.AppendString(bound, key)
	for name, data := range map[string][]byte{
		"publickey": public.AppendSigned(nil, sessionID, head(wire.MethodPublicKey)),
		"hostbased": host.AppendSigned(nil, sessionID, head(wire.MethodHostbased)),
		"hostbound": bound,
	} {
		spans, err := SignedRequest(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		tile(t, spans, 0, len(data))
		known(t, spans)
		if spans[0].Name != "session identifier" || spans[0].Len != 36 || named(t, spans, "user name").Value != "ann" {
			t.Errorf("%s: %+v", name, spans[:3])
		}
		for n := range data {
			if _, err := SignedRequest(data[:n]); err == nil {
				t.Fatalf("%s: the first %d bytes are all", name, n)
			}
		}
		// With the signature, it is not what is signed.
		if _, err := SignedRequest(wire.AppendText(data, "signature")); err == nil {
			t.Errorf("%s: a signature is signed", name)
		}
	}
	if _, err := SignedRequest(wire.AppendString(nil, sessionID)); err == nil {
		t.Error("there is no request")
	}
	if _, err := SignedRequest(append(wire.AppendString(nil, sessionID), 51)); err == nil {
		t.Error("another message is signed")
	}
}
