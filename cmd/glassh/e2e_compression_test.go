//go:build unix

package main

import (
	"strings"
	"testing"
)

// A client compresses if it is asked to and the server lets it, and says so.
func TestCompressionOnRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	willing, not := s.serve(t), newSite(t).serve(t, "-o", "Compression=no")
	const command = "seq 20000"
	for _, c := range []struct {
		server *server
		flags  string
		want   bool
	}{{willing, "-vvv", false}, {willing, "-vvv -C", true}, {not, "-vvv -C", false}} {
		got := c.server.run(t, append(strings.Fields(c.flags), "HOST", command)...)
		if got.status != 0 || !strings.HasSuffix(got.stdout, "\n20000\n") {
			t.Fatalf("%s: %d, %d bytes", c.flags, got.status, len(got.stdout))
		}
		if says := strings.Contains(got.stderr, "compression zlib@openssh.com"); says != c.want {
			t.Errorf("%s: compressed: %v\n%s", c.flags, says, got.stderr)
		}
	}
	output(t, s.command(t, "ssh", "-Q", "compression")).is(t, result{"none\nzlib@openssh.com\nzlib\n", "", 0})
	for flag, want := range map[string]string{"-T": "compression no\n", "-C": "compression yes\n"} {
		if got := output(t, s.command(t, "ssh", "-F", "none", flag, "-G", "host")); !strings.Contains(got.stdout, want) {
			t.Errorf("-G %s: want %q in %v", flag, want, got)
		}
	}
}
