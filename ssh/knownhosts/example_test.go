package knownhosts_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
)

// A client that accepts hosts which it has never seen, and remembers them. Check is
// the HostKey hook of its configuration.
func ExamplePolicy() {
	dir, err := os.MkdirTemp("", "knownhosts")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	policy := &knownhosts.Policy{
		DB:   knownhosts.Open(filepath.Join(dir, "known_hosts")),
		Mode: knownhosts.AcceptNew,
		Warn: func(text string) { fmt.Print(text) },
	}
	key := keys.NewEd25519(make([]byte, 32)).PublicKey()
	for range 2 {
		err = policy.Check(context.Background(), "example.org:22", nil, key)
		fmt.Println(err)
	}
	// Output:
	// Warning: Permanently added 'example.org' (ED25519) to the list of known hosts.
	// <nil>
	// <nil>
}
