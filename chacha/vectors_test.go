package chacha_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/chacha"
	"github.com/glassh/glassh/vectors"
)

// A group holds every field that one of the files has.
type group[T any] struct{ Tests []T }

type streamCase struct {
	vectors.Case
	Key, Nonce            vectors.Hex
	Counter               uint64
	Plaintext, Ciphertext vectors.Hex
}

type macCase struct {
	vectors.Case
	Key, Msg, Tag vectors.Hex
}

type otkCase struct {
	vectors.Case
	Key, Nonce, OTK vectors.Hex
}

type aeadCase struct {
	vectors.Case
	Key, Nonce, AAD, Plaintext, Ciphertext, Tag vectors.Hex
}

type sshCase struct {
	vectors.Case
	Key, KeyPayload, KeyLength   vectors.Hex
	Seq                          uint32
	Nonce, Packet                vectors.Hex
	LengthKeystream, Poly1305Key vectors.Hex
	Ciphertext, Tag              vectors.Hex
}

// eachCase runs f on all cases of a file, on each combination of tiers.
func eachCase[T interface{ String() string }](t *testing.T, name string, f func(t *testing.T, c T)) {
	t.Helper()
	file, err := vectors.Load[group[T]](name)
	if err != nil {
		t.Fatal(err)
	}
	eachTier(t, func(t *testing.T) {
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				t.Run(c.String(), func(t *testing.T) { f(t, c) })
			}
		}
	})
}

// eachTier runs f on each combination of tiers.
func eachTier(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		asmtest.EachTier(t, kernel.TiersPoly1305, f)
	})
}

func equal(t *testing.T, what string, want, got []byte) {
	t.Helper()
	if !bytes.Equal(want, got) {
		t.Errorf("%s:\nwant %x\ngot  %x", what, want, got)
	}
}

func TestStreamVectors(t *testing.T) {
	for _, file := range []string{"chacha20_rfc8439.json", "chacha20_draft_agl_tls_chacha20poly1305.json"} {
		eachCase(t, file, func(t *testing.T, c streamCase) {
			stream := chacha.New(c.Key, c.Nonce)
			stream.SetCounter(c.Counter)
			got := make([]byte, len(c.Plaintext))
			stream.XORKeyStream(got, c.Plaintext)
			equal(t, "ciphertext", c.Ciphertext, got)
			equal(t, "ciphertext by the reference", c.Ciphertext,
				refXOR(c.Plaintext, refChaCha(c.Key, c.Nonce, c.Counter, len(c.Plaintext))))
		})
	}
}

func TestPoly1305Vectors(t *testing.T) {
	eachCase(t, "poly1305_rfc8439.json", func(t *testing.T, c macCase) {
		m := chacha.NewPoly1305((*[32]byte)(c.Key))
		m.Write(c.Msg)
		equal(t, "tag", c.Tag, m.Sum(nil))
		equal(t, "tag by the reference", c.Tag, refPoly1305(c.Key, c.Msg))
		if !m.Verify(c.Tag) {
			t.Error("Verify refuses the tag")
		}
	})
}

func TestOneTimeKeyVectors(t *testing.T) {
	eachCase(t, "poly1305_key_rfc8439.json", func(t *testing.T, c otkCase) {
		got := make([]byte, 32)
		chacha.New(c.Key, c.Nonce).XORKeyStream(got, got)
		equal(t, "one-time key", c.OTK, got)
	})
}

func TestAEADVectors(t *testing.T) {
	eachCase(t, "chacha20_poly1305_rfc8439.json", func(t *testing.T, c aeadCase) {
		a := chacha.NewAEAD(c.Key)
		sealed := append(bytes.Clone(c.Ciphertext), c.Tag...)
		equal(t, "sealed", sealed, a.Seal(nil, c.Nonce, c.Plaintext, c.AAD))
		equal(t, "sealed by the reference", sealed, refSeal(c.Key, c.Nonce, c.Plaintext, c.AAD))
		got, err := a.Open(nil, c.Nonce, sealed, c.AAD)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "opened", c.Plaintext, got)
	})
}

func TestSSHVectors(t *testing.T) {
	eachCase(t, "ssh_chacha20_poly1305_openssh.json", func(t *testing.T, c sshCase) {
		// The intermediate values, one by one.
		equal(t, "K_2", c.KeyPayload, c.Key[:32])
		equal(t, "K_1", c.KeyLength, c.Key[32:])
		equal(t, "nonce", c.Nonce, binary.BigEndian.AppendUint64(nil, uint64(c.Seq)))
		got := make([]byte, 4)
		chacha.New(c.KeyLength, c.Nonce).XORKeyStream(got, got)
		equal(t, "keystream for the length", c.LengthKeystream, got)
		got = make([]byte, 32)
		chacha.New(c.KeyPayload, c.Nonce).XORKeyStream(got, got)
		equal(t, "Poly1305 key", c.Poly1305Key, got)
		tag := chacha.SumPoly1305((*[32]byte)(c.Poly1305Key), c.Ciphertext)
		equal(t, "tag", c.Tag, tag[:])

		// The whole.
		want := append(bytes.Clone(c.Ciphertext), c.Tag...)
		packet := append(bytes.Clone(c.Packet), make([]byte, 16)...)
		ssh := chacha.NewSSH(c.Key)
		ssh.SealPacket(c.Seq, packet)
		equal(t, "sealed", want, packet)
		equal(t, "sealed by the reference", want, refSSH(c.Key, c.Seq, c.Packet))
		if want, got := uint32(len(c.Packet)-4), ssh.Length(c.Seq, packet[:4]); want != got {
			t.Errorf("Length: want %d, got %d", want, got)
		}
		equal(t, "packet after Length", want, packet)
		if err := ssh.OpenPacket(c.Seq, packet); err != nil {
			t.Fatal(err)
		}
		equal(t, "opened", c.Packet, packet[:len(c.Packet)])
	})
}
