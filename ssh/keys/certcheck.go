package keys

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/glassh/glassh/wire"
)

// A CertificateUse is what a certificate is to be good for.
type CertificateUse struct {
	Kind CertificateKind
	// Names are whom it may be for: the user's name, or whatever stands for it; the
	// host's name as it was asked for, in lower case. It must be for one of them.
	Names []string
	// Time is the time now, in seconds since 1970. 0 is unknown, when no certificate
	// is good.
	Time uint64
	// From is where a user comes from; invalid is unknown.
	From netip.Addr
	// CAAlgorithms are the algorithms that an authority may sign with; nil stands
	// for those of [CASignatureAlgorithms].
	CAAlgorithms []string
}

// CASignatureAlgorithms returns the algorithms by which an authority may sign,
// unless a [CertificateUse] says otherwise: all that are secure. ssh-rsa, which is
// SHA-1, is not: collisions in it have forged certificates.
func CASignatureAlgorithms() []string { return Supported() }

// Check returns nil if the certificate is good for that use, and otherwise what
// speaks against it. It does not say whether the authority is to be trusted: that
// is the caller's to know. What a user may do is in the options that [Authorized]
// and [AuthorizedByCA] return.
func (c *Certificate) Check(u CertificateUse) error {
	algorithms := u.CAAlgorithms
	if algorithms == nil {
		algorithms = CASignatureAlgorithms()
	}
	switch {
	case c.Kind != u.Kind:
		return malformed("the certificate is for a %v, and not for a %v", c.Kind, u.Kind)
	case u.Time == 0:
		return malformed("the time is not known, which the certificate's validity depends on")
	case u.Time < c.ValidAfter:
		return malformed("the certificate is not valid yet")
	case u.Time >= c.ValidBefore:
		return malformed("the certificate has expired")
	case !slices.Contains(algorithms, c.SignatureAlgorithm):
		return malformed("the certificate's authority has signed it with %s, which is not accepted", escape(c.SignatureAlgorithm))
	}
	// No principals meant any of them once. An authority that has left them out has
	// more likely forgotten them.
	if len(c.Principals) == 0 {
		return malformed("the certificate names no principals, so that it is for nobody")
	}
	if !slices.ContainsFunc(u.Names, c.names) {
		return malformed("the certificate is not for %s", escape(strings.Join(u.Names, ",")))
	}
	if c.Kind == HostCertificate {
		if len(c.CriticalOptions) > 0 {
			return c.unknownOption(0)
		}
		return nil
	}
	_, sources, err := c.permissions()
	if err != nil {
		return err
	}
	if sources != nil && !within(sources, u.From) {
		return malformed("the certificate is not for use from that address")
	}
	return nil
}

// names reports whether name is one of the principals. Those of hosts may have
// wildcards; users' names are taken as they are. So does OpenSSH since 10.3, which
// also was when no principals came to be nobody there.
func (c *Certificate) names(name string) bool {
	return name != "" && slices.ContainsFunc(c.Principals, func(p string) bool {
		return p == name || c.Kind == HostCertificate && MatchPattern(p, name)
	})
}

func (c *Certificate) unknownOption(i int) error {
	return malformed("the certificate has the critical option %s, which is not known here", escape(c.CriticalOptions[i].Name))
}

// permissions returns what the critical options and extensions of a user's
// certificate say: what the user may do, in the terms of a line of authorized_keys,
// and the addresses that the user may come from, of which nil is any.
func (c *Certificate) permissions() (o Options, sources []netip.Prefix, err error) {
	o = Options{NoPTY: true, NoPortForwarding: true, NoAgentForwarding: true, NoX11Forwarding: true, NoUserRC: true}
	for i, option := range c.CriticalOptions {
		switch option.Name {
		case "force-command":
			o.ForceCommand = true
			o.Command, err = option.text()
		case "source-address":
			var list string
			if list, err = option.text(); err == nil {
				sources, err = parseSources(list)
			}
		case "verify-required":
			o.VerifyRequired = true
			err = option.flag()
		default:
			err = c.unknownOption(i)
		}
		if err != nil {
			return Options{}, nil, err
		}
	}
	for _, extension := range c.Extensions {
		switch extension.Name {
		case "permit-X11-forwarding":
			o.NoX11Forwarding = false
		case "permit-agent-forwarding":
			o.NoAgentForwarding = false
		case "permit-port-forwarding":
			o.NoPortForwarding = false
		case "permit-pty":
			o.NoPTY = false
		case "permit-user-rc":
			o.NoUserRC = false
		case "no-touch-required":
			o.NoTouchRequired = true
		default:
			continue
		}
		if err := extension.flag(); err != nil {
			return Options{}, nil, err
		}
	}
	return o, sources, nil
}

// TextOption returns an option with a value: force-command, source-address.
func TextOption(name, value string) CertificateOption {
	return CertificateOption{Name: name, Data: wire.AppendText(nil, value)}
}

// text returns the value of an option that has one: its data are one string.
func (o *CertificateOption) text() (string, error) {
	r := wire.NewNamedReader("certificate's option", o.Data)
	text := r.At(o.Name).Text()
	if err := r.End(); err != nil {
		return "", malformed("%w", err)
	}
	return text, nil
}

// flag checks that an option that has no value has none.
func (o *CertificateOption) flag() error {
	if len(o.Data) > 0 {
		return malformed("the certificate's option %s has a value, and is to have none", escape(o.Name))
	}
	return nil
}

// parseSources reads the value of source-address: addresses and blocks, separated
// by commas. A list that is empty, or has anything else in it, is an error: what it
// was to keep out is not known. So is a block with bits set below its mask.
func parseSources(list string) (blocks []netip.Prefix, err error) {
	for _, text := range strings.Split(list, ",") {
		text = strings.Trim(text, " \t")
		block, err := netip.ParsePrefix(text)
		if !strings.Contains(text, "/") {
			var addr netip.Addr
			addr, err = netip.ParseAddr(text)
			block = netip.PrefixFrom(addr, addr.BitLen())
		}
		if err != nil || block != block.Masked() {
			return nil, malformed("the certificate's source-address holds %s, which is not an address block", escape(text))
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// within reports whether an address is in one of the blocks. One that is not known is
// in none.
func within(blocks []netip.Prefix, addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	return slices.ContainsFunc(blocks, func(b netip.Prefix) bool { return b.Contains(addr) })
}
