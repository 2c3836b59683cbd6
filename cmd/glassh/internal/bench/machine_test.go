package bench

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// registers makes registers of up to 16 letters.
func registers(text string) (r [4]uint32) {
	b := append([]byte(text), make([]byte, 16)...)
	for i := range r {
		r[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return r
}

func TestIdentity(t *testing.T) {
	type leaves map[uint32][4]uint32 // EAX, EBX, ECX, EDX
	vendor := func(last uint32, text string) [4]uint32 {
		r := registers(text)
		return [4]uint32{last, r[0], r[2], r[1]} // EBX, EDX, ECX
	}
	signature := func(text string) [4]uint32 {
		r := registers(text)
		return [4]uint32{0x40000001, r[0], r[1], r[2]}
	}
	for _, c := range []struct {
		name   string
		leaves leaves
		want   identity
	}{
		{"AMD EPYC 7003 under KVM", leaves{
			0: vendor(16, amd), 1: {0x00a00f11, 0, 1 << 31, 0}, 0x40000000: signature("KVMKVMKVM"),
			0x80000000: {0x80000008}, 0x80000002: registers("  AMD EPYC 7763 "), 0x80000003: registers("64-Core Processo"), 0x80000004: registers("r   "),
			0x80000007: {0, 0, 0, 1 << 8},
		}, identity{amd, "AMD EPYC 7763 64-Core Processor", 0x19, 1, 1, "kvm", true}},
		{"Intel Sapphire Rapids on the metal", leaves{
			0: vendor(32, intel), 1: {0x000806f8, 0, 0, 0}, 0x80000000: {0x80000008}, 0x80000002: registers("Intel(R) Xeon"), 0x80000007: {0, 0, 0, 1 << 8},
		}, identity{intel, "Intel(R) Xeon", 6, 0x8f, 8, "", true}},
		{"an old one without a name", leaves{
			0: vendor(1, intel), 1: {0x00000633, 0, 0, 0},
		}, identity{intel, "", 6, 3, 3, "", false}},
		{"a hypervisor that nobody knows", leaves{
			0: vendor(1, intel), 1: {0x00000633, 0, 1 << 31, 0}, 0x40000000: signature("FnordFnord"),
		}, identity{intel, "", 6, 3, 3, "unknown", false}},
		{"no CPUID", leaves{}, identity{}},
	} {
		got := identify(func(leaf, sub uint32) (a, b, cx, d uint32) {
			r := c.leaves[leaf]
			return r[0], r[1], r[2], r[3]
		})
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(identity{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestMicroarchitectures(t *testing.T) {
	for _, c := range []struct {
		vendor        string
		family, model int
		want          string
	}{
		{amd, 0x19, 0x01, "Zen 3"}, {amd, 0x19, 0x21, "Zen 3"}, {amd, 0x19, 0x11, "Zen 4"}, {amd, 0x19, 0x61, "Zen 4"}, {amd, 0x1a, 0x02, "Zen 5"},
		{amd, 0x17, 0x31, "Zen 2"}, {intel, 6, 0x8f, "Sapphire Rapids"}, {intel, 6, 0x8d, "Tiger Lake"}, {intel, 6, 0x02, ""}, {"", 0, 0, ""},
	} {
		if got := microarch(c.vendor, c.family, c.model); got != c.want {
			t.Errorf("%s %x %x: want %q, got %q", c.vendor, c.family, c.model, c.want, got)
		}
	}
}

func TestWarningsAboutTheMachine(t *testing.T) {
	yes, load, quiet, powersave, performance, cpu := true, 1.5, 0.1, "powersave", "performance", 3
	good := Machine{GOOS: "linux", Threads: 8, VM: "none", Governor: &performance, Load: &quiet, Pinned: &cpu, CycleSource: SourceTSC, InvariantTSC: true}
	if got := good.warnings(); len(got) != 0 {
		t.Errorf("a quiet machine: want none, got %q", got)
	}
	for _, c := range []struct {
		change func(m *Machine)
		want   string
	}{
		{func(m *Machine) { m.VM = "kvm" }, "this is a virtual machine (kvm)"},
		{func(m *Machine) { m.VM = "emulator" }, "an emulator runs this program"},
		{func(m *Machine) { m.Load = &load }, "load 1.5 before the start"},
		{func(m *Machine) { m.Governor = &powersave }, "governor powersave"},
		{func(m *Machine) { m.Governor = nil }, "governor unknown"},
		{func(m *Machine) { m.Pinned = nil }, "not pinned to one CPU"},
		{func(m *Machine) { m.Pinned, m.Hybrid = nil, true }, "this CPU has fast and slow cores"},
		{func(m *Machine) { m.SMT = &yes }, "SMT is on"},
		{func(m *Machine) { m.InvariantTSC = false }, "the time stamp counter of this CPU may change its rate"},
	} {
		m := good
		c.change(&m)
		if got := m.warnings(); len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
			t.Errorf("want %q, got %q", c.want, got)
		}
	}
}

func TestFingerprintIsOfTheKindOfMachine(t *testing.T) {
	cpu := 3
	a := Machine{Vendor: amd, Family: 25, Model: 1, GOARCH: "amd64", Features: []string{"aes", "avx2"}}
	b := a
	b.Stepping, b.Threads, b.Pinned, b.VM, b.MemGiB = 2, 64, &cpu, "kvm", 256
	if a.Fingerprint() != b.Fingerprint() {
		t.Error("want equal fingerprints of CPUs of one kind")
	}
	b.Features = append(b.Features, "avx512")
	if a.Fingerprint() == b.Fingerprint() {
		t.Error("want another fingerprint with another feature")
	}
	if got := a.Fingerprint(); len(got) != len("sha256:")+64 {
		t.Errorf("got %s", got)
	}
}

// TestNothingPersonal looks for what the machine and the user are called in all that
// is found out about them.
func TestNothingPersonal(t *testing.T) {
	text, err := json.Marshal(struct {
		Machine Machine
		Program Program
	}{ThisMachine(), program("0")})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range personal(t) {
		for _, word := range strings.FieldsFunc(values(t, text), func(r rune) bool { return r == ' ' }) {
			if word == name || len(name) > 4 && strings.Contains(word, name) {
				t.Errorf("%q is in %s", name, text)
			}
		}
	}
}

// personal returns what must not be found.
func personal(t *testing.T) (names []string) {
	t.Helper()
	if host, err := os.Hostname(); err == nil {
		names = append(names, host)
	}
	if u, err := user.Current(); err == nil {
		names = append(names, u.Username, u.HomeDir)
	}
	if dir, err := os.Getwd(); err == nil {
		names = append(names, dir, filepath.Dir(dir))
	}
	return names
}

// values returns the strings of a JSON text, without those that are keys.
func values(t *testing.T, text []byte) string {
	t.Helper()
	var words []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			words = append(words, v)
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	walk(v)
	return strings.Join(words, " ")
}

func TestFilesOfOtherFormsAreRefused(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.json")
	for _, c := range []struct{ text, want string }{
		{"# no JSON", "it is not JSON: invalid character '#'"},
		{"", "it is not JSON: "},
		{"[]", "it has no schema"},
		{"{}", "it has no schema"},
		{`{"schema": "glassh-bench/2", "results": 7}`, `its schema is "glassh-bench/2", and only "glassh-bench/1" can be read`},
		{`{"schema": "glassh-bench/1", "results": 7}`, "json: cannot unmarshal number"},
		{`{"schema": "glassh-bench/1", "results": [{"op": "hash", "alg": "sha1", "tier": "generic", "size": 1}]}`, "the result hash sha1 generic 1 has no quartiles"},
	} {
		if err := os.WriteFile(name, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadFile(name); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s:\nwant %s…\ngot  %v", c.text, c.want, err)
		}
	}
	if _, err := ReadFile(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
}
