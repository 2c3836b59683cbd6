package bench

import (
	"encoding/hex"
	"fmt"
	"runtime"
	"strings"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/primitives/sha2"
)

// A Machine is what decides how long something takes, as far as it can be found
// out, and nothing that tells whose machine it is. What is nil or empty is unknown.
type Machine struct {
	GOOS      string `json:"goos"`
	GOARCH    string `json:"goarch"`
	CPU       string `json:"cpu"` // the name that it gives itself
	Vendor    string `json:"vendor"`
	Family    int    `json:"family"`
	Model     int    `json:"model"`
	Stepping  int    `json:"stepping"`
	Microarch string `json:"microarch"`

	Threads int  `json:"threads"` // logical CPUs that are online
	Pinned  *int `json:"pinned"`  // the one CPU that this process may run on, if it is one

	Features []string `json:"features"` // of those that some tier uses

	TSCHz        uint64 `json:"tsc_hz"` // as measured, to the MHz
	InvariantTSC bool   `json:"invariant_tsc"`
	CycleSource  Source `json:"cycle_source"`

	Governor *string  `json:"governor"` // of the clock rate: "performance", "powersave", …
	Turbo    *bool    `json:"turbo"`    // the clock may rise for a while
	SMT      *bool    `json:"smt"`      // two threads share a core
	Hybrid   bool     `json:"hybrid"`   // there are fast and slow cores
	VM       string   `json:"vm"`       // the hypervisor, or "emulator"; "none" or ""
	Load     *float64 `json:"load1"`    // processes that were running, over the last minute
	MemGiB   int      `json:"mem_gib"`
}

// ThisMachine describes this machine.
func ThisMachine() Machine {
	m := Machine{
		GOOS: runtime.GOOS, GOARCH: runtime.GOARCH,
		Threads: runtime.NumCPU(), Features: strings.Fields(asm.CPU.String()), CycleSource: SourceNone,
	}
	if id := identifyCPU(); id.vendor != "" {
		m.CPU, m.Vendor, m.Family, m.Model, m.Stepping = id.brand, id.vendor, id.family, id.model, id.stepping
		m.Microarch = microarch(id.vendor, id.family, id.model)
		m.InvariantTSC = id.invariantTSC
		if m.VM = id.hypervisor; m.VM == "" {
			m.VM = "none"
		}
	}
	m.askSystem()
	return m
}

// Fingerprint is equal for machines that should give equal results: SHA-256 over
// what the CPU is and can. No name and no serial number goes into it.
func (m *Machine) Fingerprint() string {
	sum := sha2.Sum256(fmt.Appendf(nil, "%s\n%d\n%d\n%s\n%s\n", m.Vendor, m.Family, m.Model, strings.Join(m.Features, " "), m.GOARCH))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// emulator is what Machine.VM is where instructions are not those of the CPU.
const emulator = "emulator"

// highLoad is how many processes may run beside the measurement, on average, before
// it is worth a warning.
const highLoad = 0.5

// warnings says what about the machine makes measurements worse than they could be.
func (m *Machine) warnings() (list []string) {
	warn := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	virtual := m.VM != "none" && m.VM != ""
	switch {
	case m.VM == emulator:
		warn("an emulator runs this program: the times are the emulator's, and tell nothing of a CPU")
	case virtual:
		warn("this is a virtual machine (%s): other guests may disturb it", m.VM)
	}
	if m.Load != nil && *m.Load > highLoad {
		warn("load %.1f before the start: other programs are running", *m.Load)
	}
	switch {
	case m.Governor != nil && *m.Governor != "performance":
		warn("governor %s: the clock rate may change during a measurement", *m.Governor)
	case m.Governor == nil && !virtual && m.GOOS == "linux":
		warn("governor unknown: the clock rate may change during a measurement")
	}
	switch {
	case m.Hybrid && m.Pinned == nil:
		warn("this CPU has fast and slow cores, and nothing says which of them is measured: taskset -c N glassh bench … pins it to one")
	case m.Pinned == nil && m.Threads > 1 && m.GOOS == "linux":
		warn("not pinned to one CPU: taskset -c N glassh bench … does that")
	}
	if m.SMT != nil && *m.SMT {
		warn("SMT is on: what runs on the other thread of the core slows this one down")
	}
	if m.CycleSource == SourceTSC && !m.InvariantTSC {
		warn("the time stamp counter of this CPU may change its rate: do not trust ticks")
	}
	return list
}
