//go:build (amd64 || arm64) && !purego

package asm_test

import (
	"strings"
	"testing"
)

func TestDebugSettingTakesEveryFeatureAway(t *testing.T) {
	stdout, stderr, err := report(t, "GODEBUG=cpu.all=off")
	if err != nil || !strings.HasPrefix(stdout, "cpu=\n") {
		t.Errorf("want no feature, got %v, %s%s", err, stdout, stderr)
	}
}
