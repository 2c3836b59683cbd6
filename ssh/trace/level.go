package trace

import "fmt"

// A Level says which secrets a trace holds.
type Level uint8

// The levels. Each holds what those before it hold.
const (
	Public  Level = iota // no secret; of exchange hashes the first 8 hexadecimal digits
	Hash                 // exchange hashes and the session identifier
	Secrets              // K, all keys, ephemeral private keys, and everything in clear but passwords
)

var levelNames = [...]string{"public", "hash", "secrets"}

// String returns the level in a word.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return fmt.Sprintf("level(%d)", uint8(l))
}

// MarshalText returns what String does.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText undoes MarshalText.
func (l *Level) UnmarshalText(text []byte) error {
	for i, name := range levelNames {
		if name == string(text) {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("trace: no level of secrets is called %q", text)
}
