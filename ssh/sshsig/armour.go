package sshsig

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
)

// The armour is base64 between two lines, broken into lines of 70 characters as
// ssh-keygen does. Nothing in it is secret: the standard library's tables do.
const (
	armourBegin = "-----BEGIN SSH SIGNATURE-----"
	armourEnd   = "-----END SSH SIGNATURE-----"
	armourLine  = 70

	// maxArmour is more than MaxSize bytes take, in lines of any usual length.
	maxArmour = MaxSize * 2
)

// Armour returns the signature as the text of a .sig file.
func (s *Signature) Armour() []byte {
	encoded := base64.StdEncoding.AppendEncode(nil, s.Append(nil))
	text := append([]byte(armourBegin), '\n')
	for line := range slices.Chunk(encoded, armourLine) {
		text = append(append(text, line...), '\n')
	}
	return append(append(text, armourEnd...), '\n')
}

// Parse reads the text of a .sig file, of at most 256 KiB. Lines may be of any
// length, and end in LF or CR LF; only blanks may stand around the armour. What is
// in it is read as by [ParseBlob].
func Parse(text []byte) (*Signature, error) {
	if len(text) > maxArmour {
		return nil, fmt.Errorf("sshsig: text of %d bytes is longer than any signature: check the file name", len(text))
	}
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(text), []byte(armourBegin))
	if !ok {
		return nil, errors.New("sshsig: not an SSH signature: one starts with the line " + armourBegin)
	}
	body, rest, ok := bytes.Cut(rest, []byte(armourEnd))
	switch {
	case !ok:
		return nil, errors.New("sshsig: the signature is cut off: its line " + armourEnd + " is missing")
	case len(rest) > 0:
		return nil, errors.New("sshsig: there is text after the end of the signature")
	}
	encoded := bytes.Join(bytes.Fields(body), nil)
	blob, err := base64.StdEncoding.Strict().AppendDecode(nil, encoded)
	if err != nil {
		return nil, errors.New("sshsig: the signature is damaged: what is between its first and last line is not base64")
	}
	return ParseBlob(blob)
}
