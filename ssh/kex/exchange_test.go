package kex_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha3"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/vectors"
	"github.com/glassh/glassh/wire"
)

// A known is what a group of vectors says of an exchange, in the files of all families.
type known struct {
	Method                       string
	ClientVersion, ServerVersion vectors.Hex
	ClientInit, ServerInit       vectors.Hex
	HostKey                      vectors.Hex
}

// config is the configuration of one side, with rand as its random bytes.
func (g *known) config(t testing.TB, rand io.Reader) *kex.Config {
	t.Helper()
	return &kex.Config{
		Method: mustMethod(t, g.Method),
		Transcript: kex.Transcript{
			ClientVersion: g.ClientVersion, ServerVersion: g.ServerVersion,
			ClientInit: g.ClientInit, ServerInit: g.ServerInit,
		},
		Rand: rand, HostKey: g.HostKey,
	}
}

// hash computes H by the standard library: parts are encoded, K among them.
func (g *known) hash(t testing.TB, parts ...[]byte) []byte {
	t.Helper()
	h := hashes[mustMethod(t, g.Method).Hash.String()].theirs()
	for _, part := range [][]byte{g.ClientVersion, g.ServerVersion, g.ClientInit, g.ServerInit, g.HostKey} {
		h.Write(stdString(part))
	}
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}

// stdString encodes a string without package wire.
func stdString(b []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)
}

// stdMpint encodes a number without package wire: a positive number whose top bit is set
// has a zero byte in front (RFC 4251 §5).
func stdMpint(x *big.Int) []byte {
	if x.Sign() == 0 {
		return stdString(nil)
	}
	return stdString(x.FillBytes(make([]byte, x.BitLen()/8+1)))
}

func number(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

func mustMethod(t testing.TB, name string) kex.Method {
	t.Helper()
	m, ok := kex.LookupMethod(name)
	if !ok {
		t.Fatalf("no method %q", name)
	}
	return m
}

func newClient(t testing.TB, cfg *kex.Config) *kex.Client {
	t.Helper()
	c, err := kex.NewClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newServer(t testing.TB, cfg *kex.Config) *kex.Server {
	t.Helper()
	s, err := kex.NewServer(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// signature is what servers send in tests: whether it is one is not a matter of this
// package.
var signature = []byte("signature of H")

// run passes messages to and fro until the client is done, and returns all of them.
func run(t testing.TB, c *kex.Client, s *kex.Server) (said [][]byte) {
	t.Helper()
	payload, fromClient := c.Init(nil), true
	if len(payload) == 0 {
		payload, fromClient = s.Init(nil), false
	}
	for range 5 {
		said = append(said, payload)
		var done bool
		var err error
		if fromClient {
			if payload, done, err = s.Handle(nil, payload); done {
				payload = s.Reply(payload, signature)
			}
		} else if payload, done, err = c.Handle(nil, payload); done {
			return said
		}
		if err != nil {
			t.Fatalf("message %d: %v", len(said), err)
		}
		fromClient = !fromClient
	}
	t.Fatal("the exchange has no end")
	return nil
}

// checkKnown runs an exchange and compares all that comes of it.
func checkKnown(t *testing.T, client, server *kex.Config, k, h []byte, want ...[]byte) {
	t.Helper()
	c, s := newClient(t, client), newServer(t, server)
	if s.Result() != nil || c.Result() != nil {
		t.Error("there is a result before the exchange")
	}
	said := run(t, c, s)
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("the messages (-want +got):\n%s", diff)
	}
	for _, payload := range said {
		clear(payload) // the results do not alias them
	}
	result := &kex.Result{Hash: server.Method.Hash, H: h, K: k, HostKey: server.HostKey}
	if diff := cmp.Diff(result, s.Result()); diff != "" {
		t.Errorf("the server (-want +got):\n%s", diff)
	}
	result.Signature = signature
	if diff := cmp.Diff(result, c.Result()); diff != "" {
		t.Errorf("the client (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(s.Result().KDF(h), c.Result().KDF(h)); diff != "" {
		t.Errorf("the key derivations differ (-server +client):\n%s", diff)
	}
	c.Result().Wipe()
	if !bytes.Equal(c.Result().K, make([]byte, len(k))) {
		t.Errorf("Wipe left K = %x", c.Result().K)
	}
}

// fixedRand is the same random bytes each time.
func fixedRand(seed string) io.Reader {
	x := sha3.NewSHAKE256()
	x.Write([]byte(seed))
	return x
}

// testConfig is a configuration that all methods can do with.
func testConfig(t testing.TB, method string, rand io.Reader) *kex.Config {
	t.Helper()
	key := testRSA(t)
	return &kex.Config{
		Method: mustMethod(t, method), Rand: rand, HostKey: []byte("K_S"), Need: 112,
		Transcript:   kex.Transcript{ClientVersion: []byte("SSH-2.0-c"), ServerVersion: []byte("SSH-2.0-s"), ClientInit: []byte{20, 1}, ServerInit: []byte{20, 2}},
		TransientRSA: func() (*rsa.PrivateKey, error) { return key, nil },
	}
}

// families names a method of each kind, those that are cheap to run.
var families = []string{
	"curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "curve448-sha512",
	"mlkem768x25519-sha256", "mlkem1024nistp384-sha384", "sntrup761x25519-sha512",
	"diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha256", "rsa2048-sha256",
}

// TestEveryMethodAgrees runs each method with fresh keys.
func TestEveryMethodAgrees(t *testing.T) {
	for _, name := range kex.AllMethods() {
		m := mustMethod(t, name)
		if !kex.IsMethod(name) {
			t.Errorf("%s cannot be chosen", name)
		}
		cfg := testConfig(t, name, rand.Reader)
		c, s := newClient(t, cfg), newServer(t, cfg)
		run(t, c, s)
		if !bytes.Equal(s.Result().H, c.Result().H) || !bytes.Equal(s.Result().K, c.Result().K) {
			t.Errorf("%s: the peers do not agree", name)
		}
		if len(c.Result().H) != m.Hash.Size() {
			t.Errorf("%s: H = %x", name, c.Result().H)
		}
	}
}

// TestWhatIsOfferedByDefault holds the order of preference, and what is off.
func TestWhatIsOfferedByDefault(t *testing.T) {
	want := []string{
		"mlkem768x25519-sha256", "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com",
		"mlkem768nistp256-sha256", "mlkem1024nistp384-sha384",
		"curve25519-sha256", "curve25519-sha256@libssh.org",
		"ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "curve448-sha512",
		"diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512",
		"diffie-hellman-group14-sha256", "diffie-hellman-group15-sha512", "diffie-hellman-group17-sha512",
	}
	if diff := cmp.Diff(want, kex.Methods()); diff != "" {
		t.Errorf("on (-want +got):\n%s", diff)
	}
	for i, name := range want {
		if m := mustMethod(t, name); m.PostQuantum != (i < 5) {
			t.Errorf("%s: post-quantum is %v", name, m.PostQuantum)
		}
	}
	off := []string{"rsa2048-sha256", "diffie-hellman-group-exchange-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"}
	if diff := cmp.Diff(slices.Concat(want, off), kex.AllMethods()); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
}

// refused checks that an exchange failed with the right reason.
func refused(t *testing.T, what string, done bool, err error) {
	t.Helper()
	var failed *kex.Error
	if done || !errors.As(err, &failed) || failed.Reason() != wire.ReasonKeyExchangeFailed || failed.Method == "" {
		t.Errorf("%s: want an *Error, got %v, %v", what, done, err)
	}
}

// upTo makes the two sides of an exchange that stands before its message number n, and
// says who is to take that.
func upTo(t *testing.T, cfg *kex.Config, n int) (c *kex.Client, s *kex.Server, toServer bool) {
	t.Helper()
	c, s = newClient(t, cfg), newServer(t, cfg)
	payload, toServer := c.Init(nil), true
	if len(payload) == 0 {
		payload, toServer = s.Init(nil), false
	}
	for range n {
		var done bool
		var err error
		if toServer {
			if payload, done, err = s.Handle(nil, payload); done {
				payload = s.Reply(nil, signature)
			}
		} else {
			payload, done, err = c.Handle(nil, payload)
		}
		if err != nil {
			t.Fatal(err)
		}
		toServer = !toServer
	}
	return c, s, toServer
}

// TestMessagesOutOfPlace gives each side, at each step, every other message of the
// exchange, and the right one cut short and too long. Behind that it takes nothing more.
func TestMessagesOutOfPlace(t *testing.T) {
	for _, name := range families {
		cfg := testConfig(t, name, rand.Reader)
		said := run(t, newClient(t, cfg), newServer(t, cfg))
		for i, right := range said {
			wrong := map[string][]byte{
				"nothing": {}, "another number": {21}, "a cut message": right[:len(right)-1], "a longer message": append(bytes.Clone(right), 0),
			}
			for j, other := range said {
				if j != i {
					wrong["message "+string(rune('1'+j))] = other
				}
			}
			for what, payload := range wrong {
				c, s, toServer := upTo(t, cfg, i)
				what = name + " at message " + string(rune('1'+i)) + ": " + what
				handle := c.Handle
				if toServer {
					handle = s.Handle
				}
				_, done, err := handle(nil, payload)
				refused(t, what, done, err)
				_, done, err = handle(nil, right)
				refused(t, what+", and then the right one", done, err)
				if c.Result() != nil || toServer && s.Result() != nil {
					t.Errorf("%s: there is a result", what)
				}
			}
		}
	}
}

// TestNothingIsTakenBehindTheEnd repeats the last message to both sides, and gives up
// exchanges in the middle.
func TestNothingIsTakenBehindTheEnd(t *testing.T) {
	for _, name := range families {
		cfg := testConfig(t, name, rand.Reader)
		c, s := newClient(t, cfg), newServer(t, cfg)
		said := run(t, c, s)
		_, done, err := c.Handle(nil, said[len(said)-1])
		refused(t, name+": the client behind the end", done, err)
		_, done, err = s.Handle(nil, said[len(said)-2])
		refused(t, name+": the server behind the end", done, err)

		for i := range said {
			c, s, toServer := upTo(t, cfg, i)
			c.Wipe()
			s.Wipe()
			c.Wipe() // twice does no harm
			if toServer {
				_, done, err = s.Handle(nil, said[i])
			} else {
				_, done, err = c.Handle(nil, said[i])
			}
			refused(t, name+": an exchange that was given up", done, err)
		}
	}
}

// TestWithoutRandomBytes lets the source of random bytes fail for either side, at
// once or later.
func TestWithoutRandomBytes(t *testing.T) {
	dry := errors.New("dry")
	for _, name := range families {
		for _, have := range []int64{0, 40} { // 40: the first of two keys
			source := func() io.Reader {
				return io.MultiReader(io.LimitReader(rand.Reader, have), iotest.ErrReader(dry))
			}
			good, bad := testConfig(t, name, rand.Reader), testConfig(t, name, source())
			failed := func() error {
				c, err := kex.NewClient(bad)
				if err != nil {
					return err
				}
				s := newServer(t, good)
				_, _, err = c.Handle(nil, answerTo(t, c, s))
				return err
			}
			if err := failed(); !errors.Is(err, dry) && !(have > 0 && enough(name, "client")) {
				t.Errorf("%s: the client with %d bytes: want %v, got %v", name, have, dry, err)
			}
			bad.Rand = source()
			s := newServer(t, bad)
			payload := newClient(t, good).Init(nil)
			if len(payload) == 0 {
				continue // of its key alone the server needs random bytes
			}
			_, done, err := s.Handle(nil, payload)
			if !errors.Is(err, dry) && !(have > 0 && enough(name, "server")) {
				t.Errorf("%s: the server with %d bytes: want %v, got %v, %v", name, have, dry, done, err)
			}
		}
	}
}

// enough reports whether 40 random bytes are as many as that side takes for its first
// answer.
func enough(method, side string) bool {
	switch method {
	case "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256":
		return true
	case "diffie-hellman-group-exchange-sha256": // to choose a group
		return side == "server"
	}
	return false
}

// answerTo returns the server's answer to the client's first message, or its own first.
func answerTo(t *testing.T, c *kex.Client, s *kex.Server) []byte {
	t.Helper()
	payload := c.Init(nil)
	if len(payload) == 0 {
		return s.Init(nil)
	}
	answer, done, err := s.Handle(nil, payload)
	if err != nil {
		t.Fatal(err)
	}
	if done {
		answer = s.Reply(nil, signature)
	}
	return answer
}

func TestReplyBeforeTheEndPanics(t *testing.T) {
	for _, name := range families {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			newServer(t, testConfig(t, name, rand.Reader)).Reply(nil, nil)
		}()
	}
}

func TestNeedIsTheLongestSecret(t *testing.T) {
	for _, c := range []struct {
		c2s, s2c kex.Direction
		want     int
	}{
		{kex.Direction{Cipher: "aes128-gcm@openssh.com"}, kex.Direction{Cipher: "aes128-gcm@openssh.com"}, 128},
		{kex.Direction{Cipher: "aes128-ctr", MAC: "umac-64@openssh.com"}, kex.Direction{Cipher: "aes128-gcm@openssh.com"}, 128},
		{kex.Direction{Cipher: "aes128-ctr", MAC: "hmac-sha1"}, kex.Direction{Cipher: "aes128-gcm@openssh.com"}, 160},
		{kex.Direction{Cipher: "aes128-gcm@openssh.com"}, kex.Direction{Cipher: "aes192-ctr", MAC: "hmac-sha1"}, 192},
		{kex.Direction{Cipher: "aes256-gcm@openssh.com"}, kex.Direction{Cipher: "aes128-gcm@openssh.com"}, 256},
		{kex.Direction{Cipher: "aes128-ctr", MAC: "hmac-sha2-512"}, kex.Direction{Cipher: "aes128-gcm@openssh.com"}, 512},
		{kex.Direction{Cipher: "chacha20-poly1305@openssh.com"}, kex.Direction{Cipher: "aes128-gcm@openssh.com"}, 512},
		{kex.Direction{Cipher: "none"}, kex.Direction{}, 0},
	} {
		a := kex.Algorithms{ClientToServer: c.c2s, ServerToClient: c.s2c}
		if got := a.Need(); got != c.want {
			t.Errorf("%v: want %d, got %d", &a, c.want, got)
		}
	}
}
