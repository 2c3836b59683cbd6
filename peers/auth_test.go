package peers_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
	xssh "golang.org/x/crypto/ssh"
)

// answering makes programs ask a script, which answers the questions that contain a
// text. Others it does not answer.
func (k *keyring) answering(t testing.TB, answers ...string) []string {
	t.Helper()
	var b strings.Builder
	b.WriteString("#!/bin/sh\ncase \"$1\" in\n")
	for i := 0; i < len(answers); i += 2 {
		fmt.Fprintf(&b, "*'%s'*) echo '%s' ;;\n", answers[i], answers[i+1])
	}
	b.WriteString("*) exit 1 ;;\nesac\n")
	file := k.write(t, "askpass", b.String())
	if err := os.Chmod(file, 0o700); err != nil {
		t.Fatal(err)
	}
	return []string{"SSH_ASKPASS=" + file, "SSH_ASKPASS_REQUIRE=force"}
}

// programs are ssh, and ours.
var sshPrograms = map[string]client{"openssh": openSSH, "glassh": glasshSSH}

func TestProgramsLogInByWhatIsAsked(t *testing.T) {
	k := newKeys(t)
	second := k.generate(t, "second", "ed25519", glassh(t), "keygen")
	for _, c := range []struct {
		what    string
		set     func(*ssh.Server)
		options []string
		answers []string // text of a question, answer, …
		ok      bool
	}{
		{"a password", secretly, nil, []string{"s password: ", "secret"}, true},
		{"three rounds", threeRounds, nil,
			[]string{"Colour: ", "blue", "Token: ", "1234", "Again: ", "5678"}, true},
		{"a wrong token", threeRounds, nil, []string{"Colour: ", "blue", "Token: ", "0"}, false},
		{"a key and a password", func(s *ssh.Server) { knowing(s, k.user); secretly(s); requiring(t, s, "publickey,password") }, nil,
			[]string{"s password: ", "secret"}, true},
		{"a key, a token and a password", func(s *ssh.Server) {
			knowing(s, k.user)
			secretly(s)
			threeRounds(s)
			requiring(t, s, "publickey,keyboard-interactive,password")
		}, nil, []string{"s password: ", "secret", "Colour: ", "blue", "Token: ", "1234", "Again: ", "5678"}, true},
		{"two keys", func(s *ssh.Server) { knowing(s, k.user, second); requiring(t, s, "publickey,publickey") },
			[]string{"IdentityFile=" + second.path}, nil, true},
		{"one key for two", func(s *ssh.Server) { knowing(s, k.user, second); requiring(t, s, "publickey,publickey") }, nil, nil, false},
		{"a password that is changed", changing, nil,
			[]string{"Retype", "better", " new password", "better", " old password", "old", "s password: ", "old"}, true},
	} {
		for name, program := range sshPrograms {
			t.Run(c.what+"/client="+name, func(t *testing.T) {
				r := program(testContext(t), t, k, ours(t, k, c.set), job{
					options: append([]string{"BatchMode=no", "NumberOfPasswordPrompts=1"}, c.options...),
					env:     k.answering(t, c.answers...), command: "x",
				})
				if (r.outcome == exited) != c.ok || c.ok && r.stdout != "in\n" {
					t.Errorf("want success %v: %s: %q\n%s", c.ok, r.outcome, r.stdout, r.stderr)
				}
			})
		}
	}
}

func TestServersAskForTwoKeys(t *testing.T) {
	k := newKeys(t)
	second := k.generate(t, "second", "ed25519", glassh(t), "keygen")
	k.write(t, "authorized_keys", k.user.line()+second.line())
	s := sshd(t, k, serverOptions{config: []string{"AuthenticationMethods publickey,publickey"}})
	both := []keys.Signer{k.user.private, second.private}
	if out, err := k.at(t, s, ssh.PublicKeys(both...)); err != nil || out != "in\n" {
		t.Errorf("got %q, %v", out, err)
	}
	if _, err := k.at(t, s, ssh.PublicKeys(both[:1]...)); err == nil {
		t.Error("one key is enough")
	}
	r := glasshSSH(testContext(t), t, k, s, job{options: []string{"IdentityFile=" + second.path}, command: "echo in"})
	if r.outcome != exited || r.stdout != "in\n" {
		t.Errorf("%s: %q\n%s", r.outcome, r.stdout, r.stderr)
	}
}

// Both sides say which host the key is used at.
func TestSignaturesNameTheHost(t *testing.T) {
	k := newKeys(t)
	s := sshd(t, k, serverOptions{config: []string{"LogLevel DEBUG3"}})
	if out, err := k.at(t, s, ssh.PublicKeys(keys.Signer(k.user.private))); err != nil || out != "in\n" {
		t.Errorf("got %q, %v", out, err)
	}
	if s.log.count("method publickey-hostbound-v00@openssh.com") == 0 {
		t.Errorf("our client did not: %s", tail(s.log.String(), 4000))
	}
	r := openSSH(testContext(t), t, k, ours(t, k, func(s *ssh.Server) { knowing(s, k.user) }),
		job{options: []string{"LogLevel=DEBUG3"}, command: "x"})
	if r.outcome != exited || !strings.Contains(r.stderr, "using publickey-hostbound-v00@openssh.com") {
		t.Errorf("ssh did not at our server: %s\n%s", r.outcome, r.stderr)
	}
}

// xcrypto's pair with ours, by several methods.
func TestXCryptoClientLogsInByWhatIsAsked(t *testing.T) {
	k := newKeys(t)
	questions := xssh.KeyboardInteractive(func(_, _ string, prompts []string, echos []bool) (answers []string, err error) {
		for _, p := range prompts {
			answers = append(answers, map[string]string{"Colour: ": "blue", "Token: ": "1234", "Again: ": "5678"}[p])
		}
		return answers, nil
	})
	for _, c := range []struct {
		what string
		set  func(*ssh.Server)
		auth []xssh.AuthMethod
		ok   bool
	}{
		{"three rounds", threeRounds, []xssh.AuthMethod{questions}, true},
		{"a key, three rounds, a password", func(s *ssh.Server) {
			knowing(s, k.user)
			secretly(s)
			threeRounds(s)
			requiring(t, s, "publickey,keyboard-interactive,password")
		}, []xssh.AuthMethod{xssh.PublicKeys(xSigner(t, k.user)), questions, xssh.Password("secret")}, true},
		{"a key without its password", func(s *ssh.Server) {
			knowing(s, k.user)
			secretly(s)
			requiring(t, s, "publickey,password")
		}, []xssh.AuthMethod{xssh.PublicKeys(xSigner(t, k.user))}, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			s := ours(t, k, c.set)
			cfg := xClientConfig(t, job{}.orDefaults(k))
			cfg.Auth = c.auth
			cl, err := xssh.Dial("tcp", s.addr, cfg)
			if (err == nil) != c.ok {
				t.Fatalf("want success %v, got %v", c.ok, err)
			}
			if err == nil {
				cl.Close()
			}
		})
	}
}

func TestXCryptoServerAsksForSeveralMethods(t *testing.T) {
	k := newKeys(t)
	byPassword := func(_ xssh.ConnMetadata, password []byte) (*xssh.Permissions, error) {
		if string(password) != "secret" {
			return nil, errNot
		}
		return nil, nil
	}
	byRounds := func(_ xssh.ConnMetadata, ask xssh.KeyboardInteractiveChallenge) (*xssh.Permissions, error) {
		a, err := ask("Rounds", "Answer.", []string{"Colour: ", "Token: "}, []bool{true, false})
		_, err2 := ask("", "", nil, nil)
		b, err3 := ask("", "", []string{"Again: "}, []bool{false})
		if err := errors.Join(err, err2, err3); err != nil || fmt.Sprint(a, b) != "[blue 1234] [5678]" {
			return nil, errNot
		}
		return nil, &xssh.PartialSuccessError{Next: xssh.ServerAuthCallbacks{PasswordCallback: byPassword}}
	}
	cfg := &xssh.ServerConfig{PublicKeyCallback: func(_ xssh.ConnMetadata, key xssh.PublicKey) (*xssh.Permissions, error) {
		if string(key.Marshal()) != string(k.user.private.PublicKey().Blob()) {
			return nil, errNot
		}
		return nil, &xssh.PartialSuccessError{Next: xssh.ServerAuthCallbacks{KeyboardInteractiveCallback: byRounds}}
	}}
	cfg.AddHostKey(xSigner(t, k.host))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { ln.Close(); <-done })
	go func() { // the end of the listener stops it
		defer close(done)
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			xServe(nc, cfg, xCommand)
		}
	}()
	questions := ssh.Interactive(1, func(_ context.Context, _, _ string, prompts []userauth.Prompt) (list []string, err error) {
		for _, p := range prompts {
			list = append(list, map[string]string{"Colour: ": "blue", "Token: ": "1234", "Again: ": "5678"}[p.Text])
		}
		return list, nil
	})
	s := &server{addr: ln.Addr().String(), log: new(journal)}
	key := ssh.PublicKeys(keys.Signer(k.user.private))
	if out, err := k.at(t, s, ssh.Password(1, answer("secret")), questions, key); err != nil || out != "in\n" {
		t.Errorf("got %q, %v", out, err)
	}
	if _, err := k.at(t, s, questions, key); err == nil {
		t.Error("the password was not needed")
	}
}
