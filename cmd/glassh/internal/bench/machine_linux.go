package bench

import (
	"bufio"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// askSystem fills in what the kernel tells in /proc and /sys.
func (m *Machine) askSystem() {
	m.askAffinity()
	m.askCPUInfo()
	if n := countList(word("/sys/devices/system/cpu/online")); n > 0 {
		m.Threads = n
	}
	if kib, err := strconv.ParseFloat(strings.TrimSuffix(value("/proc/meminfo", "MemTotal"), " kB"), 64); err == nil {
		m.MemGiB = int(kib/(1<<20) + 0.5)
	}
	if load, err := strconv.ParseFloat(first(word("/proc/loadavg")), 64); err == nil {
		m.Load = &load
	}
	m.SMT = oneOrZero("/sys/devices/system/cpu/smt/active", "1")
	m.Turbo = oneOrZero("/sys/devices/system/cpu/cpufreq/boost", "1")
	if m.Turbo == nil {
		m.Turbo = oneOrZero("/sys/devices/system/cpu/intel_pstate/no_turbo", "0")
	}
	cpu := 0
	if m.Pinned != nil {
		cpu = *m.Pinned
	}
	if g := word("/sys/devices/system/cpu/cpu" + strconv.Itoa(cpu) + "/cpufreq/scaling_governor"); g != "" {
		m.Governor = &g
	}
	_, noFast := os.Stat("/sys/devices/cpu_core")
	_, noSlow := os.Stat("/sys/devices/cpu_atom")
	m.Hybrid = noFast == nil && noSlow == nil
}

// askAffinity finds out whether this process is pinned to one CPU.
func (m *Machine) askAffinity() {
	var set unix.CPUSet
	if unix.SchedGetaffinity(0, &set) != nil || set.Count() != 1 {
		return
	}
	for cpu := range 64 * len(set) {
		if set.IsSet(cpu) {
			m.Pinned = &cpu
			return
		}
	}
}

// askCPUInfo reads what CPUID has not told: builds without assembly and other
// architectures have none.
func (m *Machine) askCPUInfo() {
	info := func(name string) string { return value("/proc/cpuinfo", name) }
	number := func(name string) int {
		n, _ := strconv.ParseInt(info(name), 0, 32)
		return int(n)
	}
	switch {
	case m.Vendor != "":
	case m.GOARCH == "amd64" || m.GOARCH == "386":
		m.CPU, m.Vendor = info("model name"), info("vendor_id")
		m.Family, m.Model, m.Stepping = number("cpu family"), number("model"), number("stepping")
		m.Microarch = microarch(m.Vendor, m.Family, m.Model)
		if strings.Contains(" "+info("flags")+" ", " hypervisor ") {
			m.VM = "unknown"
		}
	case m.GOARCH == "arm64":
		m.Vendor = info("CPU implementer")
		m.Model, m.Stepping = number("CPU part"), number("CPU revision")
		m.Microarch = armCore(m.Vendor, m.Model)
		if m.CPU = m.Microarch; m.CPU == "" {
			m.CPU = "implementer " + m.Vendor + " part " + info("CPU part")
		}
	default:
		m.CPU = info("model name")
	}
}

// armCore names a core by MIDR_EL1, of which the kernel shows the parts.
func armCore(implementer string, part int) string {
	if implementer != "0x41" { // Arm
		return ""
	}
	return map[int]string{
		0xd03: "Cortex-A53", 0xd05: "Cortex-A55", 0xd08: "Cortex-A72", 0xd0b: "Cortex-A76", 0xd0c: "Neoverse N1",
		0xd40: "Neoverse V1", 0xd41: "Cortex-A78", 0xd46: "Cortex-A510", 0xd48: "Cortex-X2", 0xd49: "Neoverse N2",
		0xd4f: "Neoverse V2", 0xd80: "Cortex-A520", 0xd84: "Neoverse V3", 0xd8e: "Neoverse N3",
	}[part]
}

// word returns the content of a small file without the white space around, or "".
func word(name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

func first(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}

// value returns what stands behind the first "name:" in a file, or "".
func value(file, name string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		key, value, ok := strings.Cut(lines.Text(), ":")
		if ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// oneOrZero reports whether a file holds yes, or returns nil if it holds neither 0
// nor 1.
func oneOrZero(file, yes string) *bool {
	switch text := word(file); text {
	case "0", "1":
		is := text == yes
		return &is
	}
	return nil
}

// countList returns how many numbers there are in a list like "0-3,8".
func countList(text string) (n int) {
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		a, err := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err != nil || err2 != nil || b < a {
			return 0
		}
		n += b - a + 1
	}
	return n
}
