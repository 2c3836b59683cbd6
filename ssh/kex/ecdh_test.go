package kex_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/mlkem"
	"crypto/mlkem/mlkemtest"
	"crypto/rand"
	"io"
	"slices"
	"testing"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/primitives/sntrup"
	"github.com/glassh/glassh/vectors"
	"github.com/glassh/glassh/wire"
)

// curveGroup is one client, who meets a server in each test.
type curveGroup struct {
	known
	ClientKey, ClientPublic vectors.Hex
	Tests                   []struct {
		vectors.Case
		ServerKey, ServerPublic vectors.Hex
		X                       vectors.Hex // what the curve gives
		K                       vectors.Hex // encoded
		H                       vectors.Hex
	}
}

func TestKnownExchangesOnCurves(t *testing.T) {
	for _, name := range []string{"ssh_kex_curve25519.json", "ssh_kex_ecdh.json"} {
		file, err := vectors.Load[curveGroup](name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			if g.Method == "" {
				g.Method = "curve25519-sha256" // the only one in its file
			}
			for _, v := range g.Tests {
				t.Run(g.Method+"/"+v.String(), func(t *testing.T) {
					if x := sharedByStandardLibrary(t, g.Method, g.ClientKey, v.ServerPublic); !bytes.Equal(v.X, x) {
						t.Fatalf("the standard library has %x", x)
					}
					k := stdMpint(number(v.X))
					h := g.hash(t, stdString(g.ClientPublic), stdString(v.ServerPublic), k)
					if !bytes.Equal(v.K, k) || !bytes.Equal(v.H, h) {
						t.Fatalf("the standard library has K = %x, H = %x", k, h)
					}
					checkKnown(t, g.config(t, bytes.NewReader(g.ClientKey)), g.config(t, bytes.NewReader(v.ServerKey)), v.K, v.H,
						(&wire.KexECDHInit{ClientPublic: g.ClientPublic}).Append(nil),
						(&wire.KexECDHReply{HostKey: g.HostKey, ServerPublic: v.ServerPublic, Signature: signature}).Append(nil))
				})
			}
		}
	}
}

// sharedByStandardLibrary returns the secret of a private and a public key. X448, which
// the standard library does not have, is our own, with vectors of its own.
func sharedByStandardLibrary(t *testing.T, method string, private, public []byte) []byte {
	t.Helper()
	var c ecdh.Curve
	switch method {
	case "curve448-sha512":
		secret, err := dh.NewX448Key(private).Shared(public)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	case "ecdh-sha2-nistp256", "mlkem768nistp256-sha256":
		c = ecdh.P256()
	case "ecdh-sha2-nistp384", "mlkem1024nistp384-sha384":
		c = ecdh.P384()
	case "ecdh-sha2-nistp521":
		c = ecdh.P521()
	default:
		c = ecdh.X25519()
	}
	key, err := c.NewPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	peer, err := c.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := key.ECDH(peer)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// hybridGroup is one client, who meets a server in each test. The random bytes of both
// are SHAKE256 of their seeds.
type hybridGroup struct {
	known
	ClientSeed, ClientPublic vectors.Hex
	Tests                    []struct {
		vectors.Case
		ServerSeed, ServerReply vectors.Hex
		KPQ, KCL                vectors.Hex
		K                       vectors.Hex // encoded
		H                       vectors.Hex
	}
}

func TestKnownHybridExchanges(t *testing.T) {
	file, err := vectors.Load[hybridGroup]("ssh_kex_hybrid.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, v := range g.Tests {
			t.Run(g.Method+"/"+v.String(), func(t *testing.T) {
				pq, cl := hybridByStandardLibrary(t, &g, v.ServerSeed, v.ServerReply)
				if !bytes.Equal(v.KPQ, pq) || !bytes.Equal(v.KCL, cl) {
					t.Fatalf("the standard library has K_PQ = %x, K_CL = %x", pq, cl)
				}
				both := hashes[mustMethod(t, g.Method).Hash.String()].theirs()
				both.Write(slices.Concat(pq, cl))
				k := stdString(both.Sum(nil))
				h := g.hash(t, stdString(g.ClientPublic), stdString(v.ServerReply), k)
				if !bytes.Equal(v.K, k) || !bytes.Equal(v.H, h) {
					t.Fatalf("the standard library has K = %x, H = %x", k, h)
				}
				checkKnown(t, g.config(t, fixedRand(string(g.ClientSeed))), g.config(t, fixedRand(string(v.ServerSeed))), v.K, v.H,
					(&wire.KexECDHInit{ClientPublic: g.ClientPublic}).Append(nil),
					(&wire.KexECDHReply{HostKey: g.HostKey, ServerPublic: v.ServerReply, Signature: signature}).Append(nil))
			})
		}
	}
}

// hybridByStandardLibrary computes both secrets as client and server do, from their
// random bytes. sntrup761, which the standard library does not have, is our own.
func hybridByStandardLibrary(t *testing.T, g *hybridGroup, serverSeed, reply []byte) (pq, cl []byte) {
	t.Helper()
	client, server := fixedRand(string(g.ClientSeed)), fixedRand(string(serverSeed))
	take := func(r io.Reader, n int) []byte {
		b := make([]byte, n)
		if _, err := io.ReadFull(r, b); err != nil {
			t.Fatal(err)
		}
		return b
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var public, ciphertext, again []byte
	switch g.Method {
	case "mlkem768x25519-sha256", "mlkem768nistp256-sha256":
		key, err := mlkem.NewDecapsulationKey768(take(client, mlkem.SeedSize))
		ok(err)
		public = key.EncapsulationKey().Bytes()
		pq, ciphertext, err = mlkemtest.Encapsulate768(key.EncapsulationKey(), take(server, 32))
		ok(err)
		again, err = key.Decapsulate(ciphertext)
		ok(err)
	case "mlkem1024nistp384-sha384":
		key, err := mlkem.NewDecapsulationKey1024(take(client, mlkem.SeedSize))
		ok(err)
		public = key.EncapsulationKey().Bytes()
		pq, ciphertext, err = mlkemtest.Encapsulate1024(key.EncapsulationKey(), take(server, 32))
		ok(err)
		again, err = key.Decapsulate(ciphertext)
		ok(err)
	default:
		key, err := sntrup.GenerateKey(client)
		ok(err)
		public = key.PublicKey().Bytes()
		ciphertext, pq, err = key.PublicKey().Encapsulate(server)
		ok(err)
		again, err = key.Decapsulate(ciphertext)
		ok(err)
	}
	if !bytes.HasPrefix(g.ClientPublic, public) || !bytes.HasPrefix(reply, ciphertext) || !bytes.Equal(pq, again) {
		t.Fatal("the KEM of the standard library differs")
	}
	size := 32
	if g.Method == "mlkem1024nistp384-sha384" {
		size = 48
	}
	cl = sharedByStandardLibrary(t, g.Method, take(client, size), reply[len(ciphertext):])
	if !bytes.Equal(cl, sharedByStandardLibrary(t, g.Method, take(server, size), g.ClientPublic[len(public):])) {
		t.Fatal("the curve of the standard library differs")
	}
	return pq, cl
}

// badPoints are public keys that no peer may send on a curve, made of good.
func badPoints(method string, good []byte) map[string][]byte {
	bad := map[string][]byte{
		"no key": {}, "a byte less": good[:len(good)-1], "a byte more": append(bytes.Clone(good), 0), "zeros": make([]byte, len(good)),
	}
	one := make([]byte, len(good))
	one[0] = 1
	switch len(good) {
	case dh.X25519Size:
		bad["the point 1, of order 4"] = one
		bad["a point of order 8"] = []byte{
			0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
			0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
		}
	case dh.X448Size:
		bad["the point 1, of order 4"] = one
		p := bytes.Repeat([]byte{0xff}, dh.X448Size)
		p[28] = 0xfe
		bad["p, the point 0 again"] = p
	default: // 04 ‖ x ‖ y
		size := (len(good) - 1) / 2
		off := bytes.Clone(good)
		off[len(off)-1] ^= 1
		bad["a point beside the curve"] = off
		bad["a compressed point"] = append([]byte{2 + good[len(good)-1]&1}, good[1:1+size]...)
		hybrid := bytes.Clone(good)
		hybrid[0] = 6 + good[len(good)-1]&1
		bad["a point in the hybrid form"] = hybrid
		bad["the point at infinity"] = []byte{0}
		large := bytes.Clone(good)
		copy(large[1:1+size], bytes.Repeat([]byte{0xff}, size))
		bad["a coordinate above p"] = large
	}
	return bad
}

// TestBadPublicKeysAreRefused sends to each side what is no public key, alone and in
// place of one behind a KEM's.
func TestBadPublicKeysAreRefused(t *testing.T) {
	for _, c := range []struct {
		method                     string
		publicSize, ciphertextSize int // of the KEM
	}{
		{"curve25519-sha256", 0, 0},
		{"curve448-sha512", 0, 0},
		{"ecdh-sha2-nistp256", 0, 0},
		{"ecdh-sha2-nistp384", 0, 0},
		{"ecdh-sha2-nistp521", 0, 0},
		{"mlkem768x25519-sha256", 1184, 1088},
		{"mlkem768nistp256-sha256", 1184, 1088},
		{"mlkem1024nistp384-sha384", 1568, 1568},
		{"sntrup761x25519-sha512", 1158, 1039},
	} {
		cfg := testConfig(t, c.method, rand.Reader)
		said := run(t, newClient(t, cfg), newServer(t, cfg))
		var init wire.KexECDHInit
		var reply wire.KexECDHReply
		if init.Parse(said[0]) != nil || reply.Parse(said[1]) != nil {
			t.Fatal("the messages do not parse")
		}

		qc := init.ClientPublic
		for what, bad := range badPoints(c.method, qc[c.publicSize:]) {
			s := newServer(t, cfg)
			_, done, err := s.Handle(nil, (&wire.KexECDHInit{ClientPublic: slices.Concat(qc[:c.publicSize], bad)}).Append(nil))
			refused(t, c.method+": the server with "+what, done, err)
			if s.Result() != nil {
				t.Errorf("%s: the server has a result with %s", c.method, what)
			}
		}
		qs := reply.ServerPublic
		for what, bad := range badPoints(c.method, qs[c.ciphertextSize:]) {
			client := newClient(t, cfg)
			reply.ServerPublic = slices.Concat(qs[:c.ciphertextSize], bad)
			_, done, err := client.Handle(nil, reply.Append(nil))
			refused(t, c.method+": the client with "+what, done, err)
			if client.Result() != nil {
				t.Errorf("%s: the client has a result with %s", c.method, what)
			}
		}
		if c.publicSize == 0 {
			continue
		}

		// The lengths are checked as a whole: a byte missed in the KEM's part is not made
		// up for by the rest.
		for what, bad := range map[string][]byte{
			"the KEM's key alone": qc[:c.publicSize], "the curve's key alone": qc[c.publicSize:],
			"a KEM's key without its first byte": qc[1:], "a KEM's key with a byte in front": append([]byte{0}, qc...),
		} {
			_, done, err := newServer(t, cfg).Handle(nil, (&wire.KexECDHInit{ClientPublic: bad}).Append(nil))
			refused(t, c.method+": the server with "+what, done, err)
		}
		for what, bad := range map[string][]byte{
			"the ciphertext alone": qs[:c.ciphertextSize], "the curve's key alone": qs[c.ciphertextSize:],
			"a ciphertext without its first byte": qs[1:], "a ciphertext with a byte in front": append([]byte{0}, qs...),
		} {
			reply.ServerPublic = bad
			_, done, err := newClient(t, cfg).Handle(nil, reply.Append(nil))
			refused(t, c.method+": the client with "+what, done, err)
		}
	}
}

// TestTheKeyOfMLKEMIsChecked sends one with a coefficient that is not reduced: FIPS 203
// §7.2, the modulus check.
func TestTheKeyOfMLKEMIsChecked(t *testing.T) {
	for _, name := range []string{"mlkem768x25519-sha256", "mlkem768nistp256-sha256", "mlkem1024nistp384-sha384"} {
		cfg := testConfig(t, name, rand.Reader)
		for _, at := range []int{0, 1, 1149} { // two coefficients are three bytes
			var init wire.KexECDHInit
			if err := init.Parse(newClient(t, cfg).Init(nil)); err != nil {
				t.Fatal(err)
			}
			at -= at % 3
			init.ClientPublic[at], init.ClientPublic[at+1] = 0x01, init.ClientPublic[at+1]&0xf0|0x0d // 3329
			_, done, err := newServer(t, cfg).Handle(nil, init.Append(nil))
			refused(t, name, done, err)
		}
	}
}

// TestAWrongCiphertextIsFoundBySignature changes a bit of the KEM's ciphertext: no error,
// but another K and H, which the host key has not signed.
func TestAWrongCiphertextIsFoundBySignature(t *testing.T) {
	for _, name := range []string{"mlkem768x25519-sha256", "mlkem768nistp256-sha256", "mlkem1024nistp384-sha384", "sntrup761x25519-sha512"} {
		cfg := testConfig(t, name, rand.Reader)
		c, s := newClient(t, cfg), newServer(t, cfg)
		var reply wire.KexECDHReply
		if err := reply.Parse(answerTo(t, c, s)); err != nil {
			t.Fatal(err)
		}
		reply.ServerPublic[10] ^= 1
		if _, done, err := c.Handle(nil, reply.Append(nil)); !done || err != nil {
			t.Fatalf("%s: %v, %v", name, done, err)
		}
		if bytes.Equal(s.Result().H, c.Result().H) || bytes.Equal(s.Result().K, c.Result().K) {
			t.Errorf("%s: the change is not seen", name)
		}
	}
}
