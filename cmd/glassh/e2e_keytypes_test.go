//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	stdrsa "crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// keyOf makes a pair of keys of a type in files, and returns the private one's.
func (s *site) keyOf(t *testing.T, typ string, bits int) (file string, key *keys.PrivateKey) {
	t.Helper()
	key, err := keys.Generate(typ, rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(s.dir, typ)
	if err := new(keygenOptions).save(file, key, nil, true); err != nil {
		t.Fatal(err)
	}
	return file, key
}

// Each type of key is good for the host and for the user.
func TestEveryTypeOfKeyWorks(t *testing.T) {
	t.Parallel()
	for _, typ := range keys.Types() {
		if strings.HasPrefix(typ, "sk-") || strings.Contains(typ, "-cert-") {
			continue
		}
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048
		}
		s := newSite(t)
		s.host, s.hostKey = s.keyOf(t, typ, bits)
		s.user, s.userKey = s.host, s.hostKey
		write(t, s.authorized, read(t, s.user+".pub"))
		s.serve(t).run(t, "HOST", "echo in").is(t, result{"in\n", "", 0})
	}
}

func TestWhichKeysOfUsersAreTaken(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	rsa, _ := s.keyOf(t, "ssh-rsa", 2048)
	write(t, s.authorized, read(t, rsa+".pub")+read(t, s.user+".pub"))
	const denied = "denied"
	for _, c := range []struct {
		server, client []string
		want           string
	}{
		{[]string{"PubkeyAcceptedAlgorithms=rsa-sha2-256"}, nil, "rsa-sha2-256"},
		{[]string{"PubkeyAcceptedAlgorithms=rsa-sha2-512"}, nil, "rsa-sha2-512"},
		{nil, []string{"PubkeyAcceptedAlgorithms=rsa-sha2-256"}, "rsa-sha2-256"},
		{nil, []string{"PubkeyAcceptedKeyTypes=^rsa-sha2-256"}, "rsa-sha2-256"},
		{[]string{"PubkeyAcceptedAlgorithms=-rsa-*"}, nil, denied},
		{[]string{"PubkeyAcceptedAlgorithms=rsa-sha2-512"}, []string{"PubkeyAcceptedAlgorithms=rsa-sha2-256"}, denied},
		{nil, []string{"PubkeyAcceptedAlgorithms=-rsa*"}, denied},
		{[]string{"PubkeyAcceptedAlgorithms=ssh-rsa"}, []string{"PubkeyAcceptedAlgorithms=+ssh-rsa"}, denied}, // no key of ours signs with SHA-1
		{[]string{"RequiredRSASize=2048"}, nil, "rsa-sha2-512"},
		{[]string{"RequiredRSASize=2049"}, nil, denied},
		{nil, []string{"RequiredRSASize=2049"}, denied},
	} {
		var serve, client []string
		for _, o := range c.server {
			serve = append(serve, "-o", o)
		}
		for _, o := range c.client {
			client = append(client, "-o", o)
		}
		sv := s.serve(t, append(serve, "-o", "LogLevel=DEBUG3")...)
		sv.user = rsa
		got := sv.run(t, append(client, "HOST", "echo in")...)
		if c.want == denied {
			got.refused(t, "permission denied")
			continue
		}
		if got != (result{"in\n", "", 0}) {
			t.Errorf("%q, %q: got %v", c.server, c.client, got)
		}
	}
}

// A sha1Signer is an RSA key of an old program, which signs with SHA-1.
type sha1Signer struct{ key *stdrsa.PrivateKey }

func (s sha1Signer) PublicKey() *keys.PublicKey {
	blob := wire.AppendMpint(wire.AppendMpint(wire.AppendText(nil, "ssh-rsa"), []byte{1, 0, 1}), s.key.N.Bytes())
	k, err := keys.ParsePublicKey(blob)
	if err != nil {
		panic(err)
	}
	return k
}

func (sha1Signer) Algorithms() []string { return []string{"ssh-rsa"} }

func (s sha1Signer) Sign(_ io.Reader, algorithm string, message []byte) ([]byte, error) {
	sum := sha1.Sum(message)
	sig, err := stdrsa.SignPKCS1v15(nil, s.key, crypto.SHA1, sum[:])
	return wire.AppendString(wire.AppendText(nil, algorithm), sig), err
}

func TestOldRSAOnDemand(t *testing.T) {
	t.Parallel()
	key, err := stdrsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	old, s := sha1Signer{key}, newSite(t)
	write(t, s.authorized, string(old.PublicKey().AppendLine(nil, "")))
	with := append(keys.Supported(), "ssh-rsa")
	for _, c := range []struct {
		option string
		in     bool
	}{
		{"PubkeyAcceptedAlgorithms=+ssh-rsa", true}, {"PubkeyAcceptedAlgorithms=+ssh-r*", true}, {"LogLevel=INFO", false},
	} {
		sv := s.serve(t, "-o", c.option)
		client, err := ssh.Dial(t.Context(), net.JoinHostPort("127.0.0.1", sv.port), &ssh.ClientConfig{
			User: me(), Auth: []ssh.Auth{ssh.PublicKeys(old)}, HostKey: ssh.FixedHostKey(s.hostKey.PublicKey()),
			Algorithms: ssh.Algorithms{UserKey: with},
		})
		if c.in != (err == nil) {
			t.Errorf("user key, %s: want in %v, got %v", c.option, c.in, err)
		}
		if err == nil {
			client.Close()
		}
	}
	// And a server that has nothing else.
	srv := &ssh.Server{
		HostKeys: []keys.Signer{old}, Algorithms: ssh.Algorithms{HostKey: with},
		PublicKey: func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil },
	}
	srv.Handle("exec", func(s *ssh.Session) { io.WriteString(s, "in\n"); s.Exit(0) })
	sv := s.peer(t, func(nc net.Conn) { srv.ServeConn(context.Background(), nc) })
	write(t, s.known, "[127.0.0.1]:"+sv.port+" "+string(old.PublicKey().AppendLine(nil, "")))
	sv.run(t, "HOST", "true").refused(t, "ssh-rsa")
	sv.run(t, "-o", "HostKeyAlgorithms=+ssh-rsa", "HOST", "true").is(t, result{"in\n", "", 0})
	sv.run(t, "-o", "HostKeyAlgorithms=+ssh-rsa", "-o", "RequiredRSASize=3072", "HOST", "true").refused(t, "an RSA key of 2048 bits, and 3072 are required")
}

// authenticator is a FIDO device in software, as PROTOCOL.u2f describes it.
type authenticator struct {
	key   ed25519.PrivateKey
	flags byte
}

const skEd25519 = "sk-ssh-ed25519@openssh.com"

func (a *authenticator) PublicKey() *keys.PublicKey {
	blob := wire.AppendText(nil, skEd25519)
	blob = wire.AppendText(wire.AppendString(blob, a.key.Public().(ed25519.PublicKey)), "ssh:")
	k, err := keys.ParsePublicKey(blob)
	if err != nil {
		panic(err)
	}
	return k
}

func (a *authenticator) Algorithms() []string { return []string{skEd25519} }

func (a *authenticator) Sign(_ io.Reader, algorithm string, message []byte) ([]byte, error) {
	application, hash := sha256.Sum256([]byte("ssh:")), sha256.Sum256(message)
	said := []byte{a.flags, 0, 0, 0, 9}
	sig := ed25519.Sign(a.key, bytes.Join([][]byte{application[:], said, hash[:]}, nil))
	return append(wire.AppendString(wire.AppendText(nil, algorithm), sig), said...), nil
}

func TestTouchAndPINOfAuthorizedKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serve(t)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	device := &authenticator{key: key}
	for _, c := range []struct {
		options string
		in      [4]bool // by the flags: none, touched, verified, both
	}{
		{"", [4]bool{false, true, false, true}},
		{"no-touch-required", [4]bool{true, true, true, true}},
		{"verify-required", [4]bool{false, false, false, true}},
		{"no-touch-required,verify-required", [4]bool{false, false, true, true}},
		{"no-touch-required,touch-required", [4]bool{false, true, false, true}},
		{"verify-required,no-verify-required", [4]bool{false, true, false, true}},
		{"restrict", [4]bool{false, true, false, true}},
	} {
		write(t, s.authorized, c.options+" "+string(device.PublicKey().AppendLine(nil, "")))
		for i, flags := range []byte{0, 1, 4, 5} {
			device.flags = flags
			_, err := sv.dial(t, me(), ssh.PublicKeys(device))
			var denied *ssh.AuthError
			if c.in[i] != (err == nil) || err != nil && !errors.As(err, &denied) {
				t.Errorf("%q, flags %d: want in %v, got %v", c.options, flags, c.in[i], err)
			}
		}
	}
	sv.stderr.await(t, 0, "the FIDO device was not touched when it signed, which is required")
}

// The file of a FIDO key is recognised. What signs is its device.
func TestTheFileOfAFIDOKeyDoesNotLogIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serve(t)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	blob := (&authenticator{key: key}).PublicKey().Blob()
	section := append(wire.AppendUint32(wire.AppendUint32(nil, 7), 7), blob...)
	section = append(section, 1)
	for _, text := range []string{"handle", "", "comment"} {
		section = wire.AppendText(section, text)
	}
	for i := byte(1); len(section)%8 != 0; i++ {
		section = append(section, i)
	}
	data := []byte("openssh-key-v1\x00")
	for _, text := range []string{"none", "none", ""} {
		data = wire.AppendText(data, text)
	}
	data = wire.AppendUint32(data, 1)
	data = wire.AppendString(wire.AppendString(data, blob), section)
	file := write(t, filepath.Join(s.dir, "sk"), "-----BEGIN OPENSSH PRIVATE KEY-----\n"+
		base64.StdEncoding.EncodeToString(data)+"\n-----END OPENSSH PRIVATE KEY-----\n")
	sv.user = file
	sv.run(t, "HOST", "true").refused(t, "the key is in a FIDO device; use an agent that has it")
	sv.user = filepath.Join(s.dir, "user") // another key still gets in
	sv.run(t, "-i", file, "HOST", "echo in").is(t, result{"in\n", "", 0})
}
