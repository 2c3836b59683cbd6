package vectors

import (
	"bytes"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
)

//go:embed data
var data embed.FS

// FS returns the vector files, as they stand in data/.
func FS() fs.FS {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		panic(err) // data is a directory of this package
	}
	return sub
}

// A File is one file of vectors. G describes a group, with a field Tests.
type File[G any] struct {
	Algorithm string `json:"algorithm"`
	Source    string `json:"source"`
	Groups    []G    `json:"groups"`
}

// A Case is what every test in a file has, to be embedded in the struct that
// describes a test.
type Case struct {
	ID      int      `json:"tcId"`
	Comment string   `json:"comment"`
	Flags   []string `json:"flags"`
	Result  Result   `json:"result"`
}

// String names the case for a subtest: "3: key longer than a block".
func (c Case) String() string { return fmt.Sprintf("%d: %s", c.ID, c.Comment) }

// Has reports whether the case carries flag.
func (c Case) Has(flag string) bool {
	for _, f := range c.Flags {
		if f == flag {
			return true
		}
	}
	return false
}

// A Result says what a right implementation does with a case.
type Result string

// What a file may say of a case. An acceptable one may be taken or refused; each
// test has a written policy for those.
const (
	Valid      Result = "valid"
	Invalid    Result = "invalid"
	Acceptable Result = "acceptable"
)

// Hex is binary data, written in hexadecimal in a file.
type Hex []byte

// UnmarshalText decodes hexadecimal digits.
func (h *Hex) UnmarshalText(text []byte) error {
	b, err := hex.AppendDecode(nil, text)
	*h = b
	return err
}

// Load reads the file of that name in data/. A field that G does not describe is
// an error, so that no part of a vector goes unchecked by accident.
func Load[G any](name string) (*File[G], error) {
	text, err := fs.ReadFile(FS(), name)
	if err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var f File[G]
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("vectors: %s: %w", name, err)
	}
	if len(f.Groups) == 0 {
		return nil, fmt.Errorf("vectors: %s holds no group", name)
	}
	return &f, nil
}
