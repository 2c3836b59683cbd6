package asm_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/glassh/glassh/asm"

	_ "github.com/glassh/glassh/asm/aes"
	_ "github.com/glassh/glassh/asm/chacha"
	_ "github.com/glassh/glassh/asm/field25519"
	_ "github.com/glassh/glassh/asm/keccak"
	_ "github.com/glassh/glassh/asm/sha1"
	_ "github.com/glassh/glassh/asm/sha2"
	_ "github.com/glassh/glassh/asm/umac"
)

// reportEnv makes the test binary print what it detected and chose, and exit.
const reportEnv = "GLASSH_TEST_REPORT"

func TestMain(m *testing.M) {
	if os.Getenv(reportEnv) == "" {
		os.Exit(m.Run())
	}
	fmt.Printf("cpu=%v\n", asm.CPU)
	for _, s := range asm.Sets() {
		fmt.Printf("%s=%v\n", s.Name, s.Active())
	}
}

// emulators names, by GOARCH, what runs this binary where the kernel cannot: the
// tests for another architecture start under it.
var emulators = map[string]string{"arm64": "qemu-aarch64-static", "s390x": "qemu-s390x-static"}

// report runs this test binary again with an environment that holds env, and no other
// choice of features or tiers, behind the words of via. It returns what it prints.
func report(t *testing.T, env string, via ...string) (stdout, stderr string, err error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	argv := append(via, self)
	var out, errs strings.Builder
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), reportEnv+"=1", "GODEBUG=", "GLASSH_TIER=", env)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if qemu := emulators[runtime.GOARCH]; errors.Is(err, syscall.ENOEXEC) && qemu != "" && len(via) == 0 {
		return report(t, env, qemu)
	}
	return out.String(), errs.String(), err
}

func TestEnvironmentChoosesTiers(t *testing.T) {
	for _, env := range []string{"", "aes=generic", "chacha=generic,poly1305=generic,sha256=generic"} {
		stdout, stderr, err := report(t, "GLASSH_TIER="+env)
		if err != nil {
			t.Errorf("GLASSH_TIER=%s: %v\n%s", env, err, stderr)
		}
		for line := range strings.SplitSeq(env, ",") {
			if !strings.Contains(stdout, line+"\n") && line != "" {
				t.Errorf("GLASSH_TIER=%s: want %s, got\n%s", env, line, stdout)
			}
		}
	}
}

func TestImpossibleEnvironmentPanicsAtStart(t *testing.T) {
	for _, c := range []struct{ env, want string }{
		{"aes", `"aes" is not of the form family=tier`},
		{"aes=generic,", `"" is not of the form family=tier`},
		{"eas=generic", `no family is called "eas"; there are sha1, `},
		{"aes=genric", `no tier is called "genric"; there are generic, `},
		{"aes=shani", `aes has no tier "shani" here, only `},
		{"aes=generic,aes=generic", `aes is named twice`},
	} {
		stdout, stderr, err := report(t, "GLASSH_TIER="+c.env)
		var exit *exec.ExitError
		if !errors.As(err, &exit) || stdout != "" {
			t.Errorf("GLASSH_TIER=%s: want a panic, got %v and %q", c.env, err, stdout)
		}
		if want := "GLASSH_TIER: asm: " + c.want; !strings.Contains(stderr, want) {
			t.Errorf("GLASSH_TIER=%s:\nwant %s\ngot  %s", c.env, want, stderr)
		}
	}
}
