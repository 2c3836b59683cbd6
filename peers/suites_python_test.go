package peers_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// A library of Python's is a client and a server, with what they and we have. Each has larger
// groups as well, for whose powers Python takes seconds.
type pythonLibrary struct {
	name    string
	methods []string
	types   []keyType
	suites  []suite
	client  string // asyncsshSuites, paramikoSuites
	server  func(t testing.TB, k *keyring, more string) *server
	options string // its more; METHODS are the methods
}

// A keyType is what glassh keygen's flags say, and an algorithm of such keys.
type keyType struct{ flags, algorithm string }

func pythonLibraries() []pythonLibrary {
	types := []keyType{
		{"ed25519", "ssh-ed25519"}, {"ecdsa -b 256", "ecdsa-sha2-nistp256"}, {"ecdsa -b 384", "ecdsa-sha2-nistp384"},
		{"ecdsa -b 521", "ecdsa-sha2-nistp521"}, {"rsa -b 2048", "rsa-sha2-256"}, {"rsa -b 2048", "rsa-sha2-512"},
	}
	methods := []string{
		// The second meets AES-128-GCM, if there is that: the smaller the keys, the smaller the group.
		"curve25519-sha256@libssh.org", "diffie-hellman-group-exchange-sha256",
		"ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "diffie-hellman-group16-sha512",
		"diffie-hellman-group14-sha256", "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1",
	}
	macs := []string{"hmac-sha2-256", "hmac-sha2-512", "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha1"}
	return []pythonLibrary{
		{
			"paramiko", methods, types, slices.DeleteFunc(suites(), func(s suite) bool { return !slices.Contains(macs, s.mac) }),
			paramikoSuites, paramikoWith, "paramiko.Transport.load_server_moduli('/etc/ssh/moduli')\nserve()",
		},
		{
			"asyncssh", append(slices.Clip(methods), "curve25519-sha256", "curve448-sha512", "diffie-hellman-group15-sha512", "rsa2048-sha256"),
			append(slices.Clip(types), keyType{"ed448", "ssh-ed448"}), suites(), asyncsshSuites, asyncsshWith, "kex_algs=METHODS",
		},
	}
}

// A typedKeyring has keys of each type, without repetition: those of the host, of which host is
// the first, and those of the user, all of which are let in.
type typedKeyring struct {
	*keyring
	hosts, users []*keyPair
}

func (l pythonLibrary) keys(t *testing.T) *typedKeyring {
	t.Helper()
	k := &typedKeyring{keyring: &keyring{dir: t.TempDir()}}
	var authorized strings.Builder
	for i, typ := range l.types {
		if i > 0 && typ.flags == l.types[i-1].flags {
			continue
		}
		k.hosts = append(k.hosts, k.generate(t, fmt.Sprint("host", i), typ.flags, glassh(t), "keygen"))
		user := k.generate(t, fmt.Sprint("user", i), typ.flags, glassh(t), "keygen")
		k.users = append(k.users, user)
		authorized.WriteString(user.line())
	}
	k.host, k.user = k.hosts[0], k.users[0]
	k.write(t, "authorized_keys", authorized.String())
	return k
}

// asyncsshSuites connects with each of the methods, suites, algorithms of host keys and user
// keys in its arguments, and prints what the server should say of it.
const asyncsshSuites = `
import asyncio, asyncssh, sys
port, methods, suites, algorithms, users = [word.split(',') for word in sys.argv[1:6]]
async def main():
    for i in range(max(len(methods), len(suites))):
        kex = methods[i] if i < len(methods) else methods[0] # some take long
        suite, host, user = (list[i % len(list)] for list in (suites, algorithms, users))
        cipher, _, mac = suite.partition('+')
        async with asyncssh.connect('127.0.0.1', int(port[0]), username='root', client_keys=[user], known_hosts=None, config=None, agent_path=None,
                kex_algs=[kex], encryption_algs=[cipher], mac_algs=[mac or 'hmac-sha2-256'], server_host_key_algs=[host]) as c:
            data = bytes(range(256)) * 100
            r = await c.run('cat', input=data, encoding=None)
            print('kex ' + kex + ', host key ' + host + ', ' + cipher + (mac and ' with ' + mac) if r.stdout == data else 'other data')
asyncio.run(main())
`

// paramikoSuites does likewise.
const paramikoSuites = paramikoKeys + `
port, methods, suites, algorithms, users = [word.split(',') for word in sys.argv[1:6]]
for i in range(max(len(methods), len(suites))):
    kex = methods[i] if i < len(methods) else methods[0]
    suite, host, user = (list[i % len(list)] for list in (suites, algorithms, users))
    cipher, _, mac = suite.partition('+')
    t = paramiko.Transport(('127.0.0.1', int(port[0])))
    o = t.get_security_options()
    o.kex, o.ciphers, o.digests, o.key_types = (kex,), (cipher,), (mac,), (host,)
    t.connect(username='root', pkey=private(user))
    ch = t.open_session()
    ch.exec_command('cat')
    data = bytes(range(256)) * 100
    ch.sendall(data)
    ch.shutdown_write()
    print('kex ' + kex + ', host key ' + host + ', ' + cipher + (mac and ' with ' + mac) if ch.makefile('rb').read() == data else 'other data')
    t.close()
`

// TestSuitesOfPythonsClients has each client go through its key exchange methods, ciphers,
// MACs, and types of keys on both sides.
func TestSuitesOfPythonsClients(t *testing.T) {
	for _, l := range pythonLibraries() {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			k := l.keys(t)
			var algorithms, list, users []string
			for _, typ := range l.types {
				algorithms = append(algorithms, typ.algorithm)
			}
			for _, s := range l.suites {
				list = append(list, s.String())
			}
			for _, u := range k.users {
				users = append(users, u.path)
			}
			config := []string{"SetEnv SHLVL=2"} // as accepted says
			for _, h := range k.hosts[1:] {
				config = append(config, "HostKey "+h.path)
			}
			methods := strings.Join(l.methods, ",") + ",diffie-hellman-group-exchange-sha1" // of servers, that is slow
			s := glasshServe(t, k.keyring, serverOptions{kex: methods, config: config})
			out, err := pythonClient(t, k.keyring, s, l.client, methods, strings.Join(list, ","), strings.Join(algorithms, ","), strings.Join(users, ","))
			if n := strings.Count(out, "\n"); err != nil || n != max(len(l.methods)+1, len(list)) {
				t.Fatalf("%d connections, %v\n%s", n, err, tail(out, 2000))
			}
			for line := range strings.Lines(out) {
				if s.log.count("negotiated "+strings.TrimSpace(line)) == 0 {
					t.Errorf("want in the server's log: %s", line)
				}
			}
			for _, u := range k.users {
				if s.log.count(u.private.PublicKey().Fingerprint()) == 0 {
					t.Errorf("%s did not log in", u.path)
				}
			}
		})
	}
}

// TestSuitesOfPythonsServers goes likewise through what each server has.
func TestSuitesOfPythonsServers(t *testing.T) {
	for _, l := range pythonLibraries() {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			k := l.keys(t)
			all := *k.keyring
			all.host = &keyPair{}
			for i, h := range k.hosts {
				all.host.path += strings.Repeat(",", min(i, 1)) + h.path
			}
			s := l.server(t, &all, strings.ReplaceAll(l.options, "METHODS", "["+pythonNames(strings.Join(l.methods, ","))+"]"))
			ctx := testContext(t)
			for i := range max(len(l.methods), len(l.suites)) {
				method, suite, typ, user := l.methods[0], l.suites[i%len(l.suites)], l.types[i%len(l.types)], k.users[i%len(k.users)]
				if i < len(l.methods) {
					method = l.methods[i]
				}
				a := ssh.Algorithms{Kex: []string{method}, HostKey: []string{typ.algorithm}, Ciphers: []string{suite.cipher}}
				if suite.mac != "" {
					a.MACs = []string{suite.mac}
				}
				cl, err := ssh.Dial(ctx, s.addr, &ssh.ClientConfig{
					User: "user", Auth: []ssh.Auth{ssh.PublicKeys(keys.Signer(user.private))}, Algorithms: a,
					HostKey: func(_ context.Context, _ string, _ net.Addr, key *keys.PublicKey) error {
						for _, h := range k.hosts {
							if h.private.PublicKey().Equal(key) {
								return nil
							}
						}
						return errNot
					},
				})
				if err != nil {
					t.Errorf("%s %v %s %s: %v", method, suite, typ.algorithm, user.path, err)
					continue
				}
				data := bytes.Repeat([]byte("what comes back\n"), 2000)
				var out bytes.Buffer
				cmd := cl.Command("cat")
				cmd.Stdin, cmd.Stdout = bytes.NewReader(data), &out
				if err := cmd.Run(ctx); err != nil || !bytes.Equal(out.Bytes(), data) {
					t.Errorf("%s %v: %d bytes of %d, %v", method, suite, out.Len(), len(data), err)
				}
				cl.Close()
			}
		})
	}
}
