package peers_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
)

// paramikoClient logs in by each method that an argument behind the port names; that of
// publickey has the file of the key behind it.
const paramikoClient = `
import socket, sys
import paramiko
answers = {'Colour: ': 'blue', 'Token: ': '1234', 'Again: ': '5678'}

def ask(title, instructions, prompts):
    print('ROUND', len(prompts))
    return [answers[text] for text, echo in prompts]

s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
t = paramiko.Transport(s)
t.start_client(timeout=10)
left = []
for step in sys.argv[2:]:
    what, _, file = step.partition('=')
    if what == 'publickey': left = t.auth_publickey('root', paramiko.Ed25519Key.from_private_key_file(file))
    if what == 'password': left = t.auth_password('root', 'secret', fallback=False)
    if what == 'rounds': left = t.auth_interactive('root', ask)
    print('LEFT', ','.join(left))
c = t.open_session()
c.exec_command('echo in')
print(c.makefile().read().decode())
t.close()
`

func TestParamikoClientLogsInToUs(t *testing.T) {
	k := newKeys(t)
	steps := func(s *ssh.Server) {
		knowing(s, k.user)
		secretly(s)
		threeRounds(s)
		requiring(t, s, "publickey,keyboard-interactive,password", "publickey,password")
	}
	for _, c := range []struct {
		what string
		set  func(*ssh.Server)
		args []string
		want string
	}{
		{"a password", secretly, []string{"password"}, "LEFT in"},
		{"three rounds", threeRounds, []string{"rounds"}, "ROUND 2 ROUND 0 ROUND 1 LEFT in"},
		{"a key and a password", steps, []string{"publickey=" + k.user.path, "password"}, "LEFT password,keyboard-interactive LEFT in"},
	} {
		t.Run(c.what, func(t *testing.T) {
			out, err := pythonClient(t, k, ours(t, k, c.set), paramikoClient, c.args...)
			if err != nil {
				t.Fatalf("%v\n%s", err, tail(out, 1500))
			}
			got := strings.Join(strings.Fields(out), " ")
			if got != c.want {
				t.Errorf("want %q, got %q", c.want, got)
			}
		})
	}
}

// paramikoAsking asks for a key, then three rounds of questions, and then a password.
const paramikoAsking = `
class Asking(Server):
    step, round = 'publickey', 0
    def get_banner(self): return 'Welcome,\nall of you.\n', 'en'
    def get_allowed_auths(self, username): return self.step
    def check_auth_publickey(self, username, key):
        if self.step != 'publickey' or super().check_auth_publickey(username, key) == paramiko.AUTH_FAILED: return paramiko.AUTH_FAILED
        self.step = 'keyboard-interactive'
        return paramiko.AUTH_PARTIALLY_SUCCESSFUL
    def check_auth_interactive(self, username, submethods):
        if self.step != 'keyboard-interactive': return paramiko.AUTH_FAILED
        return paramiko.InteractiveQuery('Rounds', 'Answer.', ('Colour: ', True), ('Token: ', False))
    def check_auth_interactive_response(self, responses):
        self.round += 1
        if self.round == 1 and responses == ['blue', '1234']: return paramiko.InteractiveQuery('', 'Wait.')
        if self.round == 2 and responses == []: return paramiko.InteractiveQuery('', '', ('Again: ', False))
        if self.round == 3 and responses == ['5678']:
            self.step = 'password'
            return paramiko.AUTH_PARTIALLY_SUCCESSFUL
        return paramiko.AUTH_FAILED
    def check_auth_password(self, username, password):
        return paramiko.AUTH_SUCCESSFUL if self.step == 'password' and password == 'secret' else paramiko.AUTH_FAILED

serve(Asking)
`

func TestParamikoServerAsksForThreeMethods(t *testing.T) {
	k := newKeys(t)
	s := paramikoWith(t, k, paramikoAsking)
	var asked []string
	questions := ssh.Interactive(1, func(_ context.Context, _, _ string, prompts []userauth.Prompt) (list []string, err error) {
		for _, p := range prompts {
			asked = append(asked, p.Text)
			list = append(list, map[string]string{"Colour: ": "blue", "Token: ": "1234", "Again: ": "5678"}[p.Text])
		}
		return list, nil
	})
	key, password := ssh.PublicKeys(keys.Signer(k.user.private)), ssh.Password(1, answer("secret"))
	if out, err := k.at(t, s, password, questions, key); err != nil || out != "in\n" {
		t.Errorf("got %q, %v", out, err)
	}
	if !slices.Equal(asked, []string{"Colour: ", "Token: ", "Again: "}) {
		t.Errorf("asked %q", asked)
	}
	if _, err := k.at(t, s, key, questions); err == nil {
		t.Error("the password was not needed")
	}
}
