package bench

// microarch names the design of a CPU, by the family and model that CPUID tells, or
// is "" for one that is not in the list.
func microarch(vendor string, family, model int) string {
	for _, m := range microarchs {
		if m.vendor == vendor && m.family == family && model >= m.first && model <= m.last {
			return m.name
		}
	}
	return ""
}

const (
	amd   = "AuthenticAMD"
	intel = "GenuineIntel"
)

// microarchs has ranges of models: AMD gives its designs ranges, and Intel a number
// to each chip.
var microarchs = []struct {
	vendor              string
	family, first, last int
	name                string
}{
	{amd, 0x17, 0x00, 0x07, "Zen"},
	{amd, 0x17, 0x08, 0x0f, "Zen+"},
	{amd, 0x17, 0x10, 0x17, "Zen"},
	{amd, 0x17, 0x18, 0x1f, "Zen+"},
	{amd, 0x17, 0x20, 0xff, "Zen 2"},
	{amd, 0x19, 0x00, 0x0f, "Zen 3"},
	{amd, 0x19, 0x10, 0x1f, "Zen 4"},
	{amd, 0x19, 0x20, 0x5f, "Zen 3"},
	{amd, 0x19, 0x60, 0xaf, "Zen 4"},
	{amd, 0x1a, 0x00, 0x4f, "Zen 5"},
	{amd, 0x1a, 0x60, 0x7f, "Zen 5"},

	{intel, 6, 0x1a, 0x1a, "Nehalem"}, {intel, 6, 0x1e, 0x1e, "Nehalem"}, {intel, 6, 0x2e, 0x2e, "Nehalem"},
	{intel, 6, 0x25, 0x25, "Westmere"}, {intel, 6, 0x2c, 0x2c, "Westmere"}, {intel, 6, 0x2f, 0x2f, "Westmere"},
	{intel, 6, 0x2a, 0x2a, "Sandy Bridge"}, {intel, 6, 0x2d, 0x2d, "Sandy Bridge"},
	{intel, 6, 0x3a, 0x3a, "Ivy Bridge"}, {intel, 6, 0x3e, 0x3e, "Ivy Bridge"},
	{intel, 6, 0x3c, 0x3c, "Haswell"}, {intel, 6, 0x3f, 0x3f, "Haswell"}, {intel, 6, 0x45, 0x46, "Haswell"},
	{intel, 6, 0x3d, 0x3d, "Broadwell"}, {intel, 6, 0x47, 0x47, "Broadwell"}, {intel, 6, 0x4f, 0x4f, "Broadwell"}, {intel, 6, 0x56, 0x56, "Broadwell"},
	{intel, 6, 0x4e, 0x4e, "Skylake"}, {intel, 6, 0x5e, 0x5e, "Skylake"}, {intel, 6, 0x55, 0x55, "Skylake server"},
	{intel, 6, 0x8e, 0x8e, "Kaby Lake"}, {intel, 6, 0x9e, 0x9e, "Kaby Lake"}, {intel, 6, 0xa5, 0xa6, "Comet Lake"},
	{intel, 6, 0x66, 0x66, "Cannon Lake"},
	{intel, 6, 0x7d, 0x7e, "Ice Lake"}, {intel, 6, 0x6a, 0x6a, "Ice Lake server"}, {intel, 6, 0x6c, 0x6c, "Ice Lake server"},
	{intel, 6, 0x8c, 0x8d, "Tiger Lake"}, {intel, 6, 0xa7, 0xa7, "Rocket Lake"},
	{intel, 6, 0x97, 0x97, "Alder Lake"}, {intel, 6, 0x9a, 0x9a, "Alder Lake"}, {intel, 6, 0xbe, 0xbe, "Gracemont"},
	{intel, 6, 0xb7, 0xb7, "Raptor Lake"}, {intel, 6, 0xba, 0xba, "Raptor Lake"}, {intel, 6, 0xbf, 0xbf, "Raptor Lake"},
	{intel, 6, 0xaa, 0xaa, "Meteor Lake"}, {intel, 6, 0xac, 0xac, "Meteor Lake"},
	{intel, 6, 0xbd, 0xbd, "Lunar Lake"}, {intel, 6, 0xb5, 0xb5, "Arrow Lake"}, {intel, 6, 0xc5, 0xc6, "Arrow Lake"},
	{intel, 6, 0xcc, 0xcc, "Panther Lake"},
	{intel, 6, 0x8f, 0x8f, "Sapphire Rapids"}, {intel, 6, 0xcf, 0xcf, "Emerald Rapids"},
	{intel, 6, 0xad, 0xae, "Granite Rapids"}, {intel, 6, 0xaf, 0xaf, "Sierra Forest"},
}
