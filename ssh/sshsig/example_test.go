package sshsig_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/sshsig"
)

// A release is signed by its builder, and those who fetch it know the builder's key.
func Example() {
	builder := newKey(1)
	release := "glassh.tar.gz, many bytes of it"
	s, err := sshsig.Sign(rand.Reader, builder, "file", sshsig.SHA512, strings.NewReader(release))
	if err != nil {
		fmt.Println(err)
		return
	}
	text := s.Armour() // goes its way as glassh.tar.gz.sig

	file := `builder@example.org namespaces="file" ` + builder.PublicKey().String()
	allowed, errs := sshsig.ParseAllowedSigners([]byte(file), time.Local)
	if len(errs) > 0 {
		fmt.Println(errs)
		return
	}
	if s, err = sshsig.Parse(text); err != nil {
		fmt.Println(err)
		return
	}
	claim := sshsig.Claim{Principal: "builder@example.org", Namespace: "file", Time: time.Now()}
	fmt.Println(allowed.Verify(s, strings.NewReader(release), claim))
	fmt.Println(allowed.Verify(s, strings.NewReader("something else"), claim))
	// Output:
	// <nil>
	// keys: signature verification failed
}
