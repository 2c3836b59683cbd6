package dissect

import "slices"

// The fields of private keys, as they stand in files and as agents are given them
// (RFC 9987 §5.2): mostly the public key's, and then the secret.

var ecdsaPrivate = append(slices.Clone(ecdsaFields), Field{Name: "d", Type: Mpint, Kind: Secret})

var privateTypes = []Layout{
	{Name: "ssh-ed25519", Source: "RFC 9987 §5.2.3", Fields: append(slices.Clone(ed25519Fields),
		Field{Name: "seed ‖ A", Type: String, Holds: seedEd25519})},
	{Name: "ecdsa-sha2-nistp256", Source: "RFC 9987 §5.2.2", Fields: ecdsaPrivate},
	{Name: "ecdsa-sha2-nistp384", Source: "RFC 9987 §5.2.2", Fields: ecdsaPrivate},
	{Name: "ecdsa-sha2-nistp521", Source: "RFC 9987 §5.2.2", Fields: ecdsaPrivate},
	{Name: "sk-ssh-ed25519@openssh.com", Source: u2fSource,
		Fields: slices.Concat(ed25519Fields, []Field{application}, deviceKey)},
	{Name: "sk-ecdsa-sha2-nistp256@openssh.com", Source: u2fSource,
		Fields: slices.Concat(ecdsaFields, []Field{application}, deviceKey)},
	{Name: "ssh-rsa", Source: "RFC 9987 §5.2.4", Fields: []Field{
		{Name: "n", Type: Mpint, Note: "The modulus first, and then the exponent: the other way round than in the public key."},
		{Name: "e", Type: Mpint},
		{Name: "d", Type: Mpint, Kind: Secret},
		{Name: "iqmp", Type: Mpint, Kind: Secret},
		{Name: "p", Type: Mpint, Kind: Secret},
		{Name: "q", Type: Mpint, Kind: Secret},
	}},
	{Name: "ssh-ed448", Source: "RFC 9987 §5.2.3", Fields: []Field{
		{Name: "A", Type: String, Holds: ed448Point},
		{Name: "seed ‖ A", Type: String, Holds: seedEd448},
	}},
	{Name: "ssh-mldsa44-ed25519@openssh.com", Source: mldsaSource, Fields: []Field{
		{Name: "pk", Type: String, Holds: composite},
		{Name: "seeds", Type: String, Holds: seedsOfBoth},
	}},
	{Name: "ssh-dss", Source: "RFC 9987 §5.2.1", Fields: []Field{
		{Name: "p", Type: Mpint}, {Name: "q", Type: Mpint}, {Name: "g", Type: Mpint}, {Name: "y", Type: Mpint},
		{Name: "x", Type: Mpint, Kind: Secret},
	}},
}

// deviceKey is what the device needs to find the key, which never leaves it.
var deviceKey = []Field{
	{Name: "flags", Type: Byte, words: flags([8]string{0: "touch required", 2: "user verification required", 4: "forced", 5: "resident"})},
	{Name: "key handle", Type: String, Holds: rawBytes, Kind: Secret,
		Note: "Without the device it is of no use; with the device, it is the key."},
	{Name: "reserved", Type: String, Holds: rawBytes},
}
