package dissect

import (
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

// Public keys: RFC 4253 §6.6, and the RFC of each type.

// PublicKey says what every byte of a public key blob is, or of a certificate, which
// stands where a key stands. It takes what [keys.ParsePublicKey] takes; but it computes
// nothing, so that it also takes a point that is not on its curve, say, or a certificate
// whose signature is wrong. What follows a type that is not known is one span.
func PublicKey(blob []byte) ([]Span, error) {
	return dissect(blob, publicKey, *structure(publicKey), &Context{})
}

// What strings that hold keys hold.
const (
	publicKey    = "public key"
	authorityKey = "public key of an authority" // which is not itself a certificate
)

var keyStructures = []Layout{
	{Name: publicKey, Source: "RFC 4253 §6.6", show: fingerprint, Fields: []Field{
		{Name: "key type", Type: String},
		{Name: "key data", Type: Choice, On: "key type", Cases: append(certificateTypes(), keyTypes...),
			Note: "Keys of this type are not known here."},
	}},
	{Name: authorityKey, Source: "RFC 4253 §6.6", show: fingerprint, Fields: []Field{
		{Name: "key type", Type: String},
		{Name: "key data", Type: Choice, On: "key type", Cases: keyTypes,
			Note: "Keys of this type are not known here, or cannot be an authority's."},
	}},
}

// fingerprint shows a key as people compare it. That of a certificate would not be its
// key's.
func fingerprint(blob []byte) string {
	name, err := keys.BlobType(blob)
	if err != nil || strings.Contains(name, "-cert-v") {
		return ""
	}
	return text([]byte(name)) + " " + keys.Fingerprint(blob)
}

const (
	ed25519Point = "Ed25519 public key"
	ed448Point   = "Ed448 public key"
	curvePoint   = "point on the curve"
	composite    = "ML-DSA-44 and Ed25519 public keys"

	mldsaSource = "draft-miller-sshm-mldsa44-ed25519-composite-sigs-00"
)

var keyTypes = []Layout{
	{Name: "ssh-ed25519", Source: "RFC 8709 §4", Fields: ed25519Fields},
	{Name: "ecdsa-sha2-nistp256", Source: "RFC 5656 §3.1", Fields: ecdsaFields},
	{Name: "ecdsa-sha2-nistp384", Source: "RFC 5656 §3.1", Fields: ecdsaFields},
	{Name: "ecdsa-sha2-nistp521", Source: "RFC 5656 §3.1", Fields: ecdsaFields},
	{Name: "sk-ssh-ed25519@openssh.com", Source: "OpenSSH PROTOCOL.u2f", Fields: append(slices.Clone(ed25519Fields), application)},
	{Name: "sk-ecdsa-sha2-nistp256@openssh.com", Source: "OpenSSH PROTOCOL.u2f", Fields: append(slices.Clone(ecdsaFields), application)},
	{Name: "ssh-rsa", Source: "RFC 4253 §6.6", Fields: []Field{
		{Name: "e", Type: Mpint, Note: "The public exponent: it comes before the modulus here, and behind it in a private key file."},
		{Name: "n", Type: Mpint},
	}},
	{Name: "ssh-ed448", Source: "RFC 8709 §4", Fields: []Field{{Name: "A", Type: String, Holds: ed448Point}}},
	{Name: "ssh-mldsa44-ed25519@openssh.com", Source: mldsaSource, Fields: []Field{
		{Name: "pk", Type: String, Holds: composite, Note: "Two keys, and both sign: one of the two is enough to hold."},
	}},
	{Name: "ssh-dss", Source: "RFC 4253 §6.6", Fields: []Field{
		{Name: "p", Type: Mpint}, {Name: "q", Type: Mpint}, {Name: "g", Type: Mpint}, {Name: "y", Type: Mpint},
	}},
}

var (
	ed25519Fields = []Field{{Name: "A", Type: String, Holds: ed25519Point}}
	ecdsaFields   = []Field{
		{Name: "curve", Type: String, Note: "The type has it in its name already."},
		{Name: "Q", Type: String, Holds: curvePoint},
	}
	application = Field{Name: "application", Type: String, Note: "What the device made the key for: ssh: usually."}
)

// keyParts are the strings in keys that have an inside.
var keyParts = []Layout{
	{Name: ed25519Point, Source: "RFC 8032 §5.1.2", Fields: []Field{
		{Name: "A", Type: Bytes, Size: 32, Note: "y in 255 bits, little-endian, and the sign of x in the last."}}},
	{Name: ed448Point, Source: "RFC 8032 §5.2.2", Fields: []Field{{Name: "A", Type: Bytes, Size: 57}}},
	{Name: composite, Source: mldsaSource, Fields: []Field{
		{Name: "pk₁ (ML-DSA-44)", Type: Bytes, Size: 1312},
		{Name: "pk₂ (Ed25519)", Type: Bytes, Size: 32},
	}},
	{Name: curvePoint, Source: "SEC 1 §2.3.3", Fields: []Field{
		{Name: "Q", Type: Choice, On: "curve", Note: "A point of a curve that is not known here.", Cases: []Layout{
			{Name: "nistp256", Source: "SEC 1 §2.3.3", Fields: point(32)},
			{Name: "nistp384", Source: "SEC 1 §2.3.3", Fields: point(48)},
			{Name: "nistp521", Source: "SEC 1 §2.3.3", Fields: point(66)},
		}},
	}},
}
