package bench

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestListsOfCPUs(t *testing.T) {
	for text, want := range map[string]int{"0": 1, "0-3": 4, "0-3,8": 5, "0-1,4-5,9": 5, "": 0, "x": 0, "3-1": 0} {
		if got := countList(text); got != want {
			t.Errorf("%q: want %d, got %d", text, want, got)
		}
	}
}

// cpuinfo makes a /proc/cpuinfo of cores, each "implementer part revision".
func cpuinfo(cores ...string) string {
	var b strings.Builder
	for i, core := range cores {
		f := strings.Fields(core)
		fmt.Fprintf(&b, "processor\t: %d\nBogoMIPS\t: 48.00\nFeatures\t: fp asimd aes\nCPU implementer\t: %s\n"+
			"CPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: %s\nCPU revision\t: %s\n\n", i, f[0], f[1], f[2])
	}
	return b.String()
}

func TestCoresOfArm(t *testing.T) {
	cpu := 1
	for _, c := range []struct {
		name, text string
		pinned     *int
		want       Machine
	}{
		{"a server", cpuinfo("0x41 0xd4f 1", "0x41 0xd4f 1"), nil,
			Machine{CPU: "Neoverse V2", Vendor: "0x41", Model: 0xd4f, Stepping: 1, Microarch: "Neoverse V2"}},
		{"a telephone", cpuinfo("0x41 0xd05 0", "0x41 0xd0b 2"), nil,
			Machine{CPU: "Cortex-A55", Vendor: "0x41", Model: 0xd05, Microarch: "Cortex-A55", Hybrid: true}},
		{"pinned to its fast core", cpuinfo("0x41 0xd05 0", "0x41 0xd0b 2"), &cpu,
			Machine{CPU: "Cortex-A76", Vendor: "0x41", Model: 0xd0b, Stepping: 2, Microarch: "Cortex-A76", Hybrid: true, Pinned: &cpu}},
		{"one that nobody knows", cpuinfo("0x7f 0x123 0"), nil,
			Machine{CPU: "implementer 0x7f part 0x123", Vendor: "0x7f", Model: 0x123}},
		{"under an emulator", "processor\t: 0\nvendor_id\t: AuthenticAMD\n", nil, Machine{VM: "emulator"}},
		{"nothing", "", nil, Machine{}},
	} {
		got := Machine{Pinned: c.pinned}
		got.readARM(c.text)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
