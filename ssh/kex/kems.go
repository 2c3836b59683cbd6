package kex

import (
	"io"

	"github.com/glassh/glassh/primitives/mlkem"
	"github.com/glassh/glassh/primitives/sntrup"
)

// A kem is a key encapsulation mechanism: the client sends a public key, the server a
// ciphertext made with it, of which the client gets the server's secret.
type kem struct {
	publicSize, ciphertextSize int // in bytes

	generate    func(rand io.Reader) (key decapsulator, public []byte, err error)
	encapsulate func(rand io.Reader, public []byte) (ciphertext, secret []byte, err error)
}

// A decapsulator is an ephemeral key of packages mlkem and sntrup. A wrong ciphertext of
// the right length is no error: the peers get different secrets, and the host key's
// signature does not verify.
type decapsulator interface {
	Decapsulate(ciphertext []byte) (secret []byte, err error)
	Wipe()
}

// The KEMs. RFC 10042 has the server check a public key of ML-KEM as FIPS 203 §7.2 does,
// which NewEncapsulationKey768 and its like are.
var (
	mlkem768 = kem{
		mlkem.EncapsulationKeySize768, mlkem.CiphertextSize768,
		func(rand io.Reader) (decapsulator, []byte, error) {
			key, err := mlkem.GenerateKey768(rand)
			if err != nil {
				return nil, nil, err
			}
			return key, key.EncapsulationKey().Bytes(), nil
		},
		func(rand io.Reader, public []byte) (ciphertext, secret []byte, err error) {
			key, err := mlkem.NewEncapsulationKey768(public)
			if err != nil {
				return nil, nil, err
			}
			secret, ciphertext, err = key.Encapsulate(rand)
			return ciphertext, secret, err
		},
	}
	mlkem1024 = kem{
		mlkem.EncapsulationKeySize1024, mlkem.CiphertextSize1024,
		func(rand io.Reader) (decapsulator, []byte, error) {
			key, err := mlkem.GenerateKey1024(rand)
			if err != nil {
				return nil, nil, err
			}
			return key, key.EncapsulationKey().Bytes(), nil
		},
		func(rand io.Reader, public []byte) (ciphertext, secret []byte, err error) {
			key, err := mlkem.NewEncapsulationKey1024(public)
			if err != nil {
				return nil, nil, err
			}
			secret, ciphertext, err = key.Encapsulate(rand)
			return ciphertext, secret, err
		},
	}
	sntrup761 = kem{
		sntrup.PublicKeySize, sntrup.CiphertextSize,
		func(rand io.Reader) (decapsulator, []byte, error) {
			key, err := sntrup.GenerateKey(rand)
			if err != nil {
				return nil, nil, err
			}
			return key, key.PublicKey().Bytes(), nil
		},
		func(rand io.Reader, public []byte) (ciphertext, secret []byte, err error) {
			key, err := sntrup.NewPublicKey(public)
			if err != nil {
				return nil, nil, err
			}
			return key.Encapsulate(rand)
		},
	}
)
