package ssh_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// A server that answers commands itself, and a client that runs one.
func Example() {
	ctx := context.Background()
	hostKey, _ := keys.GenerateEd25519(rand.Reader)
	userKey, _ := keys.GenerateEd25519(rand.Reader)

	srv := &ssh.Server{
		HostKeys: []keys.Signer{hostKey},
		PublicKey: func(_ context.Context, l ssh.Login, key *keys.PublicKey) (any, error) {
			if l.User != "alice" || !key.Equal(userKey.PublicKey()) {
				return nil, errors.New("not known here")
			}
			return nil, nil
		},
	}
	srv.Handle("exec", func(s *ssh.Session) {
		fmt.Fprintf(s, "%s ran %s\n", s.User, s.Command)
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go srv.Serve(ctx, ln)

	client, err := ssh.Dial(ctx, ln.Addr().String(), &ssh.ClientConfig{
		User:    "alice",
		Auth:    []ssh.Auth{ssh.PublicKeys(userKey)},
		HostKey: ssh.FixedHostKey(hostKey.PublicKey()),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	out, err := client.Run(ctx, "uptime")
	fmt.Printf("%s%v\n", out, err)
	// Output:
	// alice ran uptime
	// <nil>
}

// A command with its streams, in the shape of os/exec.
func ExampleCmd() {
	var client *ssh.Client // from ssh.Dial
	run := func(ctx context.Context) error {
		cmd := client.Command("wc -l")
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		err := cmd.Run(ctx)
		var exit *ssh.ExitError
		if errors.As(err, &exit) {
			os.Exit(exit.Status)
		}
		return err
	}
	_ = run
}
