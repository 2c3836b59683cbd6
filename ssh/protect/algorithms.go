package protect

// A Cipher is one row of the table of ciphers: a name of RFC 4253 §6.3 and its
// sizes in bytes. The zero Cipher is "none", the state before NEWKEYS.
type Cipher struct {
	Name string

	KeySize   int // of letter C or D of RFC 4253 §7.2
	IVSize    int // of letter A or B; 0 if the sequence number takes its place
	BlockSize int // packets are padded to a multiple of it
	TagSize   int // 0 unless AEAD

	// AEAD says that the cipher authenticates by itself: no MAC is negotiated.
	AEAD bool

	form form
}

// A MAC is one row of the table of message authentication codes: a name of
// RFC 4253 §6.4 and its sizes in bytes. The zero MAC stands beside an AEAD cipher.
type MAC struct {
	Name string

	KeySize int // of letter E or F of RFC 4253 §7.2
	TagSize int

	// EtM says that the tag is over the ciphertext, with packet_length in clear
	// (OpenSSH PROTOCOL §1.5), not over the plaintext (RFC 4253 §6.4).
	EtM bool

	alg macAlgorithm
}

// A form is how the parts of a packet are protected, as drawn in the package
// comment.
type form byte

const (
	formNone form = iota
	formEncryptAndMAC
	formEncryptThenMAC
	formGCM
	formChaCha
)

type macAlgorithm byte

const (
	macNone macAlgorithm = iota
	macSHA1
	macSHA256
	macSHA512
	macUMAC64
	macUMAC128
)

// The tables, in the order of preference.
var (
	ciphers = [...]Cipher{
		{Name: "chacha20-poly1305@openssh.com", KeySize: 64, BlockSize: 8, TagSize: 16, AEAD: true, form: formChaCha},
		{Name: "aes256-gcm@openssh.com", KeySize: 32, IVSize: 12, BlockSize: 16, TagSize: 16, AEAD: true, form: formGCM},
		{Name: "aes128-gcm@openssh.com", KeySize: 16, IVSize: 12, BlockSize: 16, TagSize: 16, AEAD: true, form: formGCM},
		{Name: "aes256-ctr", KeySize: 32, IVSize: 16, BlockSize: 16, form: formEncryptAndMAC},
		{Name: "aes192-ctr", KeySize: 24, IVSize: 16, BlockSize: 16, form: formEncryptAndMAC},
		{Name: "aes128-ctr", KeySize: 16, IVSize: 16, BlockSize: 16, form: formEncryptAndMAC},
	}
	macs = [...]MAC{
		{Name: "umac-64-etm@openssh.com", KeySize: 16, TagSize: 8, EtM: true, alg: macUMAC64},
		{Name: "umac-128-etm@openssh.com", KeySize: 16, TagSize: 16, EtM: true, alg: macUMAC128},
		{Name: "hmac-sha2-256-etm@openssh.com", KeySize: 32, TagSize: 32, EtM: true, alg: macSHA256},
		{Name: "hmac-sha2-512-etm@openssh.com", KeySize: 64, TagSize: 64, EtM: true, alg: macSHA512},
		{Name: "umac-64@openssh.com", KeySize: 16, TagSize: 8, alg: macUMAC64},
		{Name: "umac-128@openssh.com", KeySize: 16, TagSize: 16, alg: macUMAC128},
		{Name: "hmac-sha2-256", KeySize: 32, TagSize: 32, alg: macSHA256},
		{Name: "hmac-sha2-512", KeySize: 64, TagSize: 64, alg: macSHA512},
		{Name: "hmac-sha1-etm@openssh.com", KeySize: 20, TagSize: 20, EtM: true, alg: macSHA1},
		{Name: "hmac-sha1", KeySize: 20, TagSize: 20, alg: macSHA1},
	}
)

// Ciphers returns every cipher there is, "none" excepted, in the order of preference.
func Ciphers() []Cipher { return append([]Cipher(nil), ciphers[:]...) }

// MACs returns every MAC there is, in the order of preference, those of
// [InsecureMACs] last.
func MACs() []MAC { return append([]MAC(nil), macs[:]...) }

// DefaultCiphers returns the names to offer, in the order of preference.
func DefaultCiphers() []string {
	var names []string
	for _, c := range ciphers {
		names = append(names, c.Name)
	}
	return names
}

// DefaultMACs returns the names to offer, in the order of preference, which is
// OpenSSH's: encrypt-then-MAC first, and UMAC before HMAC.
func DefaultMACs() []string {
	var names []string
	for _, m := range macs {
		if m.alg != macSHA1 {
			names = append(names, m.Name)
		}
	}
	return names
}

// InsecureMACs returns the names that work but are offered only if asked for, for
// old peers: those on SHA-1. No attack on HMAC-SHA-1 is known; its hash is broken for
// signatures and on its way out everywhere (NIST SP 800-131A).
func InsecureMACs() []string {
	var names []string
	for _, m := range macs {
		if m.alg == macSHA1 {
			names = append(names, m.Name)
		}
	}
	return names
}

// LookupCipher returns the row of that name; ok is false if there is none. "none" is
// not a name here: no negotiation may end in it.
func LookupCipher(name string) (c Cipher, ok bool) {
	for _, c := range ciphers {
		if c.Name == name {
			return c, true
		}
	}
	return Cipher{}, false
}

// LookupMAC returns the row of that name; ok is false if there is none.
func LookupMAC(name string) (m MAC, ok bool) {
	for _, m := range macs {
		if m.Name == name {
			return m, true
		}
	}
	return MAC{}, false
}
