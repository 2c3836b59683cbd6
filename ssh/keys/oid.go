package keys

import (
	"strconv"
	"strings"
)

// Object identifiers, as DER writes them (X.690 §8.19).
const (
	oidRSA     = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" // 1.2.840.113549.1.1.1, RFC 8017 A.1
	oidEC      = "\x2a\x86\x48\xce\x3d\x02\x01"         // 1.2.840.10045.2.1, RFC 5480 §2.1.1
	oidP256    = "\x2a\x86\x48\xce\x3d\x03\x01\x07"     // 1.2.840.10045.3.1.7, RFC 5480 §2.1.1.1
	oidP384    = "\x2b\x81\x04\x00\x22"                 // 1.3.132.0.34
	oidP521    = "\x2b\x81\x04\x00\x23"                 // 1.3.132.0.35
	oidEd25519 = "\x2b\x65\x70"                         // 1.3.101.112, RFC 8410 §3
	oidEd448   = "\x2b\x65\x71"                         // 1.3.101.113

	oidPBES2      = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d" // 1.2.840.113549.1.5.13, RFC 8018 A.4
	oidPBKDF2     = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c" // 1.2.840.113549.1.5.12, RFC 8018 A.2
	oidHMACSHA1   = "\x2a\x86\x48\x86\xf7\x0d\x02\x07"     // 1.2.840.113549.2.7, RFC 8018 B.1
	oidHMACSHA256 = "\x2a\x86\x48\x86\xf7\x0d\x02\x09"     // 1.2.840.113549.2.9
	oidHMACSHA384 = "\x2a\x86\x48\x86\xf7\x0d\x02\x0a"     // 1.2.840.113549.2.10
	oidHMACSHA512 = "\x2a\x86\x48\x86\xf7\x0d\x02\x0b"     // 1.2.840.113549.2.11
	oidAES128CBC  = "\x60\x86\x48\x01\x65\x03\x04\x01\x02" // 2.16.840.1.101.3.4.1.2, RFC 8018 B.2.5
	oidAES192CBC  = "\x60\x86\x48\x01\x65\x03\x04\x01\x16" // 2.16.840.1.101.3.4.1.22
	oidAES256CBC  = "\x60\x86\x48\x01\x65\x03\x04\x01\x2a" // 2.16.840.1.101.3.4.1.42
)

// others are what people have and this package has not, by the name that they go by.
var others = map[string]string{
	"1.2.840.10040.4.1":       "DSA",
	"1.3.101.110":             "X25519",
	"1.3.101.111":             "X448",
	"1.3.132.0.10":            "secp256k1",
	"1.2.840.113549.1.1.10":   "RSASSA-PSS",
	"1.2.840.113549.3.7":      "3des-cbc",
	"1.2.840.113549.1.12.1.3": "PBE-SHA1-3DES",
	"1.2.840.113549.2.8":      "HMAC-SHA-224",
	"1.3.6.1.4.1.11591.4.11":  "scrypt",
}

// unsupportedOID says that a file has something that this package has not.
func unsupportedOID(what, oid string) error {
	name := dotted(oid)
	if other, ok := others[name]; ok {
		name = other
	}
	return &UnsupportedError{What: what, Name: name}
}

// dotted returns an object identifier as people write it, cut off where it is long.
func dotted(oid string) string {
	var parts []string
	n := uint64(0)
	for i := range min(len(oid), 32) {
		n = n<<7 | uint64(oid[i]&0x7f)
		switch {
		case oid[i] >= 0x80:
			continue
		case len(parts) == 0: // the first two in one number: 40x + y, and x is at most 2
			x := min(n/40, 2)
			parts = append(parts, strconv.FormatUint(x, 10), strconv.FormatUint(n-40*x, 10))
		default:
			parts = append(parts, strconv.FormatUint(n, 10))
		}
		n = 0
	}
	return strings.Join(parts, ".")
}
