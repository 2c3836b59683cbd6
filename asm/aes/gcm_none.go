//go:build (!amd64 && !arm64) || purego

package aes

import "github.com/glassh/glassh/asm"

// A GCMKey is what kernels for GCM need: nothing, as there are none.
type GCMKey struct{}

// Set returns false.
func (g *GCMKey) Set(t asm.Tier, k *Keys) bool { return false }

// Wipe does nothing.
func (g *GCMKey) Wipe() {}

// GCMSeal returns false.
func GCMSeal(t asm.Tier, k *Keys, g *GCMKey, dst []byte, nonce *[12]byte, src, ad []byte) bool {
	return false
}

// GCMOpen returns false.
func GCMOpen(t asm.Tier, k *Keys, g *GCMKey, dst []byte, nonce *[12]byte, src, ad []byte) (ok, done bool) {
	return false, false
}
