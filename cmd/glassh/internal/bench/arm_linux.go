package bench

import (
	"strconv"
	"strings"
)

// readARM reads /proc/cpuinfo as arm64 has it: it gives the parts of MIDR_EL1 for each
// processor, and no name.
//
//	processor       : 0
//	CPU implementer : 0x41
//	CPU variant     : 0x3
//	CPU part        : 0xd0c
//	CPU revision    : 1
//
// Where cores differ, that of the CPU counts that this process is pinned to.
func (m *Machine) readARM(cpuinfo string) {
	cores := armCores(cpuinfo)
	if len(cores) == 0 {
		// An emulator of programs shows its own machine's.
		if strings.Contains(cpuinfo, "vendor_id") {
			m.VM = emulator
		}
		return
	}
	core := cores[0]
	for _, c := range cores {
		m.Hybrid = m.Hybrid || c.implementer != core.implementer || c.part != core.part
	}
	for _, c := range cores {
		if m.Pinned != nil && c.processor == *m.Pinned {
			core = c
		}
	}
	m.Vendor, m.Model, m.Stepping = core.implementer, core.part, core.revision
	m.Microarch = armNames[core.implementer][core.part]
	if m.CPU = m.Microarch; m.CPU == "" {
		m.CPU = "implementer " + core.implementer + " part 0x" + strconv.FormatInt(int64(core.part), 16)
	}
}

// An armCore is what the kernel says of one processor.
type armCore struct {
	processor      int
	implementer    string // "0x41"
	part, revision int
}

// armCores returns the processors that have an implementer.
func armCores(cpuinfo string) (cores []armCore) {
	var c armCore
	for line := range strings.Lines(cpuinfo + "\nprocessor:\n") {
		name, text, _ := strings.Cut(line, ":")
		text = strings.TrimSpace(text)
		number, _ := strconv.ParseInt(text, 0, 32)
		switch strings.TrimSpace(name) {
		case "processor":
			if c.implementer != "" {
				cores = append(cores, c)
			}
			c = armCore{processor: int(number)}
		case "CPU implementer":
			c.implementer = text
		case "CPU part":
			c.part = int(number)
		case "CPU revision":
			c.revision = int(number)
		}
	}
	return cores
}

// armNames names cores by implementer and part, as Linux does in
// arch/arm64/include/asm/cputype.h.
var armNames = map[string]map[int]string{
	"0x41": { // Arm
		0xd03: "Cortex-A53", 0xd04: "Cortex-A35", 0xd05: "Cortex-A55", 0xd07: "Cortex-A57", 0xd08: "Cortex-A72",
		0xd09: "Cortex-A73", 0xd0a: "Cortex-A75", 0xd0b: "Cortex-A76", 0xd0c: "Neoverse N1", 0xd0d: "Cortex-A77",
		0xd40: "Neoverse V1", 0xd41: "Cortex-A78", 0xd44: "Cortex-X1", 0xd46: "Cortex-A510", 0xd47: "Cortex-A710",
		0xd48: "Cortex-X2", 0xd49: "Neoverse N2", 0xd4d: "Cortex-A715", 0xd4e: "Cortex-X3", 0xd4f: "Neoverse V2",
		0xd80: "Cortex-A520", 0xd81: "Cortex-A720", 0xd82: "Cortex-X4", 0xd84: "Neoverse V3", 0xd85: "Cortex-X925",
		0xd8e: "Neoverse N3",
	},
	"0x46": {0x001: "A64FX"},
	"0x51": {0x001: "Oryon"},
	"0x61": { // Apple: the cores of one chip have two names
		0x022: "M1 Icestorm", 0x023: "M1 Firestorm", 0x032: "M2 Blizzard", 0x033: "M2 Avalanche",
	},
	"0xc0": {0xac3: "Ampere-1"},
}
