package peers_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	xssh "golang.org/x/crypto/ssh"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/ssh/userauth"
)

// TestTracesOfEveryAuthenticationMethod logs in to a server of golang.org/x/crypto in every
// way that it has, and failing first, and looks at what the trace says and what it leaves out.
func TestTracesOfEveryAuthenticationMethod(t *testing.T) {
	const password, hidden, shown = "a password for this test", "an answer that does not show", "an answer that shows"
	k := newKeys(t)
	cfg := &xssh.ServerConfig{
		BannerCallback: func(xssh.ConnMetadata) string { return "welcome\r\n" },
		PasswordCallback: func(_ xssh.ConnMetadata, got []byte) (*xssh.Permissions, error) {
			if string(got) != password {
				return nil, errors.New("another password")
			}
			return nil, nil
		},
		KeyboardInteractiveCallback: func(_ xssh.ConnMetadata, ask xssh.KeyboardInteractiveChallenge) (*xssh.Permissions, error) {
			got, err := ask("name", "instruction", []string{"Hidden: ", "Shown: "}, []bool{false, true})
			if err != nil || !slices.Equal(got, []string{hidden, shown}) {
				return nil, errors.New("other answers")
			}
			return nil, nil
		},
		PublicKeyCallback: func(_ xssh.ConnMetadata, key xssh.PublicKey) (*xssh.Permissions, error) {
			if cert, ok := key.(*xssh.Certificate); ok {
				key = cert.Key
			}
			if !bytes.Equal(xSigner(t, k.user).PublicKey().Marshal(), key.Marshal()) {
				return nil, errors.New("not known")
			}
			return nil, nil
		},
	}
	cfg.AddHostKey(xSigner(t, k.host))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() { // the end of ln stops it
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			go xServe(nc, cfg, xCommand)
		}
	}()

	passwords := func(list ...string) ssh.Auth {
		return ssh.Password(len(list), func(context.Context) ([]byte, error) {
			next := list[0]
			list = list[1:]
			return []byte(next), nil
		})
	}
	for name, c := range map[string]struct {
		auth     []ssh.Auth
		says     []string // messages of the authentication
		withheld int
	}{
		"publickey":   {auth: []ssh.Auth{ssh.PublicKeys(k.user.private)}},
		"a wrong key": {auth: []ssh.Auth{ssh.PublicKeys(k.stranger.private, k.user.private)}, says: []string{"SSH_MSG_USERAUTH_FAILURE", "SSH_MSG_USERAUTH_PK_OK"}},
		"password":    {auth: []ssh.Auth{passwords("wrong", password)}, says: []string{"SSH_MSG_USERAUTH_FAILURE"}, withheld: 2},
		"keyboard-interactive": {auth: []ssh.Auth{ssh.Interactive(1, func(context.Context, string, string, []userauth.Prompt) ([]string, error) {
			return []string{hidden, shown}, nil
		})}, says: []string{"SSH_MSG_USERAUTH_INFO_REQUEST", "SSH_MSG_USERAUTH_INFO_RESPONSE"}, withheld: 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := record()
			cl, err := ssh.Dial(testContext(t), ln.Addr().String(), &ssh.ClientConfig{
				User: "ann", Auth: c.auth, HostKey: ssh.FixedHostKey(k.host.private.PublicKey()), Tracer: r,
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := cl.Run(testContext(t), "echo done"); err != nil {
				t.Error(err)
			}
			cl.Close()
			cl.Wait()
			r.verify(t)

			var file bytes.Buffer
			var says []string
			withheld := 0
			for _, rec := range r.records {
				if err := trace.Write(&file, rec); err != nil {
					t.Fatal(err)
				}
				if p, ok := rec.(*trace.Packet); ok {
					says = append(says, p.Message.Name)
					if p.Withheld != "" {
						withheld++
					}
				}
			}
			for _, want := range append(c.says, "SSH_MSG_USERAUTH_BANNER", "SSH_MSG_USERAUTH_SUCCESS") {
				if !slices.Contains(says, want) {
					t.Errorf("want %s among %v", want, says)
				}
			}
			if withheld != c.withheld {
				t.Errorf("want %d packets withheld, got %d", c.withheld, withheld)
			}
			for _, secret := range []string{password, hidden} {
				if strings.Contains(file.String(), secret) || strings.Contains(file.String(), hex.EncodeToString([]byte(secret))) {
					t.Errorf("the trace holds %q", secret)
				}
			}
		})
	}
}
