package knownhosts

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"

	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/ssh/keys"
)

// Name returns what known_hosts files call a host: its name or address in lower
// case, and with a port other than 22 or 0, [name]:port.
func Name(host string, port int) string {
	host = lower(host)
	if port == 22 || port == 0 {
		return host
	}
	return "[" + host + "]:" + strconv.Itoa(port)
}

// Matches reports whether the entry's hosts include name, which is as [Name]
// makes it.
func (e *Entry) Matches(name string) bool {
	if e.hashed != nil {
		return e.hashed.matches(name)
	}
	return keys.MatchList(strings.Split(lower(e.Hosts), ","), name)
}

// lower brings the letters of ASCII to lower case, and leaves others alone: what
// Unicode takes for another form of a letter is another host.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// A hashedName is |1|base64(salt)|base64(HMAC-SHA-1(salt, name)).
type hashedName struct{ salt, sum [sha1.Size]byte }

const hashedPrefix = "|1|"

var errHashed = errors.New("the hashed host name is malformed: it has the form |1|salt|hash, with 20 bytes each in base64")

func parseHashed(field string) (*hashedName, error) {
	rest, ok := strings.CutPrefix(field, hashedPrefix)
	salt, sum, ok2 := strings.Cut(rest, "|")
	h := &hashedName{}
	if !ok || !ok2 || !decode20(&h.salt, salt) || !decode20(&h.sum, sum) {
		return nil, errHashed
	}
	return h, nil
}

func decode20(dst *[sha1.Size]byte, s string) bool {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	return err == nil && copy(dst[:], b) == len(dst) && len(b) == len(dst)
}

func (h *hashedName) matches(name string) bool {
	return ct.Equal(h.sum[:], hashName(&h.salt, name)).Public()
}

func hashName(salt *[sha1.Size]byte, name string) []byte {
	m := hmac.NewSHA1(salt[:])
	m.Write([]byte(name))
	return m.Sum(nil)
}

// Hashed returns name, which is as [Name] makes it, in hashed form with a new salt.
func Hashed(name string) string {
	var salt [sha1.Size]byte
	rand.Read(salt[:])
	return hashedPrefix + base64.StdEncoding.EncodeToString(salt[:]) +
		"|" + base64.StdEncoding.EncodeToString(hashName(&salt, name))
}

// MatchHashed reports whether a text that [Hashed] made stands for name, which is as [Name]
// makes it. Any other text does not.
func MatchHashed(text, name string) bool {
	h, err := parseHashed(text)
	return err == nil && h.matches(name)
}
