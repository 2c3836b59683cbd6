//go:build unix

package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/dh"
)

// moduliLine is the line of a group in a moduli file.
func moduliLine(g *dh.Group) string {
	return fmt.Sprintf("20260101000000 2 6 100 %d 2 %X\n", g.BitLen()-1, g.P())
}

// A client that is told of a connection's weakness is told at -v, and not without it.
func TestAKeyExchangeThatIsNotPostQuantumIsSaidOnce(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	const line = "this key exchange is not post-quantum"
	for _, c := range []struct {
		flags string
		want  int
	}{
		{"-v", 0}, {"-v -o KexAlgorithms=curve25519-sha256", 1}, {"-o KexAlgorithms=curve25519-sha256", 0},
		{"-v -o KexAlgorithms=curve25519-sha256 -o RekeyLimit=16K", 1},
	} {
		got := sv.run(t, append(strings.Fields(c.flags), "HOST", "head -c 100000 /dev/zero | tr '\\0' x")...)
		if got.status != 0 || len(got.stdout) != 100000 || strings.Count(got.stderr, line) != c.want {
			t.Errorf("%s: want %q %d times, got %d, %q", c.flags, line, c.want, got.status, got.stderr)
		}
	}
}

// The server takes its groups from a file, says which lines it leaves out, and does not
// start with a file of none.
func TestGroupsOfAModuliFile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	moduli := write(t, filepath.Join(s.dir, "moduli"), "# a comment\n1 2 3\n"+moduliLine(dh.Group15()))
	sv := s.serve(t, "-o", "ModuliFile="+moduli)
	gex := "KexAlgorithms=diffie-hellman-group-exchange-sha256"
	sv.run(t, "-o", gex, "HOST", "echo done").is(t, result{"done\n", "", 0})
	if want := "left out: moduli: line 2: 3 fields, not 7 file=" + moduli; !strings.Contains(sv.stderr.String(), want) {
		t.Errorf("want %q in\n%s", want, sv.stderr.String())
	}

	for text, want := range map[string]string{
		"":                      " has no group of 2048 to 8192 bits that was tested",
		moduliLine(dh.Group1()): " has no group of 2048 to 8192 bits that was tested",
	} {
		moduli := write(t, filepath.Join(s.dir, "none"), text)
		got := output(t, s.command(t, "serve", "-t", "-h", s.host, "-o", "ModuliFile="+moduli))
		if got.status != 1 || !strings.HasSuffix(got.stderr, "glassh serve: "+moduli+want+"\n") {
			t.Errorf("want %q, got %v", want, got)
		}
	}
}
