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
		text, _ := os.ReadFile("/proc/cpuinfo")
		m.readARM(string(text))
	default:
		m.CPU = info("model name")
	}
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
