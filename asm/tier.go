package asm

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
)

// A Tier is one way to compute a primitive, named for the instructions it needs.
type Tier uint8

// The tiers. Which of them a family has, and in which order they are preferred,
// its [Set] says.
const (
	Generic Tier = iota // portable Go

	// amd64
	SSSE3      // 128-bit vectors, byte shuffles
	AESNI      // AES-NI, with PCLMULQDQ where there is a MAC
	AVX2       // 256-bit vectors
	BMI2       // MULX
	ADX        // MULX, ADCX, ADOX
	SHANI      // SHA-1 and SHA-256 instructions
	VAESAVX2   // 256-bit VAES and VPCLMULQDQ, without AVX-512
	AVX512     // 512-bit vectors
	VAESAVX512 // 512-bit VAES and VPCLMULQDQ
	IFMA       // 52-bit multiply-add in 512-bit vectors

	// arm64
	NEON     // Advanced SIMD
	ARMCE    // AES, PMULL, SHA-1 and SHA-256 instructions
	SHA512CE // SHA-512 instructions
	SHA3CE   // EOR3, RAX1, XAR, BCAX

	numTiers
)

var tierNames = [numTiers]string{"generic",
	"ssse3", "aesni", "avx2", "bmi2", "adx", "shani", "vaes-avx2", "avx512", "vaes-avx512", "ifma",
	"neon", "armce", "sha512ce", "sha3ce"}

// String returns the name that [Set.Force] and GLASSH_TIER use.
func (t Tier) String() string {
	if t < numTiers {
		return tierNames[t]
	}
	return fmt.Sprintf("tier(%d)", uint8(t))
}

// An Impl says whether this CPU can run one tier of a set.
type Impl struct {
	Tier  Tier
	Lacks string // names the features this CPU lacks for it; "" if it runs
}

// A Set is every tier of one primitive, best first and Generic last. [Register]
// makes one.
type Set struct {
	Name  string
	Impls []Impl

	active atomic.Uint32 // a Tier of Impls that lacks nothing
}

// families names every set that a package of this module registers, in the order
// in which they are listed. A new family gets a line here.
var families = []string{
	"sha1", "sha256", "sha512", "keccak",
	"aes", "chacha", "poly1305", "umac",
	"field25519",
}

// Families returns the names of all sets that there are, also of those that are
// not part of this program.
func Families() []string { return slices.Clone(families) }

// registered holds the sets of this program, in the order of families. It changes
// only during package initialization.
var registered []*Set

// Sets returns the sets of the families that are part of this program, in the
// order of [Families].
func Sets() []*Set { return slices.Clone(registered) }

// Register makes the set of a family from its tiers, best first and without
// Generic, which is added. The best tier that runs here becomes active, or the
// one that GLASSH_TIER names. It is called from package initialization only, and
// panics if the name is not in [Families] or is taken.
func Register(name string, impls ...Impl) *Set {
	index := func(s *Set, name string) int {
		return slices.Index(families, s.Name) - slices.Index(families, name)
	}
	if !slices.Contains(families, name) {
		panic("asm: no family is called " + name)
	}
	at, taken := slices.BinarySearchFunc(registered, name, index)
	if taken {
		panic("asm: " + name + " is registered twice")
	}
	s := newSet(name, impls)
	if tier, ok := chosen[name]; ok {
		if _, err := s.Force(tier); err != nil {
			panic("GLASSH_TIER: " + err.Error())
		}
	}
	registered = slices.Insert(registered, at, s)
	return s
}

// newSet adds Generic and activates the first tier that runs here.
func newSet(name string, impls []Impl) *Set {
	s := &Set{Name: name, Impls: append(slices.Clip(impls), Impl{Tier: Generic})}
	best := slices.IndexFunc(s.Impls, func(i Impl) bool { return i.Lacks == "" })
	s.active.Store(uint32(s.Impls[best].Tier))
	return s
}

// Active returns the tier in use. It is one atomic load.
func (s *Set) Active() Tier { return Tier(s.active.Load()) }

// Force makes the tier of that name active, for objects made from now on, until
// restore is called, which brings back what was active before. The error says
// which tiers there are, or what this CPU lacks.
func (s *Set) Force(tier string) (restore func(), err error) {
	at := slices.IndexFunc(s.Impls, func(i Impl) bool { return i.Tier.String() == tier })
	if at < 0 {
		return nil, fmt.Errorf("asm: %s has no tier %q here, only %s", s.Name, tier, s.names())
	}
	if lacks := s.Impls[at].Lacks; lacks != "" {
		return nil, fmt.Errorf("asm: %s cannot run %s: this CPU lacks %s", s.Name, tier, lacks)
	}
	old := s.active.Swap(uint32(s.Impls[at].Tier))
	return func() { s.active.Store(old) }, nil
}

func (s *Set) names() string {
	var names []string
	for _, i := range s.Impls {
		names = append(names, i.Tier.String())
	}
	return strings.Join(names, ", ")
}
