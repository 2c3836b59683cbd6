package peers_test

// A suite is a cipher and the MAC that goes with it, "" for a cipher that
// authenticates by itself.
type suite struct{ cipher, mac string }

func (s suite) String() string {
	if s.mac == "" {
		return s.cipher
	}
	return s.cipher + "+" + s.mac
}

// Ciphers that tests of other things use: the fastest, and one that takes another
// way through the packet code.
var (
	chacha    = suite{"chacha20-poly1305@openssh.com", ""}
	aes128GCM = suite{"aes128-gcm@openssh.com", ""}
	aes128CTR = suite{"aes128-ctr", "hmac-sha2-256"}
)

var (
	aeads = []string{"chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com"}
	ctrs  = []string{"aes128-ctr", "aes192-ctr", "aes256-ctr"}
	macs  = []string{
		"umac-64@openssh.com", "umac-128@openssh.com", "umac-64-etm@openssh.com", "umac-128-etm@openssh.com",
		"hmac-sha2-256", "hmac-sha2-512", "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com",
		"hmac-sha1", "hmac-sha1-etm@openssh.com",
	}
)

// xLacks holds the MACs that golang.org/x/crypto does not have.
var xLacks = []string{
	"umac-64@openssh.com", "umac-128@openssh.com", "umac-64-etm@openssh.com", "umac-128-etm@openssh.com",
	"hmac-sha1-etm@openssh.com",
}

// suites returns every combination.
func suites() (list []suite) {
	for _, c := range aeads {
		list = append(list, suite{c, ""})
	}
	for _, c := range ctrs {
		for _, m := range macs {
			list = append(list, suite{c, m})
		}
	}
	return list
}
