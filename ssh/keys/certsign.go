package keys

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/glassh/glassh/wire"
)

// certNonce is the length of the nonce of a new certificate, in bytes.
const certNonce = 32

// UserExtensions returns the extensions that ssh-keygen gives to a user's
// certificate: they permit all that there is.
func UserExtensions() []CertificateOption {
	return []CertificateOption{
		{Name: "permit-X11-forwarding"}, {Name: "permit-agent-forwarding"}, {Name: "permit-port-forwarding"},
		{Name: "permit-pty"}, {Name: "permit-user-rc"},
	}
}

// SignCertificate makes a certificate of key, or of the key that key certifies. Of
// template it takes all but CA and Signature. A Nonce of nil is 32 bytes of rand; a
// SignatureAlgorithm of "" is the authority's best; options are brought in order.
// Errors are a template that [ParsePublicKey] would not take, one that is good for
// nobody or at no time, an authority that is a certificate, and those of ca.Sign.
func SignCertificate(rand io.Reader, ca Signer, key *PublicKey, template *Certificate) (*PublicKey, error) {
	c := *template
	if c.CA = ca.PublicKey(); c.CA.cert != nil {
		return nil, malformed("a certificate cannot sign certificates: give the authority's plain key")
	}
	if len(c.Principals) == 0 {
		return nil, malformed("a certificate without principals is for nobody: name the users or hosts that it is for")
	}
	if c.ValidAfter >= c.ValidBefore {
		return nil, malformed("the certificate would expire before it is valid")
	}
	if c.SignatureAlgorithm == "" {
		c.SignatureAlgorithm = ca.Algorithms()[0]
	}
	if c.Nonce == nil {
		c.Nonce = make([]byte, certNonce)
		if _, err := io.ReadFull(rand, c.Nonce); err != nil {
			return nil, fmt.Errorf("keys: no randomness for a certificate: %w", err)
		}
	}
	blob := c.appendSigned(nil, key.Plain())
	signature, err := ca.Sign(rand, c.SignatureAlgorithm, blob)
	if err != nil {
		return nil, err
	}
	return ParsePublicKey(wire.AppendString(blob, signature))
}

// appendSigned appends all of a certificate of key that stands in front of the
// signature.
func (c *Certificate) appendSigned(dst []byte, key *PublicKey) []byte {
	dst = wire.AppendText(dst, certificateName(key.typ.name))
	dst = wire.AppendString(dst, c.Nonce)
	dst = append(dst, key.blob[4+len(key.typ.name):]...)
	dst = wire.AppendUint64(dst, c.Serial)
	dst = wire.AppendUint32(dst, uint32(c.Kind))
	dst = wire.AppendText(dst, c.KeyID)
	var principals []byte
	for _, name := range c.Principals {
		principals = wire.AppendText(principals, name)
	}
	dst = wire.AppendString(dst, principals)
	dst = wire.AppendUint64(wire.AppendUint64(dst, c.ValidAfter), c.ValidBefore)
	dst = wire.AppendString(dst, appendOptions(nil, c.CriticalOptions))
	dst = wire.AppendString(dst, appendOptions(nil, c.Extensions))
	dst = wire.AppendString(dst, c.Reserved)
	return wire.AppendString(dst, c.CA.blob)
}

// appendOptions appends options in the order of their names.
func appendOptions(dst []byte, list []CertificateOption) []byte {
	list = slices.SortedFunc(slices.Values(list), func(a, b CertificateOption) int { return strings.Compare(a.Name, b.Name) })
	for _, o := range list {
		dst = wire.AppendString(wire.AppendText(dst, o.Name), o.Data)
	}
	return dst
}

// certSigner signs with a key as its certificate.
type certSigner struct {
	cert *PublicKey
	key  Signer
}

// NewCertificateSigner returns a Signer that shows the certificate cert, and signs
// with key, whose it must be. Its algorithms are those of certificates.
func NewCertificateSigner(cert *PublicKey, key Signer) (Signer, error) {
	if cert.cert == nil {
		return nil, malformed("a plain %s key is given instead of a certificate", cert.typ.name)
	}
	if !bytes.Equal(cert.plain.blob, key.PublicKey().blob) {
		return nil, malformed("the certificate is of another key: it is of %s, and the key is %s",
			cert.Fingerprint(), key.PublicKey().Fingerprint())
	}
	return &certSigner{cert, key}, nil
}

// PublicKey returns the certificate.
func (s *certSigner) PublicKey() *PublicKey { return s.cert }

// Algorithms returns those of certificates.
func (s *certSigner) Algorithms() []string {
	var names []string
	for _, name := range s.key.Algorithms() {
		if name = certificateName(name); s.cert.typ.signs(name) {
			names = append(names, name)
		}
	}
	return names
}

// Sign signs with the plain algorithm, whose name the signature carries.
func (s *certSigner) Sign(rand io.Reader, algorithm string, message []byte) ([]byte, error) {
	if !slices.Contains(s.Algorithms(), algorithm) {
		return nil, malformed("a certificate of type %s does not sign with %s", s.cert.typ.name, escape(algorithm))
	}
	return s.key.Sign(rand, s.cert.typ.signatureName(algorithm), message)
}
