package compress

// A Method is what is done to the payloads of one direction.
type Method uint8

// The methods.
const (
	None    Method = iota // a payload is the message as it stands
	Zlib                  // compressed behind NEWKEYS (RFC 4253 §6.2)
	Delayed               // compressed behind NEWKEYS and USERAUTH_SUCCESS (OpenSSH PROTOCOL §1.2)
)

var names = [...]string{None: "none", Zlib: "zlib", Delayed: "zlib@openssh.com"}

// String returns the name that SSH has for the method.
func (m Method) String() string { return names[m] }

// Lookup returns the method of that name.
func Lookup(name string) (m Method, ok bool) {
	for i, n := range names {
		if n == name {
			return Method(i), true
		}
	}
	return None, false
}

// Names returns the names of all methods.
func Names() []string { return []string{"none", "zlib@openssh.com", "zlib"} }

// DefaultNames returns what is offered where nobody asks for compression, best first: it is
// off, but for a peer that insists. With zlib a peer is decompressed before it has said who
// it is: that has to be asked for by name.
func DefaultNames() []string { return []string{"none", "zlib@openssh.com"} }

// PreferredNames returns what is offered where compression is asked for, best first.
func PreferredNames() []string { return []string{"zlib@openssh.com", "none"} }

// Preferred reports whether a list of names asks for compression first.
func Preferred(names []string) bool { return len(names) > 0 && names[0] != None.String() }
