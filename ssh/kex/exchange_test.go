package kex_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/big"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/vectors"
	"github.com/glassh/glassh/wire"
)

// exchangeGroup is one client, who meets a server in each test.
type exchangeGroup struct {
	ClientVersion, ServerVersion vectors.Hex
	ClientInit, ServerInit       vectors.Hex
	HostKey                      vectors.Hex
	ClientKey, ClientPublic      vectors.Hex
	Tests                        []struct {
		vectors.Case
		ServerKey, ServerPublic vectors.Hex
		X                       vectors.Hex // the output of X25519
		K                       vectors.Hex // encoded
		H                       vectors.Hex
	}
}

func (g *exchangeGroup) transcript() kex.Transcript {
	return kex.Transcript{
		ClientVersion: g.ClientVersion, ServerVersion: g.ServerVersion,
		ClientInit: g.ClientInit, ServerInit: g.ServerInit,
	}
}

func mustMethod(t testing.TB, name string) kex.Method {
	t.Helper()
	m, ok := kex.LookupMethod(name)
	if !ok {
		t.Fatalf("no method %q", name)
	}
	return m
}

func TestKnownExchanges(t *testing.T) {
	file, err := vectors.Load[exchangeGroup]("ssh_kex_curve25519.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, v := range g.Tests {
			t.Run(v.String(), func(t *testing.T) {
				k, h := exchangeByStandardLibrary(t, &g, v.ServerKey)
				if !bytes.Equal(v.K, k) || !bytes.Equal(v.H, h) {
					t.Fatalf("the standard library has K = %x, H = %x", k, h)
				}

				m := mustMethod(t, "curve25519-sha256")
				c, err := kex.NewClient(m, g.transcript(), bytes.NewReader(g.ClientKey))
				if err != nil {
					t.Fatal(err)
				}
				s, err := kex.NewServer(m, g.transcript(), g.HostKey, bytes.NewReader(v.ServerKey))
				if err != nil {
					t.Fatal(err)
				}
				if s.Result() != nil || c.Result() != nil {
					t.Error("there is a result before the exchange")
				}
				init := c.Init(nil)
				if want := (&wire.KexECDHInit{ClientPublic: g.ClientPublic}).Append(nil); !bytes.Equal(want, init) {
					t.Fatalf("Init: want %x, got %x", want, init)
				}
				if out, done, err := s.Handle(nil, init); len(out) != 0 || !done || err != nil {
					t.Fatalf("the server: %x, %v, %v", out, done, err)
				}
				want := &kex.Result{Hash: kex.SHA256, H: v.H, K: v.K, HostKey: g.HostKey}
				if diff := cmp.Diff(want, s.Result()); diff != "" {
					t.Errorf("the server (-want +got):\n%s", diff)
				}

				reply := s.Reply(nil, []byte("signature"))
				wantReply := wire.KexECDHReply{HostKey: g.HostKey, ServerPublic: v.ServerPublic, Signature: []byte("signature")}
				if !bytes.Equal(wantReply.Append(nil), reply) {
					t.Errorf("Reply: got %x", reply)
				}
				if out, done, err := c.Handle(nil, reply); len(out) != 0 || !done || err != nil {
					t.Fatalf("the client: %x, %v, %v", out, done, err)
				}
				clear(reply) // the result does not alias it
				want.Signature = []byte("signature")
				if diff := cmp.Diff(want, c.Result()); diff != "" {
					t.Errorf("the client (-want +got):\n%s", diff)
				}

				if diff := cmp.Diff(s.Result().KDF(v.H), c.Result().KDF(v.H)); diff != "" {
					t.Errorf("the key derivations differ (-server +client):\n%s", diff)
				}
				c.Result().Wipe()
				if !bytes.Equal(c.Result().K, make([]byte, len(v.K))) {
					t.Errorf("Wipe left K = %x", c.Result().K)
				}
			})
		}
	}
}

// exchangeByStandardLibrary computes K and H from the private keys.
func exchangeByStandardLibrary(t *testing.T, g *exchangeGroup, serverKey []byte) (k, h []byte) {
	t.Helper()
	client, err := ecdh.X25519().NewPrivateKey(g.ClientKey)
	if err != nil {
		t.Fatal(err)
	}
	server, err := ecdh.X25519().NewPrivateKey(serverKey)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := server.ECDH(client.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	// RFC 4251 §5: a positive number whose top bit is set has a zero byte in front.
	x := new(big.Int).SetBytes(secret)
	magnitude := x.FillBytes(make([]byte, x.BitLen()/8+1))
	k = append(binary.BigEndian.AppendUint32(nil, uint32(len(magnitude))), magnitude...)

	hash := sha256.New()
	for _, part := range [][]byte{
		g.ClientVersion, g.ServerVersion, g.ClientInit, g.ServerInit, g.HostKey,
		client.PublicKey().Bytes(), server.PublicKey().Bytes(),
	} {
		hash.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		hash.Write(part)
	}
	hash.Write(k)
	return k, hash.Sum(nil)
}

// TestEveryMethodAgrees runs each method with fresh keys.
func TestEveryMethodAgrees(t *testing.T) {
	transcript := kex.Transcript{ClientVersion: []byte("SSH-2.0-c"), ServerVersion: []byte("SSH-2.0-s"), ClientInit: []byte{20, 1}, ServerInit: []byte{20, 2}}
	for _, name := range kex.Methods() {
		m := mustMethod(t, name)
		if !kex.IsMethod(name) {
			t.Errorf("%s cannot be chosen", name)
		}
		c, err := kex.NewClient(m, transcript, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s, err := kex.NewServer(m, transcript, []byte("host key"), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if _, done, err := s.Handle(nil, c.Init(nil)); !done || err != nil {
			t.Fatalf("%s: the server: %v, %v", name, done, err)
		}
		if _, done, err := c.Handle(nil, s.Reply(nil, s.Result().H)); !done || err != nil {
			t.Fatalf("%s: the client: %v, %v", name, done, err)
		}
		if !bytes.Equal(s.Result().H, c.Result().H) || !bytes.Equal(s.Result().K, c.Result().K) {
			t.Errorf("%s: the peers do not agree", name)
		}
		if !bytes.Equal(c.Result().H, c.Result().Signature) || len(c.Result().H) != m.Hash.Size() {
			t.Errorf("%s: H = %x", name, c.Result().H)
		}
	}
}

// TestKeysThatGiveAZeroSecretAreRefused sends points of small order (RFC 8731 §3), and
// keys of the wrong length.
func TestKeysThatGiveAZeroSecretAreRefused(t *testing.T) {
	one := make([]byte, 32)
	one[0] = 1
	order8 := []byte{
		0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
		0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
	}
	good := make([]byte, 32)
	good[0] = 9
	for _, c := range []struct {
		name   string
		public []byte
	}{
		{"the point 0", make([]byte, 32)}, {"the point 1", one}, {"a point of order 8", order8},
		{"no key", nil}, {"31 bytes", good[:31]}, {"33 bytes", append(good, 0)},
	} {
		m := mustMethod(t, "curve25519-sha256")
		client, err := kex.NewClient(m, kex.Transcript{}, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		reply := wire.KexECDHReply{HostKey: []byte("K_S"), ServerPublic: c.public, Signature: []byte("s")}
		_, done, err := client.Handle(nil, reply.Append(nil))
		refused(t, "the client with "+c.name, done, err)
		if client.Result() != nil {
			t.Errorf("%s: the client has a result", c.name)
		}

		server, err := kex.NewServer(m, kex.Transcript{}, []byte("K_S"), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		_, done, err = server.Handle(nil, (&wire.KexECDHInit{ClientPublic: c.public}).Append(nil))
		refused(t, "the server with "+c.name, done, err)
		if server.Result() != nil {
			t.Errorf("%s: the server has a result", c.name)
		}
	}
}

// refused checks that an exchange failed with the right reason.
func refused(t *testing.T, what string, done bool, err error) {
	t.Helper()
	var failed *kex.Error
	if done || !errors.As(err, &failed) || failed.Reason() != wire.ReasonKeyExchangeFailed {
		t.Errorf("%s: want an *Error, got %v, %v", what, done, err)
	}
}

// TestMessagesOutOfPlace gives each side messages of the other, cut short, too long, and
// after the end.
func TestMessagesOutOfPlace(t *testing.T) {
	m := mustMethod(t, "curve25519-sha256@libssh.org")
	newClient := func() *kex.Client {
		c, err := kex.NewClient(m, kex.Transcript{}, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	newServer := func() *kex.Server {
		s, err := kex.NewServer(m, kex.Transcript{}, []byte("K_S"), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	init := newClient().Init(nil)
	s := newServer()
	if _, done, err := s.Handle(nil, init); !done || err != nil {
		t.Fatal(done, err)
	}
	reply := s.Reply(nil, []byte("signature"))
	_, done, err := s.Handle(nil, init)
	refused(t, "a second init", done, err)

	for name, payload := range map[string][]byte{
		"empty": {}, "other number": {21}, "init": init, "cut": reply[:len(reply)-1], "longer": append(bytes.Clone(reply), 0),
	} {
		c := newClient()
		_, done, err := c.Handle(nil, payload)
		refused(t, "the client with "+name, done, err)
		_, done, err = c.Handle(nil, reply)
		refused(t, "the client after "+name, done, err)
	}
	for name, payload := range map[string][]byte{
		"empty": {}, "other number": {21}, "reply": reply, "cut": init[:len(init)-1], "longer": append(bytes.Clone(init), 0),
	} {
		s := newServer()
		_, done, err := s.Handle(nil, payload)
		refused(t, "the server with "+name, done, err)
		_, done, err = s.Handle(nil, init)
		refused(t, "the server after "+name, done, err)
	}

	c := newClient()
	c.Wipe()
	_, done, err = c.Handle(nil, reply)
	refused(t, "the client given up", done, err)
}

func TestWithoutRandomBytes(t *testing.T) {
	m := mustMethod(t, "curve25519-sha256")
	dry := errors.New("dry")
	if _, err := kex.NewClient(m, kex.Transcript{}, iotest.ErrReader(dry)); !errors.Is(err, dry) {
		t.Errorf("the client: want %v, got %v", dry, err)
	}
	if _, err := kex.NewServer(m, kex.Transcript{}, nil, iotest.ErrReader(dry)); !errors.Is(err, dry) {
		t.Errorf("the server: want %v, got %v", dry, err)
	}
}

func TestReplyBeforeTheEndPanics(t *testing.T) {
	s, err := kex.NewServer(mustMethod(t, "curve25519-sha256"), kex.Transcript{}, nil, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	s.Reply(nil, nil)
}
