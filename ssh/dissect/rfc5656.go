package dissect

import (
	"github.com/glassh/glassh/primitives/mlkem"
	"github.com/glassh/glassh/primitives/sntrup"
	"github.com/glassh/glassh/wire"
)

// RFC 5656, RFC 8731: key exchange by elliptic curves; and RFC 9941, RFC 10042: by a
// curve and a post-quantum KEM, whose halves stand one behind the other in one string.

var kexECDHMessages = []message{
	{number: wire.MsgKexECDHInit, method: "curve25519-sha256", fields: []Field{
		{Name: "Q_C", Type: String, Holds: clientShare, Note: "The string, with its length, enters H."},
	}},
	{number: wire.MsgKexECDHReply, method: "curve25519-sha256", fields: []Field{
		{Name: "K_S", Type: String, Holds: publicKey, Note: hostKeyNote},
		{Name: "Q_S", Type: String, Holds: serverShare, Note: "The string, with its length, enters H."},
		{Name: "signature of H", Type: String, Holds: signature, Note: signatureNote},
	}},
	{number: wire.MsgKexECDHInit, method: "mlkem768x25519-sha256", fields: []Field{
		{Name: "C_INIT", Type: String, Holds: clientShare, Note: "The string, with its length, enters H."},
	}},
	{number: wire.MsgKexECDHReply, method: "mlkem768x25519-sha256", fields: []Field{
		{Name: "K_S", Type: String, Holds: publicKey, Note: hostKeyNote},
		{Name: "S_REPLY", Type: String, Holds: serverShare, Note: "The string, with its length, enters H." + hybridNote},
		{Name: "signature of H", Type: String, Holds: signature, Note: signatureNote},
	}},
}

const hybridNote = " So does K = HASH(K_PQ ‖ K_CL), as a string and not as an mpint."

// What Q_C and Q_S hold.
const (
	clientShare = "the client's share, of the length that the method has"
	serverShare = "the server's share, of the length that the method has"
)

var shareStructures = []Layout{
	{Name: clientShare, Source: "RFC 5656 §4", Fields: []Field{
		{Name: "share", Type: Choice, On: onKex, Cases: shares("C", "public key"), Note: noShare},
	}},
	{Name: serverShare, Source: "RFC 5656 §4", Fields: []Field{
		{Name: "share", Type: Choice, On: onKex, Cases: shares("S", "ciphertext"), Note: noShare},
	}},
}

const noShare = "A share of a method that is not known here."

// shares returns the share of one side for each method. side is C or S; of a KEM, the
// client sends a public key and the server a ciphertext.
func shares(side, pq string) []Layout {
	pick := func(client, server int) int {
		if side == "C" {
			return client
		}
		return server
	}
	kem := func(name, source string, n int) Field {
		return Field{Name: name + " " + pq, Type: Bytes, Size: n, Source: source}
	}
	mlkem768 := kem("ML-KEM-768", "FIPS 203 §8", pick(mlkem.EncapsulationKeySize768, mlkem.CiphertextSize768))
	mlkem1024 := kem("ML-KEM-1024", "FIPS 203 §8", pick(mlkem.EncapsulationKeySize1024, mlkem.CiphertextSize1024))
	sntrup761 := kem("sntrup761", "RFC 9941", pick(sntrup.PublicKeySize, sntrup.CiphertextSize))

	x25519 := []Field{{Name: "X25519 u-coordinate", Type: Bytes, Size: 32,
		Note: "Little-endian here; but K, which is such a coordinate, is read as if big-endian and becomes an mpint (RFC 8731 §3.1)."}}
	inHybrid := Field{Name: "X25519 u-coordinate", Type: Bytes, Size: 32, Source: "RFC 7748 §5"}
	inSntrup := inHybrid
	inSntrup.Note = "K = SHA-512(K_PQ ‖ K_CL) enters H as a string, not as an mpint."
	x448 := []Field{{Name: "X448 u-coordinate", Type: Bytes, Size: 56}}
	hybrid := func(kem Field, classical ...Field) []Field { return append([]Field{kem}, classical...) }

	return []Layout{
		{Name: "mlkem768x25519-sha256", Source: "RFC 10042", Fields: hybrid(mlkem768, inHybrid)},
		{Name: "mlkem768nistp256-sha256", Source: "RFC 10042", Fields: hybrid(mlkem768, point(32)...)},
		{Name: "mlkem1024nistp384-sha384", Source: "RFC 10042", Fields: hybrid(mlkem1024, point(48)...)},
		{Name: "sntrup761x25519-sha512", Source: "RFC 9941", Fields: hybrid(sntrup761, inSntrup)},
		{Name: "sntrup761x25519-sha512@openssh.com", Source: "RFC 9941", Fields: hybrid(sntrup761, inSntrup)},
		{Name: "curve25519-sha256", Source: "RFC 8731 §3", Fields: x25519},
		{Name: "curve25519-sha256@libssh.org", Source: "RFC 8731 §3", Fields: x25519},
		{Name: "curve448-sha512", Source: "RFC 8731 §3", Fields: x448},
		{Name: "ecdh-sha2-nistp256", Source: "RFC 5656 §4", Fields: point(32)},
		{Name: "ecdh-sha2-nistp384", Source: "RFC 5656 §4", Fields: point(48)},
		{Name: "ecdh-sha2-nistp521", Source: "RFC 5656 §4", Fields: point(66)},
	}
}

// point is a point of a NIST curve whose coordinates have n bytes.
func point(n int) []Field {
	return []Field{
		{Name: "form", Type: Bytes, Size: 1, Source: "SEC 1 §2.3.3", valid: is("\x04"),
			Note: "04 says that x and y follow in full."},
		{Name: "x", Type: Bytes, Size: n, Source: "SEC 1 §2.3.3"},
		{Name: "y", Type: Bytes, Size: n, Source: "SEC 1 §2.3.3"},
	}
}
