package illustrate

import (
	"strings"

	"github.com/glassh/glassh/ssh/protect"
)

// What the tables of the other packages do not say, since they need not know it: what an
// algorithm is in words, where it is specified, and which families of kernels it uses.

// facts are those of one algorithm.
type facts struct {
	what, source string
	families     []string // of package asm
}

func cipherFactsOf(c protect.Cipher) facts {
	switch {
	case strings.HasPrefix(c.Name, "chacha20-poly1305"):
		return facts{"ChaCha20 under two keys, one for packet_length and one for the rest, and Poly1305 over both",
			"OpenSSH PROTOCOL.chacha20poly1305; RFC 8439", []string{"chacha", "poly1305"}}
	case strings.Contains(c.Name, "-gcm"):
		return facts{"AES in Galois/Counter Mode; packet_length is in clear, and authenticated",
			"RFC 5647 and OpenSSH PROTOCOL §1.6; NIST SP 800-38D", []string{"aes"}}
	}
	return facts{"AES in counter mode: the counter goes on from packet to packet", "RFC 4344 §4; NIST SP 800-38A", []string{"aes"}}
}

func macFactsOf(m protect.MAC) facts {
	var f facts
	switch {
	case strings.HasPrefix(m.Name, "umac"):
		f = facts{"UMAC: a universal hash, and AES of a nonce, which is the sequence number in 8 bytes", "draft-miller-secsh-umac; RFC 4418", []string{"umac", "aes"}}
	case strings.HasPrefix(m.Name, "hmac-sha1"):
		f = facts{"HMAC with SHA-1", "RFC 4253 §6.4; RFC 2104", []string{"sha1"}}
	case strings.HasPrefix(m.Name, "hmac-sha2-256"):
		f = facts{"HMAC with SHA-256", "RFC 6668; RFC 2104", []string{"sha256"}}
	default:
		f = facts{"HMAC with SHA-512", "RFC 6668; RFC 2104", []string{"sha512"}}
	}
	if m.EtM {
		f.source += "; OpenSSH PROTOCOL §1.5"
	}
	return f
}

// hashFamily is the family of kernels of a hash, by the name of FIPS 180-4.
func hashFamily(name string) string {
	switch name {
	case "SHA-1":
		return "sha1"
	case "SHA-256":
		return "sha256"
	}
	return "sha512" // SHA-384 is cut from it
}

// An absent algorithm is one that SSH has, and that this program does not do.
type absent struct{ name, what, source, why string }

// elsewhere are those that one meets. What other tables have by now is not taken from
// here.
var elsewhere = []absent{
	{"aes128-cbc", "AES with cipher block chaining", "RFC 4253 §6.3", "the last block of a packet is the IV of the next, which RFC 4251 §9.3.1 warns of"},
	{"aes192-cbc", "AES with cipher block chaining", "RFC 4253 §6.3", "the last block of a packet is the IV of the next, which RFC 4251 §9.3.1 warns of"},
	{"aes256-cbc", "AES with cipher block chaining", "RFC 4253 §6.3", "the last block of a packet is the IV of the next, which RFC 4251 §9.3.1 warns of"},
	{"3des-cbc", "Triple DES with cipher block chaining", "RFC 4253 §6.3", "it is old: blocks of 64 bits (RFC 8758 and NIST SP 800-131A end its time)"},
	{"arcfour", "RC4", "RFC 4253 §6.3", "it is broken (RFC 8758)"},
	{"arcfour128", "RC4", "RFC 4345", "it is broken (RFC 8758)"},
	{"arcfour256", "RC4", "RFC 4345", "it is broken (RFC 8758)"},
	{"hmac-md5", "HMAC with MD5", "RFC 4253 §6.4", "it is old"},
	{"hmac-sha1-96", "HMAC with SHA-1, cut to 12 bytes", "RFC 4253 §6.4", "it is old"},
	{"AEAD_AES_128_GCM", "AES-GCM, as cipher and MAC at once", "RFC 5647 §5.1", "how it is to be negotiated is ambiguous: aes128-gcm@openssh.com took its place"},
	{"AEAD_AES_256_GCM", "AES-GCM, as cipher and MAC at once", "RFC 5647 §5.1", "how it is to be negotiated is ambiguous: aes256-gcm@openssh.com took its place"},
	{"ssh-dss", "DSA with SHA-1: a type of key and of signature", "RFC 4253 §6.6", "it is broken: numbers of 1024 and 160 bits"},
}

func explainElsewhere(s *sheet, name string) bool {
	if s.Len() > 1 {
		return false
	}
	for _, e := range elsewhere {
		if e.name == name {
			s.head("%s: not in this program", name)
			s.row("what", "%s", e.what)
			s.row("source", "%s", e.source)
			s.row("status", "not here: %s", e.why)
			return true
		}
	}
	return false
}
