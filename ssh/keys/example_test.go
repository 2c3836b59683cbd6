package keys_test

import (
	"bytes"
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/ssh/keys"
)

// A key pair signs, and the public key verifies. A program would read its key from
// crypto/rand.Reader.
func ExamplePrivateKey_Sign() {
	k, err := keys.GenerateEd25519(bytes.NewReader(make([]byte, 32)))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer k.Wipe()
	sig, err := k.Sign(nil, "ssh-ed25519", []byte("message"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(k.PublicKey())
	fmt.Println(k.PublicKey().Fingerprint())
	fmt.Println(k.PublicKey().Verify("ssh-ed25519", []byte("message"), sig))
	fmt.Println(k.PublicKey().Verify("ssh-ed25519", []byte("another"), sig))
	// Output:
	// ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop
	// SHA256:tAXFyTXI8xtDaujAEcwJslAYc9/6FKcUkd2Lw0xDhPo
	// <nil>
	// keys: signature verification failed
}

func ExampleParseAuthorizedKeys() {
	file := `# backup host
restrict,command="tar c /srv" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop backup
no-shell ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop
`
	list, errs := keys.ParseAuthorizedKeys([]byte(file))
	for _, k := range list {
		fmt.Printf("line %d: %s runs %q\n", k.Line, k.Comment, k.Options.Command)
	}
	for _, err := range errs {
		fmt.Println(err)
	}
	// Output:
	// line 2: backup runs "tar c /srv"
	// line 3: keys: option no-shell is not known
}

// An authority lets alice in for an hour.
func ExampleSignCertificate() {
	authority, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	alice, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	const noon = 1_800_000_000 // time.Now().Unix()
	cert, err := keys.SignCertificate(rand.Reader, authority, alice.PublicKey(), &keys.Certificate{
		Kind: keys.UserCertificate, KeyID: "alice's laptop", Principals: []string{"alice"},
		ValidAfter: noon, ValidBefore: noon + 3600, Extensions: keys.UserExtensions(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cert.Type())
	use := keys.CertificateUse{Kind: keys.UserCertificate, Names: []string{"alice"}, Time: noon + 60}
	fmt.Println(cert.Certificate().Check(use))
	use.Time += 3600
	fmt.Println(cert.Certificate().Check(use))
	// Output:
	// ssh-ed25519-cert-v01@openssh.com
	// <nil>
	// keys: the certificate has expired
}
