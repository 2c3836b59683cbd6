package peers_test

import (
	"fmt"
	"testing"

	"github.com/glassh/glassh/asm"
	aesasm "github.com/glassh/glassh/asm/aes"
	chachaasm "github.com/glassh/glassh/asm/chacha"
	keccakasm "github.com/glassh/glassh/asm/keccak"
	sha1asm "github.com/glassh/glassh/asm/sha1"
	sha2asm "github.com/glassh/glassh/asm/sha2"
)

// A bulk operation is one that works on a buffer of any of the sizes below, in
// place: two implementations of it, side by side. Each function sets up its key
// once, and returns what is measured.
type bulk struct {
	alg    string
	sets   []*asm.Set // whose tiers decide how fast ours is; the first is the one named
	ours   func() func(buf []byte)
	peer   string
	theirs func() func(buf []byte)
}

// The sizes of payloads: a keystroke's packet, one that fills an Ethernet frame, and
// what a bulk transfer uses. All are whole blocks of AES but 1350.
var bulkSizes = []int{64, 1350, 16 << 10}

// room is what a buffer has behind the payload, for a packet's length and tag.
const room = 64

// BenchmarkBulk measures each operation in each tier that runs here, and directly
// after it the peer, which then had the same machine: benchstat -col /peer compares.
// ns/op of the peer in the rows of a lower tier is that of its own best code.
func BenchmarkBulk(b *testing.B) {
	for _, op := range allBulk() {
		for _, impl := range op.sets[0].Impls {
			if impl.Lacks != "" {
				continue
			}
			tier := impl.Tier.String()
			for _, size := range bulkSizes {
				run := func(peer string, start func() func(buf []byte)) {
					b.Run(fmt.Sprintf("alg=%s/tier=%s/size=%d/peer=%s", op.alg, tier, size, peer), func(b *testing.B) {
						defer force(b, op.sets, tier)()
						f, buf := start(), make([]byte, size, size+room)
						for i := range buf {
							buf[i] = byte(i) // pages that were never written are all the same one
						}
						b.SetBytes(int64(size))
						b.ReportAllocs()
						for b.Loop() {
							f(buf)
						}
					})
				}
				run("glassh", op.ours)
				run(op.peer, op.theirs)
			}
		}
	}
}

// force brings the first set to the tier, and each other one that has a tier of that
// name too; what has none keeps its best, or for the generic tier is generic.
func force(b *testing.B, sets []*asm.Set, tier string) (restore func()) {
	var undo []func()
	for i, s := range sets {
		r, err := s.Force(tier)
		if err != nil && i == 0 {
			b.Fatal(err)
		}
		if err == nil {
			undo = append(undo, r)
		}
	}
	return func() {
		for _, f := range undo {
			f()
		}
	}
}

func allBulk() []bulk {
	var (
		aesSets = []*asm.Set{aesasm.Tiers}
		sha1Set = []*asm.Set{sha1asm.Tiers}
		sha256s = []*asm.Set{sha2asm.Tiers256}
		sha512s = []*asm.Set{sha2asm.Tiers512}
		chachas = []*asm.Set{chachaasm.Tiers}
		poly    = []*asm.Set{chachaasm.TiersPoly1305}
		both    = []*asm.Set{chachaasm.Tiers, chachaasm.TiersPoly1305}
		keccaks = []*asm.Set{keccakasm.Tiers}
		etm     = []*asm.Set{aesasm.Tiers, sha2asm.Tiers256}
	)
	return []bulk{
		{"aes128-gcm-seal", aesSets, ourGCMSeal(16), "gostd", stdGCMSeal(16)},
		{"aes128-gcm-open", aesSets, ourGCMOpen(16), "gostd", stdGCMOpen(16)},
		{"aes256-gcm-seal", aesSets, ourGCMSeal(32), "gostd", stdGCMSeal(32)},
		{"aes256-gcm-open", aesSets, ourGCMOpen(32), "gostd", stdGCMOpen(32)},
		{"aes128-ctr", aesSets, ourCTR(16), "gostd", stdCTR(16)},
		{"aes256-ctr", aesSets, ourCTR(32), "gostd", stdCTR(32)},
		{"aes256-cbc-decrypt", aesSets, ourCBCDecrypt, "gostd", stdCBCDecrypt},
		{"aes256-cbc-encrypt", aesSets, ourCBCEncrypt, "gostd", stdCBCEncrypt},
		{"chacha20", chachas, ourChaCha20, "xcrypto", xChaCha20},
		{"poly1305", poly, ourPoly1305, "xcrypto", xPoly1305},
		{"chacha20-poly1305-seal", both, ourAEADSeal, "xcrypto", xAEADSeal},
		{"chacha20-poly1305-open", both, ourAEADOpen, "xcrypto", xAEADOpen},
		{"chacha20-poly1305@openssh.com", both, ourSSHPacket, "xcrypto", xSSHPacket},
		{"sha1", sha1Set, ourSHA1, "gostd", stdSHA1},
		{"sha256", sha256s, ourSHA256, "gostd", stdSHA256},
		{"sha512", sha512s, ourSHA512, "gostd", stdSHA512},
		{"hmac-sha1", sha1Set, ourHMACSHA1, "gostd", stdHMACSHA1},
		{"hmac-sha256", sha256s, ourHMACSHA256, "gostd", stdHMACSHA256},
		{"hmac-sha512", sha512s, ourHMACSHA512, "gostd", stdHMACSHA512},
		{"sha3-256", keccaks, ourSHA3, "gostd", stdSHA3},
		{"shake128", keccaks, ourSHAKE128, "gostd", stdSHAKE128},
		{"shake128x8", keccaks, ourShakes, "gostd", stdShakes},
		{"aes128-ctr+hmac-sha256-etm", etm, ourEtM, "gostd", stdEtM},
	}
}
