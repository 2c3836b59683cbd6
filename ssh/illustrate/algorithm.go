package illustrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// Algorithm explains an algorithm by the name that SSH has for it: what it is, its sizes,
// where it is specified, whether it is offered, and the implementations of this machine.
// A name may be several things: that of a type of key, and of how such keys sign.
func Algorithm(name string) (string, error) {
	var s sheet
	for _, explain := range []func(*sheet, string) bool{
		explainKex, explainPseudo, explainCipher, explainMAC, explainCompression, explainKey, explainSignature, explainElsewhere,
	} {
		before := s.Len()
		if before > 0 {
			s.gap()
		}
		if !explain(&s, name) {
			text := s.String()[:before]
			s.Reset()
			s.WriteString(text)
		}
	}
	if s.Len() > 0 {
		return s.String(), nil
	}
	name = wire.Escape([]byte(name))
	if like := near(name, AlgorithmNames()); len(like) > 0 {
		return "", fmt.Errorf("no algorithm called %q is known here; near are %s", name, strings.Join(like, ", "))
	}
	return "", fmt.Errorf("no algorithm called %q is known here; glassh ssh -Q help says which lists there are", name)
}

// AlgorithmNames returns all names that Algorithm explains.
func AlgorithmNames() []string {
	names := slices.Concat(kex.AllMethods(), []string{kex.ExtInfoClient, kex.ExtInfoServer, kex.StrictClient, kex.StrictServer, kex.Guess2})
	for _, c := range protect.Ciphers() {
		names = append(names, c.Name)
	}
	for _, m := range protect.MACs() {
		names = append(names, m.Name)
	}
	names = append(names, compress.Names()...)
	names = slices.Concat(names, keys.Types(), keys.CertificateTypes(), keys.Supported(), keys.SupportedCertificates(), keys.Insecure())
	for _, e := range elsewhere {
		names = append(names, e.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// status says whether a name is offered, and why not. why may be "".
func (s *sheet) status(name string, defaults []string, why string) {
	if i := slices.Index(defaults, name); i >= 0 {
		s.row("status", "offered by default, number %d of %d%s", i+1, len(defaults), why)
		return
	}
	s.row("status", "off by default, and there for who asks for it%s", why)
}

// tiers lists the families of kernels that an algorithm uses, with their tiers here.
func (s *sheet) tiers(families ...string) {
	label := "tiers"
	for _, name := range families {
		at := slices.IndexFunc(asm.Sets(), func(set *asm.Set) bool { return set.Name == name })
		if at < 0 {
			continue
		}
		set := asm.Sets()[at]
		var others, not []string
		for _, i := range set.Impls {
			switch {
			case i.Lacks != "":
				not = append(not, fmt.Sprintf("%s (this CPU lacks %s)", i.Tier, i.Lacks))
			case i.Tier != set.Active():
				others = append(others, i.Tier.String())
			}
		}
		text := fmt.Sprintf("%s: %s in use", name, set.Active())
		if others != nil {
			text += "; also " + strings.Join(others, ", ")
		}
		if not != nil {
			text += "; not " + strings.Join(not, ", ")
		}
		s.row(label, "%s", text)
		label = ""
	}
	if label != "" {
		s.row("tiers", "portable Go only")
	}
}

func explainCipher(s *sheet, name string) bool {
	c, ok := protect.LookupCipher(name)
	if !ok {
		return false
	}
	f := cipherFactsOf(c)
	s.head("%s: a cipher", name)
	s.row("what", "%s", f.what)
	s.row("key", "%s, letters C and D", numberOfBytes(c.KeySize))
	if c.IVSize > 0 {
		s.row("IV", "%s, letters A and B", numberOfBytes(c.IVSize))
	} else {
		s.row("IV", "none: the sequence number of the packet is the nonce")
	}
	s.row("block", "%s: packets are padded to a multiple of it", numberOfBytes(c.BlockSize))
	if c.AEAD {
		s.row("tag", "%s: it authenticates by itself, and no MAC is negotiated", numberOfBytes(c.TagSize))
	} else {
		s.row("tag", "none of its own: a MAC is negotiated beside it")
	}
	s.row("source", "%s", f.source)
	s.status(name, protect.DefaultCiphers(), "")
	s.tiers(f.families...)
	return true
}

func explainMAC(s *sheet, name string) bool {
	m, ok := protect.LookupMAC(name)
	if !ok {
		return false
	}
	f := macFactsOf(m)
	s.head("%s: a message authentication code", name)
	s.row("what", "%s", f.what)
	if m.EtM {
		s.row("covers", "encrypt-then-MAC: the sequence number, packet_length, which is sent in clear, and the ciphertext")
	} else {
		s.row("covers", "the sequence number and the packet before it is encrypted (encrypt-and-MAC)")
	}
	s.row("key", "%s, letters E and F", numberOfBytes(m.KeySize))
	s.row("tag", "%s behind the packet", numberOfBytes(m.TagSize))
	s.row("source", "%s", f.source)
	why := ""
	if slices.Contains(protect.InsecureMACs(), name) {
		why = ": no attack on HMAC-SHA-1 is known, but the hash is broken for signatures, and on its way out"
	}
	s.status(name, protect.DefaultMACs(), why)
	s.tiers(f.families...)
	return true
}

func explainPseudo(s *sheet, name string) bool {
	var what, source, sender string
	switch name {
	case kex.ExtInfoClient, kex.ExtInfoServer:
		what, source = "its sender takes an SSH_MSG_EXT_INFO, which tells of extensions: server-sig-algs and others", "RFC 8308 §2.1"
	case kex.StrictClient, kex.StrictServer:
		what = "its sender can do strict key exchange, which ends prefix truncation (the Terrapin attack): with both sides' " +
			"names there, only messages of the exchange may come before the first NEWKEYS, and sequence numbers begin with 0 behind each"
		source = "OpenSSH PROTOCOL §1.9"
	case kex.Guess2:
		what = "a guessed first message (first_kex_packet_follows) counts, between two that say so, if the method and the host key " +
			"algorithm that it stands for are chosen: the server need not prefer them too, as RFC 4253 §7 wants it"
		source = "dropbear"
	default:
		return false
	}
	switch name {
	case kex.ExtInfoClient, kex.StrictClient:
		sender = "clients"
	case kex.Guess2:
		sender = "both sides"
	default:
		sender = "servers"
	}
	s.head("%s: not an algorithm, but a name that says what its sender can do", name)
	s.row("what", "%s", what)
	s.row("where", "among the key exchange methods of the first KEXINIT of %s; it is never chosen", sender)
	s.row("source", "%s", source)
	s.row("status", "sent")
	return true
}

// signatureDefaults are the algorithms of host keys that are offered.
func signatureDefaults() []string { return ssh.DefaultAlgorithms().HostKey }
