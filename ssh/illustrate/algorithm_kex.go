package illustrate

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

func explainKex(s *sheet, name string) bool {
	m, ok := kex.LookupMethod(name)
	if !ok {
		return false
	}
	f := kexFactsOf(m)
	s.head("%s: a key exchange method", name)
	s.row("what", "%s", f.what)
	s.row("hash", "%s, %s: of the exchange hash, and of the keys", m.Hash, numberOfBytes(m.Hash.Size()))
	s.shares(name)
	s.group(name)
	form := "an mpint, as long as the number needs"
	if m.PostQuantum {
		form = fmt.Sprintf("a string of %s, the hash of both secrets, and not an mpint", numberOfBytes(m.Hash.Size()))
	}
	s.row("K", "%s", form)
	label := "messages"
	for n := range 256 {
		if info := wire.Number(n).InfoFor(name); info.Layer == wire.LayerKex && info.Name != "" {
			s.row(label, "%d %s (%s)", n, info.Name, info.Source)
			label = ""
		}
	}
	secret := "no: who records the connection, and has a quantum computer later, gets K"
	if m.PostQuantum {
		secret = "yes: K stays secret from who records the connection, and has a quantum computer later"
	}
	s.row("quantum", "%s", secret)
	s.row("source", "%s", f.source)
	s.status(name, kex.Methods(), kexStatus(m))
	s.tiers(f.families...)
	return true
}

// kexStatus is what there is to say beside whether a method is offered.
func kexStatus(m kex.Method) string {
	switch {
	case strings.HasPrefix(m.Name, "diffie-hellman-group1-"):
		return ": a prime of 1024 bits, and SHA-1 (RFC 9142 §1.2: should not)"
	case m.Hash == kex.SHA1:
		return ": it uses SHA-1 (RFC 9142 §1.1)"
	case strings.HasPrefix(m.Name, "rsa"):
		return ": no forward secrecy, as long as a server keeps its transient key"
	case strings.HasSuffix(m.Name, "@libssh.org") || strings.HasSuffix(m.Name, "@openssh.com"):
		plain, _, _ := strings.Cut(m.Name, "@")
		if _, ok := kex.LookupMethod(plain); ok {
			return ": this is what " + plain + " was called before it was registered"
		}
	}
	return ""
}

// kexFactsOf is by the messages of the method, and the curves in its name.
func kexFactsOf(m kex.Method) (f facts) {
	switch info := wire.MsgKexECDHInit.InfoFor(m.Name); info.Name {
	case "SSH_MSG_KEXDH_INIT":
		f = facts{what: "Diffie-Hellman modulo a prime that both sides know", source: "RFC 4253 §8, RFC 8268; RFC 3526"}
		if strings.HasPrefix(m.Name, "diffie-hellman-group1-") {
			f.source = "RFC 4253 §8.1; RFC 2409 §6.2"
		}
	case "SSH_MSG_KEXRSA_PUBKEY":
		f = facts{what: "the client encrypts a secret to an RSA key that the server sends", source: "RFC 4432"}
	case "SSH_MSG_KEX_ECDH_INIT", "SSH_MSG_KEX_HYBRID_INIT":
		f = facts{what: "Diffie-Hellman on an elliptic curve", source: info.Source}
		if m.PostQuantum {
			f.what = "a post-quantum KEM and an elliptic curve at once: the secret holds as long as either does"
		}
	default:
		f = facts{what: "Diffie-Hellman modulo a prime that the server chooses, of a size that the client asks for", source: "RFC 4419, RFC 8270"}
	}
	f.families = append(f.families, hashFamily(m.Hash.String()))
	if strings.Contains(m.Name, "25519") {
		f.families = append(f.families, "field25519")
	}
	if strings.HasPrefix(m.Name, "mlkem") {
		f.families = append(f.families, "keccak")
	}
	return f
}

// shares says what each side sends, from the tables of package dissect.
func (s *sheet) shares(name string) {
	for _, d := range dissect.Messages() {
		if d.Layer != wire.LayerKex || d.Name != d.Number.InfoFor(name).Name {
			continue
		}
		for _, f := range d.Fields {
			l, ok := dissect.Structure(f.Holds)
			if !ok || len(l.Fields) != 1 || l.Fields[0].Type != dissect.Choice {
				continue
			}
			for _, c := range l.Fields[0].Cases {
				if c.Name == name {
					s.row(f.Name, "%s", sizesOf(c.Fields))
				}
			}
		}
	}
}

// sizesOf lists fields of fixed size: "1248 bytes: ML-KEM-768 public key 1184, X25519 …".
func sizesOf(fields []dissect.Field) string {
	total := 0
	var parts []string
	for _, f := range fields {
		total += f.Size
		parts = append(parts, fmt.Sprintf("%s %d", f.Name, f.Size))
	}
	if len(parts) == 1 {
		return numberOfBytes(total) + ": " + fields[0].Name
	}
	return numberOfBytes(total) + ": " + strings.Join(parts, ", ")
}

// group says which prime a method of Diffie-Hellman has.
func (s *sheet) group(name string) {
	groups := map[string]func() *dh.Group{
		"group1": dh.Group1, "group14": dh.Group14, "group15": dh.Group15, "group16": dh.Group16, "group17": dh.Group17, "group18": dh.Group18,
	}
	switch words := strings.Split(name, "-"); {
	case strings.Contains(name, "group-exchange"):
		s.row("group", "p of %d to %d bits, which the server chooses", dh.MinGroupBits, dh.MaxGroupBits)
	case len(words) == 4 && groups[words[2]] != nil:
		g := groups[words[2]]()
		s.row("group", "%s: p of %d bits, g = %d", strings.Replace(words[2], "group", "MODP group ", 1), g.BitLen(), g.G()[g.Size()-1])
		s.row("e and f", "mpints of up to %s, with the zero byte in front that half of them have", numberOfBytes(g.Size()+1))
	}
}
