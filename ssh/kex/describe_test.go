package kex_test

import (
	"testing"

	"github.com/glassh/glassh/ssh/kex"
)

func TestAlgorithmsInOneLine(t *testing.T) {
	ctr := kex.Direction{Cipher: "aes128-ctr", MAC: "hmac-sha2-256", Compression: "none"}
	gcm := kex.Direction{Cipher: "aes128-gcm@openssh.com", Compression: "zlib@openssh.com"}
	for _, c := range []struct {
		c2s, s2c kex.Direction
		want     string
	}{
		{ctr, ctr, "kex k, host key h, aes128-ctr with hmac-sha2-256"},
		{ctr, gcm, "kex k, host key h, to server aes128-ctr with hmac-sha2-256, " +
			"to client aes128-gcm@openssh.com, compression zlib@openssh.com"},
	} {
		a := &kex.Algorithms{Kex: "k", HostKey: "h", ClientToServer: c.c2s, ServerToClient: c.s2c}
		if got := a.String(); got != c.want {
			t.Errorf("want %q, got %q", c.want, got)
		}
	}
}
