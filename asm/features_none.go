//go:build (!amd64 && !arm64) || purego

package asm

// detect finds nothing: no kernel is part of this build.
func detect() Features { return 0 }
