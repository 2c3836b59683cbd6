package illustrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/keys"
)

// explainKey explains a type of public keys, or of certificates.
func explainKey(s *sheet, name string) bool {
	plain, certificate := plainType(name)
	l := caseOf("public key", name)
	if plain == "" || l == nil {
		return false
	}
	f := keyFactsOf(plain)
	if certificate {
		s.head("%s: a type of certificates, of %s keys", name, plain)
		s.row("what", "a public key with what an authority says of it: whose it is, until when, for what; and its signature")
	} else {
		s.head("%s: a type of public keys", name)
		s.row("what", "%s", f.what)
	}
	s.row("blob", "%s", blobSize(name, l))
	s.row("fields", "string      key type: %s", name)
	s.fields(l.Fields, l.Source, "", 0)
	s.row("source", "%s", l.Source)
	signing := keys.Algorithms(plain)
	if certificate {
		signing = keys.CertificateAlgorithms(plain)
	}
	s.row("signs as", "%s", strings.Join(signing, ", "))
	status := "off by default"
	if slices.ContainsFunc(signing, func(name string) bool { return slices.Contains(signatureDefaults(), name) }) {
		status = "taken by default, of hosts and users, with the algorithms that it signs as"
	}
	s.row("status", "%s", status)
	return true
}

// explainSignature explains a signature algorithm.
func explainSignature(s *sheet, name string) bool {
	offered := signatureDefaults()
	if !slices.Contains(offered, name) && !slices.Contains(keys.Insecure(), name) {
		return false
	}
	form := keys.SignatureName(name)
	l := caseOf("signature", form)
	if l == nil {
		return false
	}
	f := keyFactsOf(form)
	if form != name {
		s.head("%s: a signature algorithm, of a host or user with a certificate", name)
		s.row("what", "the key is shown with its certificate; the signature itself is one of %s", form)
	} else {
		s.head("%s: a signature algorithm", name)
		s.row("what", "%s", f.signs)
	}
	s.row("blob", "%s", blobSize(form, l))
	s.row("fields", "string      signature algorithm: %s", form)
	s.fields(l.Fields, l.Source, "", 0)
	s.row("source", "%s", l.Source)
	why := ""
	if slices.Contains(keys.Insecure(), name) {
		why = ": it is SHA-1, in which collisions are made; such signatures are verified, and never made"
	}
	s.status(name, offered, why)
	s.tiers(f.families...)
	return true
}

// plainType returns the type of key that a name is, or is a certificate of; "" if none.
func plainType(name string) (plain string, certificate bool) {
	if slices.Contains(keys.Types(), name) {
		return name, false
	}
	if i := slices.Index(keys.CertificateTypes(), name); i >= 0 {
		return keys.Types()[i], true
	}
	return "", false
}

// caseOf returns the layout of that name inside a structure of package dissect, or nil.
func caseOf(structure, name string) *dissect.Layout {
	l, _ := dissect.Structure(structure)
	for _, f := range l.Fields {
		for i := range f.Cases {
			if f.Cases[i].Name == name {
				return &f.Cases[i]
			}
		}
	}
	return nil
}

// blobSize says how long a blob is: its name, and the fields of l.
func blobSize(name string, l *dissect.Layout) string {
	n, fixed := 4+len(name), true
	for _, f := range l.Fields {
		size, ok := fieldSize(&f, name)
		n, fixed = n+size, fixed && ok
	}
	if fixed {
		return numberOfBytes(n)
	}
	return "of no fixed length"
}

// fieldSize returns how long a field is; ok is false if that depends on what is in it.
func fieldSize(f *dissect.Field, name string) (n int, ok bool) {
	switch f.Type {
	case dissect.Byte, dissect.Boolean:
		return 1, true
	case dissect.Uint32:
		return 4, true
	case dissect.Uint64:
		return 8, true
	case dissect.Bytes:
		return f.Size, f.Size > 0
	case dissect.Choice: // of a curve, which is in the name
		for _, c := range f.Cases {
			if strings.Contains(name, c.Name) {
				return fieldsSize(c.Fields, name)
			}
		}
	case dissect.String:
		if f.Name == "curve" {
			_, curve, _ := strings.Cut(name, "-nist")
			curve, _, _ = strings.Cut("nist"+curve, "@")
			curve, _, _ = strings.Cut(curve, "-")
			return 4 + len(curve), true
		}
		if l, found := dissect.Structure(f.Holds); found {
			n, ok = fieldsSize(l.Fields, name)
			return 4 + n, ok
		}
	}
	return 0, false
}

func fieldsSize(fields []dissect.Field, name string) (n int, ok bool) {
	for i := range fields {
		size, fixed := fieldSize(&fields[i], name)
		if !fixed {
			return 0, false
		}
		n += size
	}
	return n, true
}

// A keyFacts is what is known of a type of key, and of its signatures.
type keyFacts struct {
	facts
	signs string
}

// keyFactsOf takes the name of a type of keys or of a plain signature algorithm.
func keyFactsOf(name string) (f keyFacts) {
	switch {
	case strings.Contains(name, "mldsa44"):
		f.what, f.families = "two keys, ML-DSA-44 and Ed25519, both of which sign: one holds if the other is broken", []string{"keccak", "field25519", "sha512"}
		f.signs = "a signature of each key; both must verify"
	case strings.Contains(name, "ed25519"):
		f.what, f.families = "Ed25519: a point of the curve edwards25519, and EdDSA", []string{"field25519", "sha512"}
		f.signs = "Ed25519: deterministic, with SHA-512"
	case strings.Contains(name, "ed448"):
		f.what, f.families = "Ed448: a point of the curve edwards448, and EdDSA", []string{"keccak"}
		f.signs = "Ed448: deterministic, with SHAKE256"
	case strings.Contains(name, "nistp"):
		f.what, f.signs = "ECDSA on the curve of NIST that is in the name", "ECDSA, with the hash that goes with the curve"
		f.families = []string{"sha512"}
		if strings.Contains(name, "nistp256") {
			f.families = []string{"sha256"}
		}
	default:
		f.what = "RSA: the modulus is as long as its maker chose, 3072 bits mostly"
		f.families = []string{map[string]string{"rsa-sha2-512": "sha512", "rsa-sha2-256": "sha256"}[name]}
		hash := map[string]string{"rsa-sha2-512": "SHA-512", "rsa-sha2-256": "SHA-256"}[name]
		if hash == "" {
			f.families, hash = []string{"sha1"}, "SHA-1"
		}
		f.signs = fmt.Sprintf("RSASSA-PKCS1-v1_5 with %s, of a key of type ssh-rsa", hash)
	}
	if strings.HasPrefix(name, "sk-") || strings.HasPrefix(name, "webauthn-") {
		f.what += ", whose private half is in a FIDO device"
		f.signs += ", made by a FIDO device, which adds its flags and a counter"
	}
	return f
}
