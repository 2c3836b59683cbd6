package agent_test

import (
	"bytes"
	"context"
	"fmt"
	"net"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
)

// An agent in the same process, whose key signs for a client. Elsewhere, Serve listens
// at a socket, and Dial connects to it.
func Example() {
	server := agent.NewServer(agent.Config{})
	defer server.Close()
	ours, theirs := net.Pipe()
	go server.ServeConn(theirs)

	ctx := context.Background()
	client := agent.NewClient(ours)
	defer client.Close()
	key := keys.NewEd25519(bytes.Repeat([]byte{7}, 32))
	limits := agent.Constraints{Lifetime: 3600}
	if err := client.Add(ctx, agent.AddIdentity{Key: key, Comment: "alice", Constraints: limits}); err != nil {
		fmt.Println(err)
		return
	}

	ids, err := client.List(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, id := range ids {
		signer, err := client.Signer(ctx, id)
		if err != nil {
			fmt.Println(err)
			return
		}
		signature, err := signer.Sign(nil, "ssh-ed25519", []byte("message"))
		fmt.Println(signer.Comment(), signer.PublicKey().Label(), err)
		fmt.Println(signer.PublicKey().Verify("ssh-ed25519", []byte("message"), signature))
	}
	// Output:
	// alice ED25519 <nil>
	// <nil>
}
