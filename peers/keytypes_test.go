package peers_test

import (
	"flag"
	"strings"
	"testing"
)

var long = flag.Bool("long", false, "try each key exchange method with each pair of key types")

// keyTypes are the types that both sides have, as ssh-keygen's -t and -b say, and the
// signature algorithms that such keys are used with.
var keyTypes = []struct {
	typ        string
	algorithms []string
}{
	{"ed25519", []string{"ssh-ed25519"}},
	{"ecdsa -b 256", []string{"ecdsa-sha2-nistp256"}},
	{"ecdsa -b 384", []string{"ecdsa-sha2-nistp384"}},
	{"ecdsa -b 521", []string{"ecdsa-sha2-nistp521"}},
	{"rsa -b 2048", []string{"rsa-sha2-256", "rsa-sha2-512"}},
}

// TestEveryTypeOfHostKeyWithEveryTypeOfUserKey runs each pair of types, with each
// algorithm at least once, between OpenSSH and us in both directions; each time over
// another key exchange method, or with -long over all of them.
func TestEveryTypeOfHostKeyWithEveryTypeOfUserKey(t *testing.T) {
	methods := openSSHKex(t)
	for _, p := range []pair{
		{name: "client=ssh/server=glassh", client: openSSH, server: glasshServe},
		{name: "client=program/server=sshd", client: glasshSSH, server: sshd},
	} {
		for i, host := range keyTypes {
			for j, user := range keyTypes {
				tried := methods
				if !*long {
					n := (i*len(keyTypes) + j) % len(methods)
					tried = methods[n : n+1]
				}
				hostAlgorithm := host.algorithms[j%len(host.algorithms)]
				userAlgorithm := user.algorithms[i%len(user.algorithms)]
				t.Run(p.name+"/host="+hostAlgorithm+"/user="+userAlgorithm, func(t *testing.T) {
					t.Parallel()
					k := newKeysOf(t, host.typ, user.typ)
					s := p.server(t, k, serverOptions{
						hostKeys: hostAlgorithm, userKeys: userAlgorithm, kex: strings.Join(methods, ","),
					})
					for _, method := range tried {
						r := p.client(testContext(t), t, k, s, job{command: "echo in", verbose: true, kex: method})
						// What the client logs names the algorithm of the host key.
						if want := "host key algorithm: " + hostAlgorithm; strings.Contains(p.name, "client=ssh") && !strings.Contains(r.stderr, want) {
							t.Errorf("%s: want %q in the client's log", method, want)
						}
						r.stderr = ""
						check(t, result{outcome: exited, stdout: "in\n"}, r)
					}
				})
			}
		}
	}
}
