//go:build unix

package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/primitives/blowfish"
	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// testGate is the gate of a server with settings, "Name=value", and a login of alice's.
func testGate(t *testing.T, e *env, settings ...string) (*gate, ssh.Login) {
	t.Helper()
	var args []string
	for _, s := range settings {
		args = append(args, "-o", s)
	}
	return gateOf(t, e, args...)
}

func gateOf(t *testing.T, e *env, args ...string) (*gate, ssh.Login) {
	t.Helper()
	o, err := parseServe(e, args)
	if err != nil {
		t.Fatal(err)
	}
	at := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 1}
	return &gate{e: e, o: o, log: slog.New(slog.DiscardHandler)}, ssh.Login{User: e.user, RemoteAddr: at, LocalAddr: at}
}

// Who has a certificate that anybody could make does not get a command of the server's
// to run, with words of their own.
func TestPrincipalsCommandIsNotForStrangers(t *testing.T) {
	e, _, _ := testEnv(t, "")
	signer := func() *keys.PrivateKey {
		key, err := keys.GenerateEd25519(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	ca, user := signer(), signer()
	ran := filepath.Join(e.home, "ran")
	trusted := write(t, filepath.Join(e.home, "cas"), string(ca.PublicKey().AppendLine(nil, "")))
	g, l := testGate(t, e, "TrustedUserCAKeys="+trusted, "AuthorizedPrincipalsCommand=/usr/bin/touch "+ran,
		"AuthorizedPrincipalsCommandUser="+e.user, "StrictModes=no")
	for _, c := range []struct {
		by   *keys.PrivateKey
		runs bool
	}{{signer(), false}, {ca, true}} {
		cert := &keys.Certificate{Kind: keys.UserCertificate, KeyID: "x", Principals: []string{e.user}, ValidBefore: 1<<64 - 1}
		signed, err := keys.SignCertificate(rand.Reader, c.by, user.PublicKey(), cert)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := g.publicKey(context.Background(), l, signed); err == nil {
			t.Error("the command names nobody, and somebody is in")
		}
		if got := exists(ran); got != c.runs {
			t.Errorf("the command ran: %v, want %v", got, c.runs)
		}
	}
}

// Which methods are wanted does not tell whether a user exists.
func TestMethodsOfUsersWhoDoNotExist(t *testing.T) {
	e, _, _ := testEnv(t, "")
	file := write(t, filepath.Join(e.home, "config"), "Match Address 192.0.2.0/24\n AuthenticationMethods publickey,hostbased\n")
	g, l := gateOf(t, e, "-f", file)
	srv := new(ssh.Server)
	g.methods(srv)
	for _, name := range []string{e.user, "nobody-here"} {
		l.User = name
		if got, err := srv.Require(context.Background(), l); err != nil || len(got) != 1 || strings.Join(got[0], ",") != "publickey,hostbased" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// What two keys permit together is what both do, and not all if that is nothing.
func TestTwoKeysPermitWhatBothDo(t *testing.T) {
	a := &admission{account: new(account), key: &keys.AuthorizedKey{Options: keys.Options{PermitOpen: []string{"a:1", "c:3"}, PermitListen: []string{"1"}}}}
	b := &admission{account: a.account, key: &keys.AuthorizedKey{Options: keys.Options{PermitOpen: []string{"b:2", "c:3"}, PermitListen: []string{"2"}}}}
	both, err := mergeAdmissions(a, b)
	if err != nil {
		t.Fatal(err)
	}
	o := optionsOf(both)
	for addr, want := range map[string]bool{"a:1": false, "b:2": false, "c:3": true, "d:4": false} {
		if got := permitted(o.PermitOpen).allow(addr); got != want {
			t.Errorf("to %s: %v", addr, got)
		}
	}
	for _, addr := range []string{"localhost:1", "localhost:2", "localhost:3"} {
		if permitted(o.PermitListen).allowListen(addr) {
			t.Errorf("listens at %s", addr)
		}
	}
}

// A shell that cannot be found out is not /bin/sh: that of some keeps them out.
func TestShellOfThePasswordFile(t *testing.T) {
	before := passwdFile
	defer func() { passwdFile = before }()
	passwdFile = write(t, filepath.Join(t.TempDir(), "passwd"), "a:x:1:1::/:/usr/sbin/nologin\nb:x:2:2::/:\nshort:x:3:3::/\n")
	for name, want := range map[string]string{"a": "/usr/sbin/nologin", "b": "/bin/sh", "short": "", "none": ""} {
		if got, err := shellOf(name); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if err := os.Remove(passwdFile); err != nil {
		t.Fatal(err)
	}
	if got, err := shellOf("a"); err == nil {
		t.Errorf("without a file: %q", got)
	}
}

// Who has an empty password gets in with it where PermitEmptyPasswords says so, only.
func TestEmptyPasswords(t *testing.T) {
	hash, err := blowfish.HashPassword(nil, 4, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	e, _, _ := testEnv(t, "")
	file := write(t, filepath.Join(e.home, "passwords"), e.user+":"+string(hash)+"\n")
	for _, c := range []struct {
		permit, password string
		in               bool
	}{{"no", "", false}, {"yes", "", true}, {"yes", "x", false}} {
		g, l := gateOf(t, e, "--password-file", file, "-o", "PermitEmptyPasswords="+c.permit, "-o", "PermitRootLogin=yes")
		if g.passwords, err = loadPasswords(file, false, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := g.password(context.Background(), l, []byte(c.password)); (err == nil) != c.in {
			t.Errorf("PermitEmptyPasswords %s, %q: %v", c.permit, c.password, err)
		}
	}
}
