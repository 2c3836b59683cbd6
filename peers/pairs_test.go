package peers_test

import "testing"

// A pair is a client and a server of two implementations. One of them is ours.
type pair struct {
	name   string
	client client
	server startServer
	lacks  []string // MACs that the other side does not have
}

// pairs returns those that all tests of single commands run through.
func pairs() []pair {
	return []pair{
		{"client=library/server=sshd", library, sshd, nil},
		{"client=program/server=sshd", glasshSSH, sshd, nil},
		{"client=ssh/server=glassh", openSSH, glasshServe, nil},
		{"client=xcrypto/server=glassh", xcrypto, glasshServe, xLacks},
		{"client=library/server=xcrypto", library, xcryptoServer, xLacks},
	}
}

// eachPair runs f for each pair, with keys and a server for it.
func eachPair(t *testing.T, o serverOptions, f func(t *testing.T, p pair, run *runner)) {
	for _, p := range pairs() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			keys := newKeys(t)
			f(t, p, &runner{keys: keys, client: p.client, server: p.server(t, keys, o)})
		})
	}
}

// A runner runs commands of one client on one server.
type runner struct {
	keys   *keyring
	client client
	server *server
}

// do runs a job over a new connection.
func (r *runner) do(t *testing.T, j job) result {
	t.Helper()
	return r.client(testContext(t), t, r.keys, r.server, j)
}
