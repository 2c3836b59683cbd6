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

// A key file of any program, with its passphrase.
func ExampleParsePrivateWithPassphrase() {
	file := `-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,131BEC41A08B17AEC2BAD74D8EF3846B

Q6g8y/Dp33hocgsA/wWRnnNYKuA2ficpD5tmGTaxK2wIvD1uMYDvkZnBqM1UoY0c
/YAuylemEHhQBxlKhIUBIckCTwdLbLbR0wf5MdZjf/0Qmh4CRcwhGxuSWuvZiHM1
JnunSj1y5Bv4XD9xnf7a81Ew2Gn8ksr/AHmtcTTlMWU=
-----END EC PRIVATE KEY-----
`
	_, err := keys.ParsePrivate([]byte(file))
	fmt.Println(err)
	_, err = keys.ParsePrivateWithPassphrase([]byte(file), []byte("guess"))
	fmt.Println(err)
	k, err := keys.ParsePrivateWithPassphrase([]byte(file), []byte("secret"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer k.Wipe()
	fmt.Println(k.PublicKey().Fingerprint())
	fmt.Print(keys.Randomart(k.PublicKey().Fingerprint(), k.PublicKey().Label(), k.PublicKey().Bits()))
	// Output:
	// keys: the key is protected by a passphrase (cipher AES-128-CBC, KDF MD5)
	// keys: the passphrase is wrong, or the private key file is damaged
	// SHA256:lNBggJsj1n5ptkbHEVucXjyjo9Mm/WLX4a6DnkSrwig
	// +---[ECDSA 256]---+
	// |   ...+o. o      |
	// |  .  . o.= =     |
	// |  .o    B o o    |
	// |..+.   + +       |
	// |....  o S..      |
	// |   . * *.+.  .   |
	// |    B o +oo o .  |
	// | E . =  o+.+ o   |
	// |  . . ..ooo.+.   |
	// +----[SHA256]-----+
}
