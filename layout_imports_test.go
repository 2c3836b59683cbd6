package glassh_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

const module = "github.com/glassh/glassh"

// A floor is a set of directories whose packages stand equally high. A package
// imports from lower floors only.
type floor struct {
	name   string
	height int
	dirs   []string // a directory stands for all below it that have no floor of their own

	alone  bool // imports the standard library only
	inside bool // may also import packages of its own floor
	core   bool // no I/O, no clock, no goroutine
}

var building = []floor{
	{name: "asm", height: 0, dirs: []string{"asm"}, inside: true},
	{name: "primitives", height: 10, dirs: []string{"primitives"}, inside: true, core: true},
	{name: "SSH's cryptography", height: 20, dirs: []string{"hmac", "aes", "chacha", "dh"}, core: true},
	{name: "the MAC on AES", height: 22, dirs: []string{"umac"}, core: true},
	{name: "wire", height: 25, dirs: []string{"wire"}, alone: true, core: true},
	{name: "packets", height: 28, dirs: []string{"ssh/protect", "ssh/compress"}, core: true},
	{name: "keys", height: 30, dirs: []string{"ssh/kex", "ssh/keys"}, core: true},
	{name: "what bytes are", height: 32, dirs: []string{"ssh/dissect"}, core: true},
	{name: "state machines", height: 35, dirs: []string{"ssh/transport", "ssh/userauth", "ssh/connection"}, core: true},
	{name: "drivers", height: 40, dirs: []string{"ssh"}},
	{name: "traces", height: 45, dirs: []string{"ssh/trace"}},
	{name: "the laboratory", height: 47, dirs: []string{"ssh/lab"}},
	{name: "on the connection", height: 50, dirs: []string{
		"ssh/knownhosts", "ssh/config", "ssh/agent", "ssh/mux", "ssh/sftp", "ssh/sshsig", "ssh/krl", "ssh/socks", "ssh/illustrate",
		"ssh/spec"}},
	{name: "carried by connections", height: 50, dirs: []string{"ssh/x11", "ssh/tunnel"}},
	{name: "vectors", height: 55, dirs: []string{"vectors"}, alone: true},
	{name: "programs", height: 60, dirs: []string{"cmd"}, inside: true},
	{name: "the map", height: 70, dirs: []string{"."}, alone: true},
}

// floorOf finds the floor of a directory: that of the longest entry that holds it.
// Below ssh each package has an entry of its own: nothing is there by accident.
func floorOf(dir string) *floor {
	var best *floor
	var longest int
	for i := range building {
		for _, d := range building[i].dirs {
			below := strings.HasPrefix(dir, d+"/") && d != "ssh"
			if (dir == d || below) && len(d) > longest {
				best, longest = &building[i], len(d)
			}
		}
	}
	return best
}

// internal returns the directory of a package of this module.
func internal(imported string) (dir string, ok bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// thirdParty reports whether an import path is of neither the standard library nor
// this module.
func thirdParty(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	_, ours := internal(imported)
	return strings.Contains(first, ".") && !ours
}

const asmtest = "asm/asmtest"

func floors(s *source) (problems []string) {
	if !s.isGo() || s.isTest() || s.inPeers() {
		return nil
	}
	own := floorOf(s.dir())
	if own == nil {
		return []string{"this directory has no floor: give it one in layout_imports_test.go"}
	}
	for _, p := range s.imports() {
		dir, ok := internal(p)
		if !ok {
			continue
		}
		other := floorOf(dir)
		switch {
		case other == nil:
			problems = append(problems, p+" has no floor")
		case dir == asmtest:
			problems = append(problems, p+" is for tests only")
		case own.alone:
			problems = append(problems, fmt.Sprintf("%s imports the standard library only, not %s", own.name, p))
		case s.dir() == "asm" && dir == "asm/x86": // CPUID
		case own.name == "asm" && (s.dir() == "asm" || dir != "asm" && s.dir() != asmtest):
			problems = append(problems, "a family of kernels imports asm only, and asm nothing but asm/x86, not "+p)
		case other == own && own.inside:
		case other.height >= own.height:
			problems = append(problems, fmt.Sprintf("imports %s, which is not below it", p))
		case dir == "vectors" && own.name != "programs":
			problems = append(problems, p+" is for tests and programs")
		}
	}
	return problems
}

// dependencies holds which packages of other modules may be imported, and where.
func dependencies(s *source) (problems []string) {
	if !s.isGo() || s.inPeers() {
		return nil
	}
	for _, p := range s.imports() {
		if !thirdParty(p) {
			continue
		}
		allowed := false
		switch f := floorOf(s.dir()); p {
		case "github.com/google/go-cmp/cmp", "github.com/google/go-cmp/cmp/cmpopts":
			allowed = s.isTest()
		case "golang.org/x/sys/cpu":
			allowed = s.dir() == "asm" || s.isTest()
		case "golang.org/x/sys/unix", "golang.org/x/sys/windows": // terminals; guard pages
			allowed = s.dir() == asmtest || s.isTest() || f != nil && f.height >= 40
		}
		if !allowed {
			problems = append(problems, "may not import "+p)
		}
	}
	return problems
}

// ownCryptography holds that hashes, ciphers, curves and big numbers are ours.
func ownCryptography(s *source) (problems []string) {
	if !s.isGo() || s.isTest() || s.inPeers() {
		return nil
	}
	for _, p := range s.imports() {
		if p == "math/big" || p == "C" || strings.HasPrefix(p, "crypto/") && p != "crypto/rand" {
			problems = append(problems, "imports "+p)
		}
	}
	return problems
}

// outside are the packages that reach out of a computation: to the system, to other
// goroutines, to the time. Randomness is given to the protocol by its caller.
var outside = []string{"net", "time", "os", "log", "sync", "syscall", "context", "math/rand"}

func noIO(s *source) (problems []string) {
	if !s.isGo() || s.isTest() {
		return nil
	}
	f := floorOf(s.dir())
	if f == nil || !f.core {
		return nil
	}
	for _, p := range s.imports() {
		if p != "net/netip" && slices.ContainsFunc(outside, func(o string) bool { return p == o || strings.HasPrefix(p, o+"/") }) {
			problems = append(problems, "imports "+p)
		}
		if p == "crypto/rand" && f.height >= 25 {
			problems = append(problems, "imports crypto/rand: the caller gives it randomness")
		}
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			problems = append(problems, "starts a goroutine")
		case *ast.ChanType:
			problems = append(problems, "has a channel")
		case *ast.SelectStmt:
			problems = append(problems, "waits in a select")
		case *ast.SendStmt:
			problems = append(problems, "sends on a channel")
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				problems = append(problems, "receives from a channel")
			}
		}
		return true
	})
	return problems
}
