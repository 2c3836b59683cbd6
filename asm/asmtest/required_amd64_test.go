package asmtest

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/glassh/glassh/asm/aes"
)

// TestUnmetRequirementFails runs this binary again, to see EachTier fail in
// TestTiersOfAES. On other architectures the binary may be running under an
// emulator, and could not start itself.
func TestUnmetRequirementFails(t *testing.T) {
	for env, fails := range map[string]bool{"": false, "aes:generic": false, "sha1:neon": false, "aes:neon": true, "aes": true} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestTiersOfAES$")
		cmd.Env = append(os.Environ(), "GLASSH_REQUIRE="+env)
		out, err := cmd.CombinedOutput()
		if (err != nil) != fails || fails && !strings.Contains(string(out), "GLASSH_REQUIRE: ") {
			t.Errorf("GLASSH_REQUIRE=%s: want failure %v, got %v\n%s", env, fails, err, out)
		}
	}
}

func TestTiersOfAES(t *testing.T) {
	var ran int
	EachTier(t, aes.Tiers, func(t *testing.T) { ran++ })
	if ran == 0 {
		t.Error("no tier ran")
	}
}
