package kex

// A Method is one row of the table of key exchange methods (RFC 4253 §6.5).
type Method struct {
	Name string
	Hash Hash // of the exchange hash and of the key derivation
	// PostQuantum says that K stays secret from who records the connection, and has a
	// quantum computer later.
	PostQuantum bool

	family family
	old    bool // works, and is not offered unless asked for
}

// A family is what methods with the same messages have in common: the two sides of an
// exchange. Each stands in a file of its own.
type family interface {
	client(cfg *Config) (clientSide, error)
	server(cfg *Config) (serverSide, error)
}

// The table, in the order of preference, which is that of OpenSSH's client: hybrids with
// a post-quantum KEM first, then elliptic curves, then groups modulo a prime. What
// OpenSSH does not have or not offer stands at the end of its kind.
//
// A second name of the same method is what it was called before it was registered.
var methods = [...]Method{
	{"mlkem768x25519-sha256", SHA256, true, &ecdh{&mlkem768, &x25519}, false},
	{"sntrup761x25519-sha512", SHA512, true, &ecdh{&sntrup761, &x25519}, false},
	{"sntrup761x25519-sha512@openssh.com", SHA512, true, &ecdh{&sntrup761, &x25519}, false},
	{"mlkem768nistp256-sha256", SHA256, true, &ecdh{&mlkem768, &nistp256}, false},
	{"mlkem1024nistp384-sha384", SHA384, true, &ecdh{&mlkem1024, &nistp384}, false},

	{"curve25519-sha256", SHA256, false, &ecdh{nil, &x25519}, false},
	{"curve25519-sha256@libssh.org", SHA256, false, &ecdh{nil, &x25519}, false},
	{"ecdh-sha2-nistp256", SHA256, false, &ecdh{nil, &nistp256}, false},
	{"ecdh-sha2-nistp384", SHA384, false, &ecdh{nil, &nistp384}, false},
	{"ecdh-sha2-nistp521", SHA512, false, &ecdh{nil, &nistp521}, false},
	{"curve448-sha512", SHA512, false, &ecdh{nil, &x448}, false},

	{"diffie-hellman-group-exchange-sha256", SHA256, false, groupExchange{}, false},
	{"diffie-hellman-group16-sha512", SHA512, false, fixedGroup(16), false},
	{"diffie-hellman-group18-sha512", SHA512, false, fixedGroup(18), false},
	{"diffie-hellman-group14-sha256", SHA256, false, fixedGroup(14), false},
	{"diffie-hellman-group15-sha512", SHA512, false, fixedGroup(15), false},
	{"diffie-hellman-group17-sha512", SHA512, false, fixedGroup(17), false},

	{"rsa2048-sha256", SHA256, false, keyTransport{}, true},
	{"diffie-hellman-group-exchange-sha1", SHA1, false, groupExchange{}, true},
	{"diffie-hellman-group14-sha1", SHA1, false, fixedGroup(14), true},
	{"diffie-hellman-group1-sha1", SHA1, false, fixedGroup(1), true},
}

// Methods returns the names to offer, in the order of preference.
func Methods() []string {
	var names []string
	for _, m := range methods {
		if !m.old {
			names = append(names, m.Name)
		}
	}
	return names
}

// AllMethods returns the names of all methods there are: those to offer, and behind
// them those that are for old peers and offered only if asked for. These use SHA-1, or
// have no forward secrecy as long as a server keeps its transient key.
func AllMethods() []string {
	var names []string
	for _, m := range methods {
		names = append(names, m.Name)
	}
	return names
}

// LookupMethod returns the row of that name; ok is false if there is none.
func LookupMethod(name string) (m Method, ok bool) {
	for _, m := range methods {
		if m.Name == name {
			return m, true
		}
	}
	return Method{}, false
}

// Names that stand among the key exchange methods of a KEXINIT but only say what its
// sender can do. They are never chosen.
const (
	ExtInfoClient = "ext-info-c" // RFC 8308 §2.1
	ExtInfoServer = "ext-info-s"
	StrictClient  = "kex-strict-c-v00@openssh.com" // OpenSSH PROTOCOL §1.9
	StrictServer  = "kex-strict-s-v00@openssh.com"
	// Guess2 says that its sender judges guesses by another rule: see [GuessRight].
	Guess2 = "kexguess2@matt.ucc.asn.au" // dropbear
)

// IsMethod reports whether a name in the list of key exchange methods may be chosen.
func IsMethod(name string) bool {
	switch name {
	case ExtInfoClient, ExtInfoServer, StrictClient, StrictServer, Guess2:
		return false
	}
	return true
}
