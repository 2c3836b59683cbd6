package peers_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
)

// asyncsshServer changes passwords, asks three rounds of questions, and believes
// hosts: the argument says which of them. Its arguments are that, its host key, and the
// client's host key.
const asyncsshServer = `
import asyncio, asyncssh, sys
what, host, client = sys.argv[1:4]

class Server(asyncssh.SSHServer):
    password = 'old'
    round = 0
    def begin_auth(self, username): return True
    def password_auth_supported(self): return what == 'change'
    def validate_password(self, username, password):
        if password == 'old': raise asyncssh.PasswordChangeRequired('It is old.')
        return False
    def change_password(self, username, old, new):
        if old != 'old': return False
        if new == 'short': raise asyncssh.PasswordChangeRequired('It is too short.')
        return new == 'better'
    def kbdint_auth_supported(self): return what == 'rounds'
    def get_kbdint_challenge(self, username, lang, submethods):
        return 'Rounds', 'Answer them.', '', [('Colour: ', True), ('Token: ', False)]
    def validate_kbdint_response(self, username, responses):
        self.round += 1
        if self.round == 1 and responses == ['blue', '1234']: return '', 'Wait.', '', []
        if self.round == 2 and responses == []: return '', '', '', [('Again: ', False)]
        return self.round == 3 and responses == ['5678']
    def public_key_auth_supported(self): return False
    def host_based_auth_supported(self): return what == 'host'
    def validate_host_based_user(self, username, client_host, client_username):
        return client_host in ('client.example', 'localhost') and client_username == 'ann'

async def run(process):
    process.stdout.write('in\n')
    process.exit(0)

async def main():
    more = {}
    if what == 'host': more = dict(known_client_hosts=client, trust_client_host=True)
    s = await asyncssh.create_server(Server, '127.0.0.1', 0, server_host_keys=[host], process_factory=run, **more)
    print('PORT', s.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
`

// at logs in to a server by auth, and runs a command.
func (k *keyring) at(t testing.TB, s *server, auth ...ssh.Auth) (string, error) {
	t.Helper()
	ctx := testContext(t)
	cl, err := ssh.Dial(ctx, s.addr, &ssh.ClientConfig{
		User: me(t), Auth: auth, HostKey: ssh.FixedHostKey(k.host.private.PublicKey()),
	})
	if err != nil {
		return "", err
	}
	defer cl.Close()
	out, err := cl.Run(ctx, "echo in")
	return string(out), err
}

func answer(password string) func(context.Context) ([]byte, error) {
	return func(context.Context) ([]byte, error) { return []byte(password), nil }
}

func TestAsyncsshServerWantsAPasswordChanged(t *testing.T) {
	k := newKeys(t)
	s := pythonServer(t, k, asyncsshServer, "change", k.host.path, k.host.path+".pub")
	for _, c := range []struct {
		choices []string
		ok      bool
	}{{[]string{"better"}, true}, {[]string{"short", "better"}, true}, {[]string{"worse"}, false}, {nil, false}} {
		var prompts []string
		out, err := k.at(t, s, ssh.ChangeablePassword(3, answer("old"), func(_ context.Context, prompt string) (old, new []byte, err error) {
			if prompts = append(prompts, prompt); len(prompts) > len(c.choices) {
				return nil, nil, errors.New("no other")
			}
			return []byte("old"), []byte(c.choices[len(prompts)-1]), nil
		}))
		if (err == nil) != c.ok || c.ok && out != "in\n" || len(prompts) == 0 || prompts[0] != "It is old." {
			t.Errorf("%q: want success %v, got %q, %v; prompts %q", c.choices, c.ok, out, err, prompts)
		}
	}
}

func TestAsyncsshServerAsksThreeRounds(t *testing.T) {
	k := newKeys(t)
	s := pythonServer(t, k, asyncsshServer, "rounds", k.host.path, k.host.path+".pub")
	var asked []string
	out, err := k.at(t, s, ssh.Interactive(1, func(_ context.Context, name, instruction string, prompts []userauth.Prompt) (list []string, err error) {
		for _, p := range prompts {
			asked = append(asked, p.Text)
			list = append(list, map[string]string{"Colour: ": "blue", "Token: ": "1234", "Again: ": "5678"}[p.Text])
		}
		return list, nil
	}))
	if err != nil || out != "in\n" || !slices.Equal(asked, []string{"Colour: ", "Token: ", "Again: "}) {
		t.Errorf("got %q, %v; asked %q", out, err, asked)
	}
}

func TestAsyncsshServerBelievesOurHost(t *testing.T) {
	k := newKeys(t)
	list := k.write(t, "client_hosts", "client.example,localhost "+k.stranger.line())
	s := pythonServer(t, k, asyncsshServer, "host", k.host.path, list)
	vouch := func(host, user string, key *keyPair) ssh.Auth {
		return ssh.HostBased(func(context.Context, net.Addr) (ssh.Voucher, error) {
			return ssh.Voucher{Host: host, User: user, Keys: []keys.Signer{key.private}}, nil
		})
	}
	if out, err := k.at(t, s, vouch("client.example", "ann", k.stranger)); err != nil || out != "in\n" {
		t.Errorf("got %q, %v", out, err)
	}
	for name, auth := range map[string]ssh.Auth{
		"another user": vouch("client.example", "eve", k.stranger),
		"another key":  vouch("client.example", "ann", k.user),
		"another host": vouch("other.example", "ann", k.stranger),
	} {
		if out, err := k.at(t, s, auth); err == nil {
			t.Errorf("%s: got %q", name, out)
		}
	}
}

// asyncsshClient logs in as the argument behind the port says.
const asyncsshClient = `
import asyncio, asyncssh, sys
port, what, key, host = sys.argv[1:5]
answers = {'Colour: ': 'blue', 'Token: ': '1234', 'Again: ': '5678'}

class Client(asyncssh.SSHClient):
    changes = 0
    def password_auth_requested(self): return 'old' if what == 'change' else 'secret'
    def password_change_requested(self, prompt, lang):
        self.changes += 1
        print('PROMPT', prompt)
        return 'old', ('short' if self.changes == 1 else 'better')
    def kbdint_auth_requested(self): return ''
    def kbdint_challenge_received(self, name, instructions, lang, prompts):
        print('ROUND', len(prompts))
        return [answers[text] for text, echo in prompts]

async def main():
    more = dict(client_keys=None)
    if what == 'host': more.update(client_host_keys=[host], client_host='client.example', client_username='ann', host_based_auth=True)
    if what in ('steps', 'keys'): more.update(client_keys=key.split(','))
    async with asyncssh.connect('127.0.0.1', int(port), username='root', known_hosts=None, agent_path=None, config=None,
            client_factory=Client, **more) as c:
        print((await c.run('echo in')).stdout)

asyncio.run(main())
`

// ours is a server made with package ssh, that says "in" to every command.
func ours(t testing.TB, k *keyring, set func(*ssh.Server)) *server {
	t.Helper()
	srv := &ssh.Server{HostKeys: []keys.Signer{k.host.private}}
	srv.Handle("exec", func(s *ssh.Session) { s.Write([]byte("in\n")) })
	set(srv)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { // the end of the test stops it
		defer close(done)
		srv.Serve(ctx, ln)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return &server{addr: ln.Addr().String(), log: new(journal)}
}

var errNot = errors.New("no")

// changing is a server's password that has to be changed, to "better".
func changing(s *ssh.Server) {
	s.Password = func(_ context.Context, _ ssh.Login, password []byte) (any, error) {
		if string(password) != "old" {
			return nil, errNot
		}
		return nil, &ssh.PasswordExpired{Prompt: "It is old."}
	}
	s.ChangePassword = func(_ context.Context, _ ssh.Login, old, new []byte) (any, error) {
		switch {
		case string(old) != "old":
			return nil, errNot
		case string(new) == "short":
			return nil, &ssh.PasswordExpired{Prompt: "It is too short."}
		case string(new) != "better":
			return nil, errNot
		}
		return nil, nil
	}
}

// threeRounds is a server's keyboard-interactive.
func threeRounds(s *ssh.Server) {
	s.Interactive = func(_ context.Context, _ ssh.Login, ask ssh.Asker) (any, error) {
		for _, round := range []struct {
			prompts []userauth.Prompt
			want    []string
		}{
			{[]userauth.Prompt{{Text: "Colour: ", Echo: true}, {Text: "Token: "}}, []string{"blue", "1234"}},
			{nil, nil},
			{[]userauth.Prompt{{Text: "Again: "}}, []string{"5678"}},
		} {
			if got, err := ask("Rounds", "Answer them.", round.prompts); err != nil || !slices.Equal(got, round.want) {
				return nil, errNot
			}
		}
		return nil, nil
	}
}

// secretly is a server's password, "secret".
func secretly(s *ssh.Server) {
	s.Password = func(_ context.Context, _ ssh.Login, password []byte) (any, error) {
		if string(password) != "secret" {
			return nil, errNot
		}
		return nil, nil
	}
}

// knowing lets some keys in.
func knowing(s *ssh.Server, list ...*keyPair) {
	s.PublicKey = func(_ context.Context, _ ssh.Login, key *keys.PublicKey) (any, error) {
		for _, k := range list {
			if k.private.PublicKey().Equal(key) {
				return nil, nil
			}
		}
		return nil, errNot
	}
}

// requiring asks for all methods of one of the lists.
func requiring(t testing.TB, s *ssh.Server, lists ...string) {
	t.Helper()
	l, err := ssh.ParseMethodLists(lists...)
	if err != nil {
		t.Fatal(err)
	}
	s.Require = func(context.Context, ssh.Login) (ssh.MethodLists, error) { return l, nil }
}

// believing believes client.example, whose key that is.
func believing(s *ssh.Server, key *keyPair) {
	s.HostBased = func(_ context.Context, _ ssh.Login, host, user string, k *keys.PublicKey) (any, error) {
		if host != "client.example" || user != "ann" || !k.Equal(key.private.PublicKey()) {
			return nil, errNot
		}
		return nil, nil
	}
}

func TestAsyncsshClientLogsInToUs(t *testing.T) {
	k := newKeys(t)
	second := k.generate(t, "second", "ed25519", glassh(t), "keygen")
	for _, c := range []struct {
		what, name, key string
		set             func(*ssh.Server)
		want            []string
	}{
		{"change", "a password that is changed", "", changing, []string{"PROMPT It is old.", "PROMPT It is too short.", "in"}},
		{"rounds", "three rounds", "", threeRounds, []string{"ROUND 2", "ROUND 0", "ROUND 1", "in"}},
		{"host", "its host vouches for it", "", func(s *ssh.Server) { believing(s, k.stranger) }, []string{"in"}},
		{"steps", "a key and a password", k.user.path, func(s *ssh.Server) {
			knowing(s, k.user)
			secretly(s)
			requiring(t, s, "publickey,password")
		}, []string{"in"}},
		{"keys", "two keys", k.user.path + "," + second.path, func(s *ssh.Server) {
			knowing(s, k.user, second)
			requiring(t, s, "publickey,publickey")
		}, []string{"in"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := pythonClient(t, k, ours(t, k, c.set), asyncsshClient, c.what, c.key, k.stranger.path)
			if err != nil {
				t.Fatalf("%v\n%s", err, tail(out, 1500))
			}
			if got := strings.Fields(out); !slices.Equal(got, strings.Fields(strings.Join(c.want, " "))) {
				t.Errorf("want %q, got %q", c.want, out)
			}
		})
	}
}
