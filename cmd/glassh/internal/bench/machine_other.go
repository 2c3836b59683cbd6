//go:build !linux

package bench

// askSystem adds nothing: what CPUID does not tell is unknown.
func (m *Machine) askSystem() {
	if m.CPU == "" {
		m.CPU = brand()
	}
}
