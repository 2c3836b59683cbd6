package dissect_test

import (
	"encoding/binary"
	"encoding/pem"
	"errors"
	"math/rand/v2"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

var (
	kexMethods  = append(kex.AllMethods(), "", "unknown@example.com")
	authMethods = []string{"", wire.MethodPublicKey, wire.MethodPassword, wire.MethodKeyboardInteractive, wire.MethodHostbased, "publickey-hostbound-v00@openssh.com"}
	requests    = []string{"", "unknown", wire.RequestTCPIPForward, wire.RequestCancelTCPIPForward, "hostkeys-prove-00@openssh.com"}
)

// FuzzMessage holds that any payload, in any context, is taken by Message and package wire
// or by neither, that its spans tile it, and that secrets stay hidden.
func FuzzMessage(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for i, m := range messages {
		fill(r, m.codec)
		f.Add(m.codec.Append(nil), uint8(i%len(kexMethods)), uint8(i%len(authMethods)), uint8(i%len(requests)), uint8(i))
	}
	for i, rest := range rests {
		fill(r, rest.codec)
		payload, _, _ := under(r, rest.head, rest.name)
		f.Add(rest.codec.Append(payload), uint8(0), uint8(0), uint8(i%len(requests)), uint8(i))
	}
	for _, s := range blobs(f) {
		reply := wire.KexECDHReply{HostKey: s, ServerPublic: make([]byte, 32), Signature: s}
		f.Add(reply.Append(nil), uint8(5), uint8(0), uint8(0), uint8(0))
	}
	f.Fuzz(func(t *testing.T, payload []byte, kexMethod, auth, request, echo uint8) {
		ctx := Context{
			Kex:     kexMethods[int(kexMethod)%len(kexMethods)],
			Auth:    authMethods[int(auth)%len(authMethods)],
			Request: requests[int(request)%len(requests)],
			Echo:    []bool{echo&1 != 0, echo&2 != 0},
		}
		spans, err := Message(payload, ctx)
		if want := accepts(payload, ctx); want != (err == nil) {
			t.Fatalf("want accepted %v, got %v", want, err)
		}
		if err != nil {
			return
		}
		tile(t, spans, 0, len(payload))
		secret(t, spans, false)
		bounded(t, spans, payload)
	})
}

// FuzzPacket holds that a packet, under any suite, is taken where package wire takes it,
// and that its spans tile it.
func FuzzPacket(f *testing.F) {
	all := suites()
	for i, s := range all {
		_, open := seal(f, s, (&wire.Ignore{Data: []byte("data")}).Append(nil))
		f.Add(open, uint8(i), false)
	}
	f.Add([]byte("\x00\x00\x00\x0c\x09\x32a........."), uint8(0), true)
	f.Fuzz(func(t *testing.T, packet []byte, suite uint8, compressed bool) {
		s := all[int(suite)%len(all)]
		tag := s.Cipher.TagSize + s.MAC.TagSize
		inCipher := !s.Cipher.AEAD && !s.MAC.EtM
		right := len(packet) >= 4+tag && uint64(binary.BigEndian.Uint32(packet)) == uint64(len(packet)-4-tag) &&
			wire.CheckLength(uint32(len(packet)-4-tag), s.Cipher.BlockSize, inCipher) == nil
		if right {
			_, err := wire.Payload(packet[:len(packet)-tag])
			right = err == nil
		}
		frame := Frame{Suite: s, Compressed: compressed}
		spans, err := Packet(packet, frame, Context{})
		if right != (spans != nil) || !right && err == nil || compressed && right && err != nil {
			t.Fatalf("want a packet: %v, got %d spans, %v", right, len(spans), err)
		}
		if right {
			tile(t, spans, 0, len(packet))
			secret(t, spans, false)
		}
		// The same bytes, with the message in place of the payload.
		frame.Compressed, frame.Inflated = false, 1+len(packet)/2
		if spans, err := Packet(packet, frame, Context{}); spans != nil {
			tile(t, spans, 0, len(packet))
			secret(t, spans, false)
		} else if err == nil {
			t.Fatal("neither spans nor an error")
		}
		frame.Inflated = 0
		if s.Cipher.Name != "" {
			if spans, err := Sealed(packet, frame); err == nil {
				tile(t, spans, 0, len(packet))
			} else if right {
				t.Fatal(err)
			}
		}
	})
}

// bounded holds that the output is not much longer than the input.
func bounded(t *testing.T, spans []Span, input []byte) {
	t.Helper()
	n := 0
	all(spans, func(s *Span) { n += len(s.Value) })
	if n > 1000+100*len(input) {
		t.Fatalf("%d bytes have values of %d bytes", len(input), n)
	}
}

// FuzzBlob is for what stands in messages and in files: it must not panic, and spans tile
// what is taken.
func FuzzBlob(f *testing.F) {
	for _, blob := range append(blobs(f), certificate(f)) {
		f.Add(blob)
	}
	f.Add([]byte("SSH-2.0-glassh comment\r\n"))
	f.Add(append(wire.AppendText(nil, "ID"), userauth(wire.MethodPublicKey, raw("\x01\x00\x00\x00\x01a\x00\x00\x00\x01k"))...))
	f.Fuzz(func(t *testing.T, blob []byte) {
		for _, explain := range []func([]byte) ([]Span, error){PublicKey, Signature, PrivateKey, SignedRequest} {
			spans, err := explain(blob)
			if err != nil {
				continue
			}
			tile(t, spans, 0, len(blob))
			secret(t, spans, false)
			bounded(t, spans, blob)
		}
		if _, err := keys.ParsePublicKey(blob); err == nil {
			if _, err := PublicKey(blob); err != nil {
				t.Fatalf("package keys takes the key: %v", err)
			}
		}
		file := pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: blob})
		if _, err := keys.ParsePrivate(file); err == nil || errors.As(err, new(*keys.EncryptedError)) {
			if _, _, err := PrivateKeyFile(file); err != nil {
				t.Fatalf("package keys takes the file: %v", err)
			}
		}
		if spans, err := Version(blob, NoSide); err == nil {
			tile(t, spans, 0, len(blob))
		}
	})
}
