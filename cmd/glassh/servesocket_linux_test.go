package main

import (
	"os/exec"
	"strings"
	"testing"
)

// The first session says how urgent a connection is that is served.
func TestServedConnectionsAreMarked(t *testing.T) {
	t.Parallel()
	ss, err := exec.LookPath("ss")
	if err != nil {
		t.Skip("there is no ss to see sockets with")
	}
	sv := newSite(t).serve(t, "-o", "IPQoS=ef cs3")
	ask := ss + " -Htn --tos sport = :" + sv.port
	for flag, want := range map[string]string{"-T": "tos:0x60", "-tt": "tos:0xb8"} {
		if r := sv.run(t, flag, "HOST", ask); !strings.Contains(r.stdout, want) {
			t.Errorf("%s: want %s, got %v", flag, want, r)
		}
	}
}
