//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The variables decide when the program asks, as ssh(1) says.
func TestWhenAskpassAsks(t *testing.T) {
	for _, c := range []struct {
		environ, program string
		preferred        bool
	}{
		{"", "", false},
		{"SSH_ASKPASS=ask", "", false},
		{"DISPLAY=:0", "/usr/bin/ssh-askpass", false},
		{"SSH_ASKPASS=ask DISPLAY=:0", "ask", false},
		{"SSH_ASKPASS=ask WAYLAND_DISPLAY=w", "ask", false},
		{"SSH_ASKPASS=ask DISPLAY=:0 SSH_ASKPASS_REQUIRE=prefer", "ask", true},
		{"SSH_ASKPASS=ask SSH_ASKPASS_REQUIRE=prefer", "", false},
		{"SSH_ASKPASS=ask SSH_ASKPASS_REQUIRE=force", "ask", true},
		{"SSH_ASKPASS=ask DISPLAY=:0 SSH_ASKPASS_REQUIRE=never", "", false},
	} {
		e := &env{environ: strings.Fields(c.environ)}
		if program, preferred := e.askpass(); program != c.program || preferred != c.preferred {
			t.Errorf("%s: want %q, %v, got %q, %v", c.environ, c.program, c.preferred, program, preferred)
		}
	}
}

func TestAskpassAnswers(t *testing.T) {
	program := filepath.Join(t.TempDir(), "ask")
	e := &env{environ: []string{"SSH_ASKPASS=" + program, "SSH_ASKPASS_REQUIRE=force"}}
	for _, c := range []struct {
		script, secret string
		permitted      bool
	}{
		{`echo yes`, "yes", true},
		{`echo`, "", true},
		{`true`, "", true},
		{`echo no`, "no", false},
		{`printf 'sesame\r\nmore\n'`, "sesame", false},
		{`test "$SSH_ASKPASS_PROMPT" = confirm || echo "$1"`, "Question?", true},
		{`exit 1`, "error", false},
		{`yes '' | head -c 100000 | tr -d '\n'; head -c 100000 /dev/zero`, "error", false},
	} {
		if err := os.WriteFile(program, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		secret, err := e.askSecret("Question?")
		if c.secret == "error" {
			if err == nil {
				t.Errorf("%s: want an error, got %q", c.script, secret)
			}
		} else if err != nil || string(secret) != c.secret {
			t.Errorf("%s: want %q, got %q, %v", c.script, c.secret, secret, err)
		}
		if got := e.askPermission(context.Background(), "Question?"); got != c.permitted {
			t.Errorf("%s: permitted: want %v, got %v", c.script, c.permitted, got)
		}
	}
	if (&env{}).askPermission(context.Background(), "Question?") {
		t.Error("nobody has permitted anything")
	}
}
