package bench

import (
	"encoding/binary"
	"strings"

	"github.com/glassh/glassh/asm/x86"
)

// An identity is what CPUID tells.
type identity struct {
	vendor, brand           string
	family, model, stepping int
	hypervisor              string // "" if none says that it is there
	invariantTSC            bool
}

// identify asks CPUID (Intel's manual, volume 2; AMD's, volume 3, appendix E), which
// is x86.CPUID or that of a test.
func identify(cpuid func(leaf, sub uint32) (eax, ebx, ecx, edx uint32)) (id identity) {
	last, b, c, d := cpuid(0, 0)
	if last == 0 {
		return id
	}
	id.vendor = letters(b, d, c)
	a, _, c, _ := cpuid(1, 0)
	id.stepping = int(a & 15)
	id.family, id.model = int(a>>8&15), int(a>>4&15)
	if id.family == 15 || id.family == 6 {
		id.model |= int(a >> 12 & 0xf0)
	}
	if id.family == 15 {
		id.family += int(a >> 20 & 255)
	}
	if c>>31 == 1 { // reserved for hypervisors, which announce themselves here
		_, b, c, d := cpuid(0x40000000, 0)
		id.hypervisor = hypervisor(letters(b, c, d))
	}
	switch last, _, _, _ := cpuid(0x80000000, 0); {
	case last >= 0x80000007:
		_, _, _, d := cpuid(0x80000007, 0)
		id.invariantTSC = d>>8&1 == 1
		fallthrough
	case last >= 0x80000004:
		for leaf := uint32(0x80000002); leaf <= 0x80000004; leaf++ {
			id.brand += letters(cpuid(leaf, 0))
		}
		id.brand = strings.Join(strings.Fields(id.brand), " ")
	}
	return id
}

// letters returns the text in registers, up to the first zero.
func letters(registers ...uint32) string {
	var b []byte
	for _, r := range registers {
		b = binary.LittleEndian.AppendUint32(b, r)
	}
	text, _, _ := strings.Cut(string(b), "\x00")
	return text
}

// hypervisor names the owner of a signature in leaf 0x40000000.
func hypervisor(signature string) string {
	for _, h := range [][2]string{
		{"KVM", "kvm"}, {"Linux KVM Hv", "kvm"}, {"Microsoft Hv", "hyper-v"}, {"VMware", "vmware"}, {"Xen", "xen"},
		{"TCG", "qemu"}, {"bhyve", "bhyve"}, {"prl hyperv", "parallels"}, {"lrpepyh vr", "parallels"},
		{"VBox", "virtualbox"}, {"ACRN", "acrn"}, {"OpenBSDVMM", "vmm"},
	} {
		if strings.HasPrefix(signature, h[0]) {
			return h[1]
		}
	}
	return "unknown"
}

// identifyCPU is identify on this CPU; it is empty where there is no CPUID.
func identifyCPU() identity {
	if !x86.Available {
		return identity{}
	}
	return identify(x86.CPUID)
}
