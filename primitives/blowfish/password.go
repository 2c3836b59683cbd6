package blowfish

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/glassh/glassh/primitives/ct"
)

// The costs that bcrypt has. Each step doubles the time; 10 takes some tens of
// milliseconds, 31 days.
const (
	MinCost = 4
	MaxCost = 31
)

// MaxPassword is how many bytes a password may have for [HashPassword].
const MaxPassword = 72

// What is wrong with a hash or a password.
var (
	ErrMismatch = errors.New("blowfish: the password is not the one of the hash")
	ErrFormat   = errors.New("blowfish: not a bcrypt hash of version 2a, 2b or 2y")
	ErrTooLong  = errors.New("blowfish: bcrypt takes no password longer than 72 bytes")
	ErrNUL      = errors.New("blowfish: bcrypt takes no password with a NUL byte")
)

// A CostError is a cost outside [MinCost] … [MaxCost].
type CostError int

// Error names the cost and the range.
func (e CostError) Error() string {
	return fmt.Sprintf("blowfish: bcrypt cost %d is not in %d … %d", int(e), MinCost, MaxCost)
}

// HashPassword returns the bcrypt hash of a password in text form, 60 bytes that
// begin with "$2b$", with a salt of 16 bytes from rand. The time it takes is
// proportional to 2^cost.
//
// It returns a [CostError] for a cost outside 4 … 31, [ErrTooLong] for a password of
// more than 72 bytes, [ErrNUL] for one with a NUL byte, and the error of rand.
func HashPassword(password []byte, cost int, rand io.Reader) ([]byte, error) {
	switch {
	case cost < MinCost || cost > MaxCost:
		return nil, CostError(cost)
	case len(password) > MaxPassword:
		return nil, ErrTooLong
	case bytes.IndexByte(password, 0) >= 0:
		return nil, ErrNUL
	}
	h := hash{version: 'b', cost: cost}
	if _, err := io.ReadFull(rand, h.salt[:]); err != nil {
		return nil, fmt.Errorf("blowfish: salt: %w", err)
	}
	h.sum = hashVarTime(password, cost, &h.salt)
	return h.text(), nil
}

// ComparePassword returns nil if hash is a bcrypt hash of password: of version 2a, 2b
// or 2y. Of a password longer than 72 bytes only the first 72 count, as in other
// implementations; one with a NUL byte never matches.
//
// It takes the time that the hash asks for, proportional to 2^cost. Where hash comes
// from somebody else, look at [Cost] first. It returns [ErrMismatch] for another
// password, and for what is not a hash the errors of [Cost].
func ComparePassword(hash, password []byte) error {
	h, err := parse(hash)
	if err != nil {
		return err
	}
	sum := hashVarTime(password, h.cost, &h.salt)
	nul := bytes.IndexByte(password, 0) >= 0
	if !ct.Equal(h.sum[:], sum[:]).Public() || nul {
		return ErrMismatch
	}
	return nil
}

// Cost returns the cost of a hash, so that a caller can refuse one that it would
// take too long to check, or renew one that has become too cheap. It returns
// [ErrFormat] for what is not a bcrypt hash, and a [CostError] for a cost outside
// 4 … 31.
func Cost(hash []byte) (int, error) {
	h, err := parse(hash)
	return h.cost, err
}

// A hash is what the text form says.
type hash struct {
	version byte // 'a', 'b' or 'y'
	cost    int  // MinCost … MaxCost
	salt    [16]byte
	sum     [23]byte
}

// Offsets in the text form, $2b$10$salt…hash….
const (
	costAt = len("$2b$")
	saltAt = len("$2b$10$")
	sumAt  = saltAt + 22
	length = sumAt + 31
)

// encoding is base64 with bcrypt's alphabet. Decoding ignores the 4 and 2 bits that
// the last characters of salt and hash have to spare: some programs wrote them at
// random.
var encoding = base64.NewEncoding("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789").WithPadding(base64.NoPadding)

// parse reads the text form.
func parse(text []byte) (h hash, err error) {
	if len(text) != length || text[0] != '$' || text[1] != '2' || text[3] != '$' || text[6] != '$' {
		return hash{}, ErrFormat
	}
	h.version = text[2]
	if h.version != 'a' && h.version != 'b' && h.version != 'y' {
		return hash{}, ErrFormat // 2x has hashes of a program with a bug
	}
	tens, ones := text[costAt]-'0', text[costAt+1]-'0'
	if tens > 9 || ones > 9 {
		return hash{}, ErrFormat
	}
	h.cost = int(10*tens + ones)
	if h.cost < MinCost || h.cost > MaxCost {
		return hash{}, CostError(h.cost)
	}
	// Package base64 skips line ends, which makes the result shorter.
	if n, err := encoding.Decode(h.salt[:], text[saltAt:sumAt]); err != nil || n != len(h.salt) {
		return hash{}, ErrFormat
	}
	if n, err := encoding.Decode(h.sum[:], text[sumAt:]); err != nil || n != len(h.sum) {
		return hash{}, ErrFormat
	}
	return h, nil
}

// text writes the text form.
func (h *hash) text() []byte {
	b := fmt.Appendf(make([]byte, 0, length), "$2%c$%02d$", h.version, h.cost)
	b = encoding.AppendEncode(b, h.salt[:])
	return encoding.AppendEncode(b, h.sum[:])
}
