package wire_test

import (
	"bytes"
	"testing"

	. "github.com/glassh/glassh/wire"
)

// RFC 4252 §7: what the signature of a publickey request is made over.
func TestWhatAPublicKeySignatureCovers(t *testing.T) {
	head := UserauthRequest{User: []byte("ann"), Service: []byte(ServiceConnection), Method: []byte(MethodPublicKey)}
	key := UserauthPublicKey{Algorithm: []byte("ssh-ed25519"), Key: []byte("blob")}
	want := layout(t, `00000004 'ID!!'
		32 │ 00000003 'ann' │ 0000000e 'ssh-connection' │ 00000009 'publickey' │ 01
		0000000b 'ssh-ed25519' │ 00000004 'blob'`)
	if got := key.AppendSigned(nil, []byte("ID!!"), &head); !bytes.Equal(want, got) {
		t.Errorf("want\n%x, got\n%x", want, got)
	}

	// As the server sees it: the request that came, without its signature.
	key.HasSig, key.Signature = true, []byte("sig")
	payload := key.Append(head.Append(nil))
	var gotHead UserauthRequest
	var gotKey UserauthPublicKey
	if err := gotHead.Parse(payload); err != nil {
		t.Fatal(err)
	}
	if err := gotKey.Parse(gotHead.Rest); err != nil {
		t.Fatal(err)
	}
	if got := gotKey.AppendSigned(nil, []byte("ID!!"), &gotHead); !bytes.Equal(want, got) {
		t.Errorf("from the request: want\n%x, got\n%x", want, got)
	}
	unsigned := payload[:len(payload)-len(AppendText(nil, "sig"))]
	if whole := append(AppendText(nil, "ID!!"), unsigned...); !bytes.Equal(whole, want) {
		t.Errorf("the request is\n%x, the signed text\n%x", whole, want)
	}
}

// RFC 4252 §9, for hostbased.
func TestWhatAHostbasedSignatureCovers(t *testing.T) {
	head := UserauthRequest{User: []byte("ann"), Service: []byte(ServiceConnection), Method: []byte(MethodHostbased), Rest: []byte("x")}
	m := UserauthHostbased{
		Algorithm: []byte("ssh-rsa"), HostKey: []byte("key"), Host: []byte("a.example"),
		ClientUser: []byte("bob"), Signature: []byte("sig"),
	}
	want := layout(t, `00000002 'ID'
		32 │ 00000003 'ann' │ 0000000e 'ssh-connection' │ 00000009 'hostbased'
		00000007 'ssh-rsa' │ 00000003 'key' │ 00000009 'a.example' │ 00000003 'bob'`)
	if got := m.AppendSigned(nil, []byte("ID"), &head); !bytes.Equal(want, got) {
		t.Errorf("want\n%x, got\n%x", want, got)
	}
}
