package keys

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
)

// SSHFP is a DNS record that holds a fingerprint of a host's key, so that a client
// that trusts the DNS (DNSSEC) need not ask a person (RFC 4255):
//
//	host.example. IN SSHFP  4 2 c9b49c83…          as zone files have it,
//	host.example. IN TYPE44 \# 34 04 02 c9b49c83…  and where SSHFP is not known (RFC 3597 §5)
//	                        │ │ └ hash of the key's blob
//	                        │ └ of the hash: 1 SHA-1, 2 SHA-256 (RFC 6594)
//	                        └ of the key: 1 RSA, 2 DSA, 3 ECDSA (RFC 6594),
//	                          4 Ed25519 (RFC 7479), 6 Ed448 (RFC 8709)
type SSHFP struct {
	Algorithm   uint8  // of the key
	Hash        uint8  // SSHFPSHA1, SSHFPSHA256, or another
	Fingerprint []byte // the hash
}

// The hashes in [SSHFP].
const (
	SSHFPSHA1   = 1
	SSHFPSHA256 = 2
)

// sshfpTypes are the numbers of algorithms, by their labels: all curves of ECDSA have
// one.
var sshfpTypes = map[string]uint8{"RSA": 1, "DSA": 2, "ECDSA": 3, "ED25519": 4, "ED448": 6}

// sshfpType is the number of the key, or of a certificate's key; 0 if it has none.
func (k *PublicKey) sshfpType() uint8 { return sshfpTypes[k.Plain().Label()] }

// SSHFP returns the key's record with one of the two hashes. There is none for types
// of keys without a number; asking for it is an error.
func (k *PublicKey) SSHFP(hash uint8) (SSHFP, error) {
	r := SSHFP{Algorithm: k.sshfpType(), Hash: hash}
	if r.Algorithm == 0 {
		return SSHFP{}, malformed("there are no SSHFP records for keys of type %s", k.Type())
	}
	if r.Fingerprint = sshfpHash(hash, k.Plain().blob); r.Fingerprint == nil {
		return SSHFP{}, malformed("SSHFP records have hash 1 (SHA-1) or 2 (SHA-256), and not %d", hash)
	}
	return r, nil
}

func sshfpHash(hash uint8, blob []byte) []byte {
	switch hash {
	case SSHFPSHA1:
		sum := sha1.Sum(blob)
		return sum[:]
	case SSHFPSHA256:
		sum := sha2.Sum256(blob)
		return sum[:]
	}
	return nil
}

// Line returns the record as the line of a zone file for host, which is in the form
// that such files have: a name without a dot at its end is below the zone's.
func (r SSHFP) Line(host string) string {
	return fmt.Sprintf("%s IN SSHFP %d %d %x", host, r.Algorithm, r.Hash, r.Fingerprint)
}

// GenericLine is Line for name servers that do not know SSHFP.
func (r SSHFP) GenericLine(host string) string {
	return fmt.Sprintf(`%s IN TYPE44 \# %d %02x %02x %x`, host, 2+len(r.Fingerprint), r.Algorithm, r.Hash, r.Fingerprint)
}

// maxFingerprint is more than any hash has, in bytes.
const maxFingerprint = 64

// ParseSSHFP reads a line of a zone file with a record in either form, and returns
// its host as it stands there. A time to live, the class IN and a comment behind a
// semicolon may be there; parentheses may not.
func ParseSSHFP(line string) (host string, r SSHFP, err error) {
	line, _, _ = strings.Cut(strings.TrimRight(line, "\r\n"), ";")
	if len(line) > MaxLine {
		return "", r, malformed("line of %d bytes is longer than %d", len(line), MaxLine)
	}
	fields := strings.FieldsFunc(line, func(c rune) bool { return c == ' ' || c == '\t' })
	if len(fields) < 3 {
		return "", r, errSSHFP
	}
	host, fields = fields[0], fields[1:]
	for len(fields) > 0 && (strings.EqualFold(fields[0], "IN") || strings.Trim(fields[0], "0123456789") == "") {
		fields = fields[1:]
	}
	if len(fields) < 3 {
		return "", r, errSSHFP
	}
	switch strings.ToUpper(fields[0]) {
	case "SSHFP":
		r, err = parseSSHFP(fields[1], fields[2], fields[3:])
	case "TYPE44":
		r, err = parseGenericSSHFP(fields[1], fields[2], fields[3:])
	default:
		err = errSSHFP
	}
	if err != nil {
		return "", SSHFP{}, err
	}
	return host, r, nil
}

var errSSHFP = errors.New(`keys: not an SSHFP record: it has the form "host IN SSHFP algorithm hash fingerprint"`)

func parseSSHFP(algorithm, hash string, fingerprint []string) (r SSHFP, err error) {
	a, errA := strconv.ParseUint(algorithm, 10, 8)
	h, errH := strconv.ParseUint(hash, 10, 8)
	if errA != nil || errH != nil {
		return r, errSSHFP
	}
	data, err := hex.DecodeString(strings.Join(fingerprint, ""))
	if err != nil {
		return r, malformed("SSHFP record: the fingerprint is not hexadecimal")
	}
	return checkSSHFP(SSHFP{uint8(a), uint8(h), data})
}

func parseGenericSSHFP(mark, length string, content []string) (r SSHFP, err error) {
	n, err := strconv.ParseUint(length, 10, 16)
	if mark != `\#` || err != nil {
		return r, errSSHFP
	}
	data, err := hex.DecodeString(strings.Join(content, ""))
	if err != nil || uint64(len(data)) != n {
		return r, malformed("SSHFP record: its content is not %d bytes in hexadecimal", n)
	}
	return ParseSSHFPData(data)
}

// ParseSSHFPData reads a record's content as name servers send it (RFC 4255 §3.1): a
// byte for the algorithm, one for the hash, and the fingerprint. The record holds a
// copy.
func ParseSSHFPData(data []byte) (SSHFP, error) {
	if len(data) < 2 {
		return SSHFP{}, malformed("SSHFP record of %d bytes is cut short", len(data))
	}
	return checkSSHFP(SSHFP{data[0], data[1], bytes.Clone(data[2:])})
}

// checkSSHFP refuses a fingerprint whose length cannot be right. Hashes that are not
// known are let pass, and match no key.
func checkSSHFP(r SSHFP) (SSHFP, error) {
	n := len(r.Fingerprint)
	if want := len(sshfpHash(r.Hash, nil)); n == 0 || n > maxFingerprint || want != 0 && n != want {
		return SSHFP{}, malformed("SSHFP record: a fingerprint of %d bytes is not one of hash %d", n, r.Hash)
	}
	return r, nil
}

// MatchSSHFP returns nil if one of a host's records is of its key. If none is, the
// error is [ErrSSHFPChanged] where there are records that it contradicts, and
// [ErrSSHFPMissing] where none speaks of such keys. Where there are records with
// SHA-256, those with SHA-1 do not count (RFC 6594 §4.1). That the records are the
// host's own, DNSSEC must say.
func MatchSSHFP(records []SSHFP, key *PublicKey) error {
	result := ErrSSHFPMissing
	for _, hash := range []uint8{SSHFPSHA256, SSHFPSHA1} {
		want := sshfpHash(hash, key.Plain().blob)
		for _, r := range records {
			if r.Hash != hash || r.Algorithm != key.sshfpType() || r.Algorithm == 0 {
				continue
			}
			if bytes.Equal(want, r.Fingerprint) {
				return nil
			}
			result = ErrSSHFPChanged
		}
		if result != ErrSSHFPMissing {
			break
		}
	}
	return result
}

// What [MatchSSHFP] answers.
var (
	ErrSSHFPMissing = errors.New("keys: no SSHFP record is about keys of that type")
	ErrSSHFPChanged = errors.New("keys: the key is not the one in the SSHFP records")
)
