package glassh_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRulesCanFail shows each rule files that break it, with the words of the
// problem it must find, and files that keep it, with none.
func TestRulesCanFail(t *testing.T) {
	const ours = `"github.com/glassh/glassh/`
	long := "package x\n" + strings.Repeat("\n// A line.\n", maxLines)
	failed := make(map[string]bool)
	for _, c := range []struct{ rule, path, text, want string }{
		{"formatted", "wire/x.go", "package  wire\n", "make fmt"},
		{"formatted", "peers/x_test.go", "package peers\nvar  x int\n", "make fmt"},
		{"formatted", "wire/x.go", "package wire\n", ""},

		{"short files", "wire/x.go", long, "at most 700"},
		{"short files", "wire/x_test.go", long, ""},

		{"floors", "asm/x.go", "package asm\nimport _ " + ours + `asm/aes"`, "asm nothing"},
		{"floors", "asm/aes/x.go", "package aes\nimport _ " + ours + `asm/chacha"`, "imports asm only"},
		{"floors", "asm/aes/x.go", "package aes\nimport _ " + ours + `asm"`, ""},
		{"floors", "asm/aes/x.go", "package aes\nimport _ " + ours + `primitives/mem"`, "imports asm only"},
		{"floors", "primitives/ed25519/x.go", "package x\nimport _ " + ours + `primitives/sha2"`, ""},
		{"floors", "primitives/ed25519/x.go", "package x\nimport _ " + ours + `hmac"`, "not below it"},
		{"floors", "primitives/ed25519/x.go", "package x\nimport _ " + ours + `vectors"`, "not below it"},
		{"floors", "hmac/x.go", "package x\nimport _ " + ours + `primitives/sha2"`, ""},
		{"floors", "hmac/x.go", "package x\nimport _ " + ours + `aes"`, "not below it"},
		{"floors", "hmac/x.go", "package x\nimport _ " + ours + `asm/asmtest"`, "for tests only"},
		{"floors", "hmac/x_test.go", "package x\nimport _ " + ours + `asm/asmtest"`, ""},
		{"floors", "hmac/x.go", "package x\nimport _ " + ours + `wire"`, "not below it"},
		{"floors", "wire/x.go", "package x\nimport _ " + ours + `primitives/mem"`, "standard library only"},
		{"floors", "ssh/kex/x.go", "package x\nimport _ " + ours + `wire"`, ""},
		{"floors", "ssh/kex/x.go", "package x\nimport _ " + ours + `ssh/keys"`, "not below it"},
		{"floors", "ssh/dissect/x.go", "package x\nimport _ " + ours + `ssh/keys"`, ""},
		{"floors", "ssh/dissect/x.go", "package x\nimport _ " + ours + `ssh/transport"`, "not below it"},
		{"floors", "ssh/transport/x.go", "package x\nimport _ " + ours + `ssh/kex"`, ""},
		{"floors", "ssh/transport/x.go", "package x\nimport _ " + ours + `ssh/userauth"`, "not below it"},
		{"floors", "ssh/transport/x.go", "package x\nimport _ " + ours + `ssh"`, "not below it"},
		{"floors", "ssh/x.go", "package x\nimport _ " + ours + `ssh/transport"`, ""},
		{"floors", "ssh/x.go", "package x\nimport _ " + ours + `ssh/agent"`, "not below it"},
		{"floors", "ssh/agent/x.go", "package x\nimport _ " + ours + `ssh"`, ""},
		{"floors", "ssh/agent/x.go", "package x\nimport _ " + ours + `cmd/glassh"`, "not below it"},
		{"floors", "ssh/nowhere/x.go", "package x", "has no floor"},
		{"floors", "util/x.go", "package x", "has no floor"},
		{"floors", "ssh/x.go", "package x\nimport _ " + ours + `util"`, "has no floor"},
		{"floors", "vectors/x.go", "package x\nimport _ " + ours + `hmac"`, "standard library only"},
		{"floors", "x.go", "package x\nimport _ " + ours + `hmac"`, "standard library only"},
		{"floors", "cmd/glassh/x.go", "package x\nimport _ " + ours + `vectors"`, ""},

		{"dependencies", "ssh/x_test.go", "package x\nimport _ \"golang.org/x/crypto/ssh\"", "may not import"},
		{"dependencies", "cmd/glassh/x.go", "package x\nimport _ " + ours + `peers"`, ""}, // the floors refuse it
		{"floors", "cmd/glassh/x.go", "package x\nimport _ " + ours + `peers"`, "has no floor"},
		{"dependencies", "ssh/x.go", "package x\nimport _ \"github.com/google/go-cmp/cmp\"", "may not import"},
		{"dependencies", "ssh/x_test.go", "package x\nimport _ \"github.com/google/go-cmp/cmp\"", ""},
		{"dependencies", "hmac/x.go", "package x\nimport _ \"golang.org/x/sys/cpu\"", "may not import"},
		{"dependencies", "asm/x.go", "package x\nimport _ \"golang.org/x/sys/cpu\"", ""},
		{"dependencies", "wire/x.go", "package x\nimport _ \"golang.org/x/sys/unix\"", "may not import"},
		{"dependencies", "cmd/glassh/x.go", "package x\nimport _ \"golang.org/x/sys/unix\"", ""},
		{"dependencies", "peers/x.go", "package x\nimport _ \"golang.org/x/crypto/ssh\"", ""},

		{"own cryptography", "hmac/x.go", "package x\nimport _ \"crypto/sha256\"", "crypto/sha256"},
		{"own cryptography", "cmd/glassh/x.go", "package x\nimport _ \"crypto/ed25519\"", "crypto/ed25519"},
		{"own cryptography", "dh/x.go", "package x\nimport _ \"math/big\"", "math/big"},
		{"own cryptography", "dh/x.go", "package x\nimport \"C\"", "imports C"},
		{"own cryptography", "dh/x.go", "package x\nimport _ \"crypto\"\nimport _ \"crypto/rand\"", ""},
		{"own cryptography", "dh/x_test.go", "package x\nimport _ \"crypto/ecdh\"\nimport _ \"math/big\"", ""},

		{"no I/O in the core", "ssh/transport/x.go", "package x\nimport _ \"net\"", "imports net"},
		{"no I/O in the core", "ssh/transport/x.go", "package x\nimport _ \"time\"", "imports time"},
		{"no I/O in the core", "wire/x.go", "package x\nimport _ \"log/slog\"", "imports log/slog"},
		{"no I/O in the core", "aes/x.go", "package x\nimport _ \"sync/atomic\"", "imports sync/atomic"},
		{"no I/O in the core", "asm/x.go", "package x\nimport _ \"sync/atomic\"", ""},
		{"no I/O in the core", "ssh/kex/x.go", "package x\nimport _ \"crypto/rand\"", "crypto/rand"},
		{"no I/O in the core", "ssh/kex/x.go", "package x\nfunc f() { go f() }", "goroutine"},
		{"no I/O in the core", "ssh/kex/x.go", "package x\nvar c chan int", "channel"},
		{"no I/O in the core", "ssh/kex/x.go", "package x\nfunc f() { select {} }", "select"},
		{"no I/O in the core", "ssh/kex/x.go", "package x\nfunc f(c t) { c <- 1 }", "sends"},
		{"no I/O in the core", "ssh/kex/x.go", "package x\nfunc f(c t) { <-c }", "receives"},
		{"no I/O in the core", "ssh/kex/x_test.go", "package x\nfunc f() { go f() }", ""},
		{"no I/O in the core", "ssh/x.go", "package x\nimport _ \"net\"\nfunc f() { go f() }", ""},

		{"assembly", "aes/x.s", "//go:build !purego\n", "belongs in asm/"},
		{"assembly", "asm/aes/x_amd64.s", "#include \"textflag.h\"\n", "under the tag purego"},
		{"assembly", "asm/aes/x_amd64.s", "//go:build !purego\n", ""},

		{"exports documented", "wire/x.go", "package x\nfunc F() {}", "func F"},
		{"exports documented", "wire/x.go", "package x\nfunc (t *T[a]) M() {}", "func M"},
		{"exports documented", "wire/x.go", "package x\nfunc (t t) M() {}", ""},
		{"exports documented", "wire/x.go", "package x\ntype T int", "type T"},
		{"exports documented", "wire/x.go", "package x\n// Types.\ntype (\nT int\nU int\n)", "type T"},
		{"exports documented", "wire/x.go", "package x\nvar V int", "var V"},
		{"exports documented", "wire/x.go", "package x\nconst (\n// A is.\nA = 1\nB = 2\n)", "const B"},
		{"exports documented", "wire/x.go", "package x\n// The letters.\nconst (\nA = 1\nB = 2\n)", ""},
		{"exports documented", "wire/x.go", "package x\nvar v int\nvar W int // W is.\n", ""},

		{"package doc in doc.go", "wire/doc.go", "package wire", "no package comment"},
		{"package doc in doc.go", "wire/x.go", "// Package wire.\npackage wire", "belongs in doc.go"},
		{"package doc in doc.go", "wire/doc.go", "// Package wire.\npackage wire", ""},
	} {
		s, err := newSource(c.path, []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(rules[c.rule](s), "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s: %.60q:\nwant %q\ngot  %q", c.rule, c.path, c.text, c.want, got)
		}
		if c.want != "" {
			failed[c.rule] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(rules)), slices.Sorted(maps.Keys(failed))); diff != "" {
		t.Errorf("rules that were not seen to fail:\n%s", diff)
	}
}

func TestPackageWithoutDocFileIsFound(t *testing.T) {
	var files []*source
	for _, name := range []string{"wire/doc.go", "wire/x.go", "hmac/x.go", "hmac/doc_test.go", "aes/x_test.go"} {
		s, err := newSource(name, []byte("package x\n"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, s)
	}
	if diff := cmp.Diff([]string{"hmac: there is no doc.go"}, undescribed(files)); diff != "" {
		t.Error(diff)
	}
}

func TestExtraModulesAreFound(t *testing.T) {
	const gomod = "module m\n\ngo 1.26.0\n\nrequire (\n\t// why\n\ta.org/good v1.0.0\n\tb.org/bad v1.0.0 // indirect\n)\n\n" +
		"require c.org/bad v0.1.0\n\nreplace a.org/good => ../good\n"
	if diff := cmp.Diff([]string{"b.org/bad", "c.org/bad", "a replace directive"}, extraModules(gomod, "a.org/good")); diff != "" {
		t.Error(diff)
	}
}

func TestUncheckedGoCodeIsFound(t *testing.T) {
	const document = "Text.\n\n```go\nx := 1\n\nif x {\n\ty()\n}\n```\n\n```sh\nmake test\n```\n\n```go\nz()\n```\n"
	const example = "func Example() {\n\tx := 1\n\n\tif x {\n\t\ty()\n\t}\n}\n"
	if diff := cmp.Diff([]string{"z()\n"}, unchecked(document, []string{example})); diff != "" {
		t.Error(diff)
	}
}

func TestMissingTargetIsFound(t *testing.T) {
	const document = "We make progress with `make test` and `make tset`.\n\n    make demo\n    $ make omed\n"
	const makefile = ".PHONY: test tset\ntest: deps\n\tgo test\n\tmake omed\ndemo:\n\tomed:\n"
	if diff := cmp.Diff([]string{"make tset", "make omed"}, noTarget(document, makefile)); diff != "" {
		t.Error(diff)
	}
}
