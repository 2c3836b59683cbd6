package dissect

// Signatures: RFC 4253 §6.6, and the RFC of each algorithm.

// Signature says what every byte of a signature blob is. What follows an algorithm that is
// not known is one span.
func Signature(blob []byte) ([]Span, error) {
	return dissect(blob, signature, *structure(signature), &Context{})
}

// What strings that hold signatures hold.
const (
	signature         = "signature"
	ed25519Signature  = "Ed25519 signature"
	ed448Signature    = "Ed448 signature"
	ecdsaNumbers      = "ECDSA signature"
	dssNumbers        = "DSA signature"
	compositeTogether = "ML-DSA-44 and Ed25519 signatures"
)

var signatureStructures = []Layout{
	{Name: signature, Source: "RFC 4253 §6.6", Fields: []Field{
		{Name: "signature algorithm", Type: String, Note: "How it was made, which need not be the type of the key."},
		{Name: "signature data", Type: Choice, On: "signature algorithm", Cases: signatureAlgorithms,
			Note: "Signatures of this algorithm are not known here."},
	}},
	{Name: ed25519Signature, Source: "RFC 8032 §5.1.6", Fields: []Field{
		{Name: "R", Type: Bytes, Size: 32}, {Name: "S", Type: Bytes, Size: 32},
	}},
	{Name: ed448Signature, Source: "RFC 8032 §5.2.6", Fields: []Field{
		{Name: "R", Type: Bytes, Size: 57}, {Name: "S", Type: Bytes, Size: 57},
	}},
	{Name: ecdsaNumbers, Source: "RFC 5656 §3.1.2", Fields: []Field{
		{Name: "r", Type: Mpint}, {Name: "s", Type: Mpint},
	}},
	{Name: dssNumbers, Source: "RFC 4253 §6.6", Fields: []Field{
		{Name: "r", Type: Bytes, Size: 20}, {Name: "s", Type: Bytes, Size: 20},
	}},
	{Name: compositeTogether, Source: mldsaSource, Fields: []Field{
		{Name: "s₁ (ML-DSA-44)", Type: Bytes, Size: 2420}, {Name: "s₂ (Ed25519)", Type: Bytes, Size: 64},
	}},
}

var rsaFields = []Field{{Name: "s", Type: String, Holds: rawBytes,
	Note: "As long as the key's modulus, and not an mpint: PKCS #1 has its own encoding."}}

var ecdsaSignature = []Field{{Name: "r and s", Type: String, Holds: ecdsaNumbers}}

var signatureAlgorithms = []Layout{
	{Name: "ssh-ed25519", Source: "RFC 8709 §6", Fields: []Field{{Name: "R ‖ S", Type: String, Holds: ed25519Signature}}},
	{Name: "ecdsa-sha2-nistp256", Source: "RFC 5656 §3.1.2", Fields: ecdsaSignature},
	{Name: "ecdsa-sha2-nistp384", Source: "RFC 5656 §3.1.2", Fields: ecdsaSignature},
	{Name: "ecdsa-sha2-nistp521", Source: "RFC 5656 §3.1.2", Fields: ecdsaSignature},
	{Name: "rsa-sha2-512", Source: "RFC 8332 §3", Fields: rsaFields},
	{Name: "rsa-sha2-256", Source: "RFC 8332 §3", Fields: rsaFields},
	{Name: "ssh-rsa", Source: "RFC 4253 §6.6", Fields: rsaFields},
	{Name: "ssh-ed448", Source: "RFC 8709 §6", Fields: []Field{{Name: "R ‖ S", Type: String, Holds: ed448Signature}}},
	{Name: "ssh-mldsa44-ed25519@openssh.com", Source: mldsaSource, Fields: []Field{
		{Name: "s₁ ‖ s₂", Type: String, Holds: compositeTogether},
	}},
	{Name: "ssh-dss", Source: "RFC 4253 §6.6", Fields: []Field{{Name: "r ‖ s", Type: String, Holds: dssNumbers}}},
	{Name: "sk-ssh-ed25519@openssh.com", Source: u2fSource, Fields: []Field{
		{Name: "R ‖ S", Type: String, Holds: ed25519Signature, Note: deviceNote}, deviceFlags, deviceCounter,
	}},
	{Name: "sk-ecdsa-sha2-nistp256@openssh.com", Source: u2fSource, Fields: []Field{
		{Name: "r and s", Type: String, Holds: ecdsaNumbers, Note: deviceNote}, deviceFlags, deviceCounter,
	}},
	{Name: "webauthn-sk-ecdsa-sha2-nistp256@openssh.com", Source: u2fSource, Fields: []Field{
		{Name: "r and s", Type: String, Holds: ecdsaNumbers}, deviceFlags, deviceCounter,
		{Name: "origin", Type: String},
		{Name: "clientData", Type: String, Note: "What the browser wrapped the message into, and the device signed the hash of."},
		{Name: "extensions", Type: String, Holds: rawBytes},
	}},
}

const (
	u2fSource  = "OpenSSH PROTOCOL.u2f"
	deviceNote = "A device signs the hashes of the application and the message, with its flags and counter between them."
)

var (
	// The bits are those of W3C Web Authentication §6.1.
	deviceFlags = Field{Name: "flags", Type: Byte, words: flags([8]string{
		0: "user present", 2: "user verified", 3: "backup eligible", 4: "backed up", 6: "attested data", 7: "extensions"})}
	deviceCounter = Field{Name: "counter", Type: Uint32, Note: "Of the signatures that the device has made: it should only grow."}
)
