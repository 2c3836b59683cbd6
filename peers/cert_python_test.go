package peers_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// asyncsshCertified logs in with a certificate of each type, to a host that shows one of the
// same type: it knows nothing but their authority. Behind the user and known hosts, its
// arguments are files of keys and algorithms in turn.
const asyncsshCertified = `
import asyncio, asyncssh, sys
port, user, known, *pairs = sys.argv[1:]
async def main():
    for key, algorithm in zip(pairs[::2], pairs[1::2]):
        async with asyncssh.connect('127.0.0.1', int(port), username=user, client_keys=[key], known_hosts=known, config=None, agent_path=None,
                server_host_key_algs=[algorithm], signature_algs=[algorithm.replace('-cert-v01@openssh.com', '')]) as c:
            print(algorithm, (await c.run('echo in')).stdout.strip())
    try:
        async with asyncssh.connect('127.0.0.1', int(port), username=user + 'x', client_keys=[pairs[0]], known_hosts=known, config=None, agent_path=None): pass
    except asyncssh.PermissionDenied: print('denied')
asyncio.run(main())
`

// paramikoCertified does so with what paramiko knows of certificates: its own.
const paramikoCertified = paramikoKeys + `
port, user, known, *pairs = sys.argv[1:]
def connect(user, file, algorithm):
    key = private(file)
    key.load_certificate(file + '-cert.pub')
    t = paramiko.Transport(('127.0.0.1', int(port)))
    t._preferred_pubkeys = (algorithm.replace('-cert-v01@openssh.com', ''),)
    t.connect(username=user, pkey=key)
    ch = t.open_session()
    ch.exec_command('echo in')
    print(algorithm, ch.makefile().read().decode().strip())
    t.close()
for key, algorithm in zip(pairs[::2], pairs[1::2]): connect(user, key, algorithm)
try: connect(user + 'x', pairs[0], pairs[1])
except paramiko.AuthenticationException: print('denied')
`

// withRSA is how many entries of certifiedOffice's users, at their end, asyncssh 2.10 lacks: it
// has RSA certificates as ssh-rsa-cert-v01 only, which OpenSSH and we do not take.
const withRSA = 4

// certifiedOffice has certified keys of each type, of users with each algorithm, and of hosts.
func certifiedOffice(t *testing.T) (o *office, hosts []*keyPair, users []string) {
	t.Helper()
	o = newOffice(t, offices(t)["glassh"], "-t ed25519", "-t ed25519")
	for _, typ := range certifiedTypes {
		host, user := o.key(t, "host-"+typ.name, typ.flags), o.key(t, "user-"+typ.name, typ.flags)
		o.certify(t, host, "-h", "-n", "127.0.0.1")
		o.certify(t, user, "-n", me(t))
		hosts = append(hosts, host)
		for _, algorithm := range typ.algorithms {
			users = append(users, user.path, algorithm)
		}
	}
	o.host = hosts[0]
	return o, hosts, users
}

func TestCertificatesOfPythonsClients(t *testing.T) {
	o, hosts, users := certifiedOffice(t)
	config := []string{"HostCertificate " + hosts[0].path + "-cert.pub", "SetEnv SHLVL=2"}
	for _, h := range hosts[1:] {
		config = append(config, "HostKey "+h.path, "HostCertificate "+h.path+"-cert.pub")
	}
	s := glasshServe(t, o.keyring, serverOptions{config: config, kex: oneKex + ",curve25519-sha256@libssh.org"})
	known := o.write(t, "known", "@cert-authority [127.0.0.1]:"+s.port()+" "+o.ca.line())
	for name, c := range map[string]struct {
		script string
		users  []string
	}{"asyncssh": {asyncsshCertified, users[:len(users)-withRSA]}, "paramiko": {paramikoCertified, users}} {
		var want strings.Builder
		for pair := range slices.Chunk(c.users, 2) {
			want.WriteString(pair[1] + " in\n")
		}
		want.WriteString("denied\n")
		out, err := pythonClient(t, o.keyring, s, c.script, append([]string{me(t), known}, c.users...)...)
		if out != want.String() || err != nil {
			t.Errorf("%s: want\n%sgot\n%s%v", name, want.String(), tail(out, 2000), err)
		}
	}
}

// asyncssh's server shows certificates and believes those of an authority; paramiko's takes the
// plain key out of ours.
func TestCertificatesAtPythonsServers(t *testing.T) {
	o, hosts, users := certifiedOffice(t)
	all := *o.keyring
	all.host = &keyPair{path: hosts[0].path}
	for _, h := range hosts[1:] {
		all.host.path += "," + h.path
	}
	config := o.write(t, "config", "UserKnownHostsFile "+o.write(t, "known", "@cert-authority * "+o.ca.line()+"*,[*]:* "+hosts[0].line())+
		"\nGlobalKnownHostsFile none\nStrictHostKeyChecking yes\nIdentityAgent none\nBatchMode yes\n")
	run := func(s *server, user string, more ...string) (out, errs string) {
		t.Helper()
		words := append([]string{glassh(t), "ssh", "-F", config, "-p", s.port(), "-i", user}, more...)
		out, errs, _ = runPlainly(t, append(words, "127.0.0.1", "echo in"))
		return out, errs
	}
	s := asyncsshWith(t, &all, "")
	for pair := range slices.Chunk(users[:len(users)-withRSA], 2) {
		if out, errs := run(s, pair[0], "-o", "HostKeyAlgorithms="+pair[1], "-o", "PubkeyAcceptedAlgorithms="+pair[1]); out != "in\n" {
			t.Errorf("asyncssh: %s: %q %q", pair[1], out, errs)
		}
	}
	if out, errs := run(s, users[0], "-l", "other"); out != "" || !strings.Contains(errs, `permission denied for user "other": tried publickey SHA256:`) {
		t.Errorf("asyncssh: another user: %q %q", out, errs)
	}
	var authorized strings.Builder
	for i := 0; i < len(users); i += 2 {
		line, err := os.ReadFile(users[i] + ".pub")
		if err != nil {
			t.Fatal(err)
		}
		authorized.Write(line)
	}
	o.write(t, "authorized_keys", authorized.String())
	s = paramikoWith(t, o.keyring, "serve()")
	for pair := range slices.Chunk(users, 2) {
		if out, errs := run(s, pair[0], "-o", "PubkeyAcceptedAlgorithms="+pair[1]); out != "in\n" {
			t.Errorf("paramiko: %s: %q %q", pair[1], out, errs)
		}
	}
}
