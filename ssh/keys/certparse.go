package keys

import (
	"strings"

	"github.com/glassh/glassh/wire"
)

// maxPrincipals is how many principals a certificate may name, as in OpenSSH.
const maxPrincipals = 256

// parseCertificate reads the fields of a certificate that follow its type's name,
// and verifies the authority's signature. r is behind the name in blob, which the
// key takes over.
func parseCertificate(t *keyType, blob []byte, r *wire.Reader) (*PublicKey, error) {
	c := &Certificate{Nonce: r.At("nonce").Bytes()}
	start := len(blob) - r.Len()
	material, err := t.plain.parsePublic(t.plain, r)
	if err != nil {
		return nil, err
	}
	fields := blob[start : len(blob)-r.Len()]
	c.Serial = r.At("serial").Uint64()
	c.Kind = CertificateKind(r.At("kind").Uint32())
	c.KeyID = r.At("key ID").Text()
	principals := r.At("principals").Bytes()
	c.ValidAfter, c.ValidBefore = r.At("valid after").Uint64(), r.At("valid before").Uint64()
	options, extensions := r.At("critical options").Bytes(), r.At("extensions").Bytes()
	c.Reserved = r.At("reserved").Bytes()
	authority := r.At("authority's key").Bytes()
	signed := blob[:len(blob)-r.Len()]
	c.Signature = r.At("authority's signature").Bytes()
	if err := r.End(); err != nil {
		return nil, malformed("certificate: %w", err)
	}
	if c.Kind != UserCertificate && c.Kind != HostCertificate {
		return nil, malformed("certificate is neither for a user nor for a host: %v", c.Kind)
	}
	if strings.Contains(c.KeyID, "\x00") {
		return nil, malformed("certificate: there is a NUL in its key ID")
	}
	if c.Principals, err = parsePrincipals(principals); err != nil {
		return nil, err
	}
	if c.CriticalOptions, err = parseCertificateOptions("critical options", options); err != nil {
		return nil, err
	}
	if c.Extensions, err = parseCertificateOptions("extensions", extensions); err != nil {
		return nil, err
	}
	if err := c.verify(authority, signed); err != nil {
		return nil, err
	}
	plain := append(wire.AppendText(nil, t.plain.name), fields...)
	return &PublicKey{
		typ: t, blob: blob, material: material, cert: c,
		plain: &PublicKey{typ: t.plain, blob: plain, material: material},
	}, nil
}

// verify reads the authority's key and verifies its signature. An authority that is
// itself a certificate is refused by its name alone: reading it would go down
// through as many as somebody has put into each other.
func (c *Certificate) verify(authority, signed []byte) error {
	name, err := BlobType(authority)
	if err != nil {
		return err
	}
	if strings.HasSuffix(name, certSuffix) {
		return malformed("certificate is signed by a certificate: the authority must be a plain key")
	}
	if c.CA, err = ParsePublicKey(authority); err != nil {
		return malformed("certificate: its authority: %w", err)
	}
	r := wire.NewNamedReader("certificate's signature", c.Signature)
	c.SignatureAlgorithm = r.At("algorithm").Text()
	if err := r.Err(); err != nil {
		return malformed("%w", err)
	}
	// SHA-1 counts as well here, and not in Check: people look at old certificates. A
	// device must have been touched, for which OpenSSH does not ask here.
	if err := c.CA.Verify(c.SignatureAlgorithm, signed, c.Signature); err != nil {
		return malformed("certificate: its authority's signature: %w", err)
	}
	return nil
}

// parsePrincipals reads string principal, …
func parsePrincipals(b []byte) (list []string, err error) {
	r := wire.NewNamedReader("certificate's principals", b)
	for r.Len() > 0 {
		if len(list) == maxPrincipals {
			return nil, malformed("certificate names more than %d principals", maxPrincipals)
		}
		name := r.At("principal").Text()
		if strings.Contains(name, "\x00") {
			return nil, malformed("certificate: there is a NUL in a principal")
		}
		list = append(list, name)
	}
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	return list, nil
}

// parseCertificateOptions reads string name, string data, … A name that comes twice
// is an error: which one counts would be anybody's guess. PROTOCOL.certkeys wants
// them in order, too; OpenSSH takes them in any, and so does this.
func parseCertificateOptions(what string, b []byte) (list []CertificateOption, err error) {
	r := wire.NewNamedReader("certificate's "+what, b)
	seen := make(map[string]bool)
	for r.Len() > 0 {
		o := CertificateOption{Name: r.At("name").Text(), Data: r.At("data").Bytes()}
		if err := r.Err(); err != nil {
			break
		}
		if seen[o.Name] {
			return nil, malformed("certificate: %s stands twice among its %s", escape(o.Name), what)
		}
		seen[o.Name] = true
		list = append(list, o)
	}
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	return list, nil
}
