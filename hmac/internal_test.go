package hmac

import (
	"testing"

	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
)

func TestWipeLeavesNothing(t *testing.T) {
	m1, m256, m512 := NewSHA1([]byte("key")), NewSHA256([]byte("key")), NewSHA512([]byte("key"))
	s1, s256, s512 := m1.sha1, m256.sha256, m512.sha512
	for _, m := range []*MAC{m1, m256, m512} {
		m.Write([]byte("message"))
		m.Wipe()
	}
	if *s1 != (states[sha1.Digest]{}) || *s256 != (states[sha2.Digest256]{}) || *s512 != (states[sha2.Digest512]{}) {
		t.Error("a state is left")
	}
}
