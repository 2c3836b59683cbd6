package peers_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// paramikoFeatures is a client that goes through what sessions have.
const paramikoFeatures = `
import paramiko, paramiko.agent, socket, sys, threading, time
port, user, key, display, dir = sys.argv[1:6]
c = paramiko.SSHClient()
c.set_missing_host_key_policy(paramiko.AutoAddPolicy())
c.connect('127.0.0.1', int(port), username=user, key_filename=key, look_for_keys=False, timeout=10)
t = c.get_transport()
t.set_keepalive(1)

def say(name, ch):
    print(name, repr(ch.makefile().read()), repr(ch.makefile_stderr().read()), ch.recv_exit_status())

ch = t.open_session()
ch.exec_command('cat; echo err >&2; exit 5')
ch.sendall(b'in')
ch.shutdown_write()
say('streams', ch)
ch = t.open_session()
ch.update_environment({'PEER_GIVEN': 'given', 'PEER_REFUSED': 'no'})
ch.exec_command('echo $PEER_GIVEN $PEER_REFUSED')
say('environment', ch)
ch = t.open_session()
paramiko.agent.AgentRequestHandler(ch)
ch.exec_command('ssh-add -l | cut -d" " -f2')
say('agent', ch)

# The display of an X server that is a socket; paramiko puts the connections together.
def shown(ch, origin):
    s = socket.socket(socket.AF_UNIX)
    s.connect('/tmp/.X11-unix/X' + display.split('.')[0].lstrip(':'))
    def pass_on(read, write, end):
        while True:
            b = read(4096)
            if not b: break
            write(b)
        end()
    threading.Thread(target=pass_on, args=(ch.recv, s.sendall, lambda: s.shutdown(socket.SHUT_WR)), daemon=True).start()
    threading.Thread(target=pass_on, args=(s.recv, ch.sendall, ch.close), daemon=True).start()

ch = t.open_session()
ch.request_x11(auth_cookie='0123456789abcdef0123456789abcdef', handler=shown)
ch.exec_command('xdpyinfo | grep -m1 -o 320x200 | head -1')
say('display', ch)

ch = t.open_session()
ch.invoke_subsystem('words')
say('subsystem', ch)
ch = t.open_session()
ch.get_pty('vt220', 100, 30)
ch.exec_command('stty -echo -onlcr; stty size; echo $TERM; read line; stty size; exit 6')
out = b''
while b'vt220' not in out: out += ch.recv(100)
print('terminal', out)
ch.resize_pty(120, 40)
t.renegotiate_keys()
ch.sendall(b'go\n')
say('resized', ch)
ch = t.open_session()
ch.get_pty()
ch.invoke_shell()
ch.sendall(b'exit 7\n')
print('shell', ch.recv_exit_status())
sftp = c.open_sftp()
sftp.put(key, dir + '/there')
sftp.get(dir + '/there', dir + '/back')
print('files', open(key).read() == open(dir + '/back').read())
time.sleep(1.5)
ch = t.open_session()
ch.exec_command('kill -KILL $$')
say('killed', ch)
c.close()
`

func TestFeaturesOfParamikosClient(t *testing.T) {
	k := newKeys(t)
	s := featured(t, k)
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	t.Setenv("SSH_AUTH_SOCK", a.socket)
	before := s.exchanges()
	out, err := pythonClient(t, k, s, paramikoFeatures, me(t), k.user.path, startX(t).display, k.dir)
	want := lines("streams b'in' b'err\\n' 5", "environment b'given\\n' b'' 0",
		"agent b'"+k.user.private.PublicKey().Fingerprint()+"\\n' b'' 0", "display b'320x200\\n' b'' 0",
		"subsystem b'these words\\n' b'' 0", "terminal b'30 100\\nvt220\\n'", "resized b'40 120\\n' b'' 6", "shell 7",
		"files True", "killed b'' b'' -1")
	if diff := cmp.Diff(want, out); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if n := s.exchanges() - before; n != 2 {
		t.Errorf("want keys exchanged twice, got %d times", n)
	}
	if s.log.count("global request: keepalive@lag.net") == 0 {
		t.Error("no keepalive came")
	}
}

// paramikoFeatured is a server that says what it is asked for.
const paramikoFeatured = `
def padded(data): return data + bytes(-len(data) % 4)

class Featured(Server):
    def __init__(self, t):
        super().__init__(t)
        self.env = {}
        t.set_keepalive(1)
    def check_channel_env_request(self, channel, name, value):
        self.env[name.decode()] = value.decode()
        return True
    def check_channel_pty_request(self, channel, term, width, height, pw, ph, modes):
        self.pty = (term.decode(), width, height, modes.hex())
        return True
    def check_channel_window_change_request(self, channel, width, height, pw, ph):
        channel.sendall('size %d %d\n' % (width, height))
        return True
    def check_channel_forward_agent_request(self, channel):
        self.agent = paramiko.agent.AgentServerProxy(self.t)
        return True
    def check_channel_x11_request(self, channel, single, protocol, cookie, screen):
        self.x11 = protocol.encode(), bytes.fromhex(cookie.decode())
        return True
    def check_channel_subsystem_request(self, channel, name):
        return self.run(channel, lambda: channel.sendall('subsystem ' + name + '\n') or 4)
    def check_channel_exec_request(self, channel, command):
        def agent():
            self.agent.connect()
            for key in self.agent.get_keys(): channel.sendall(key.get_base64() + '\n')
            return 4
        # The first message of X11, and of its answer whether it was understood.
        def display():
            protocol, cookie = self.x11
            for c in cookie, cookie[::-1]:
                x = self.t.open_x11_channel(('127.0.0.1', 1))
                x.sendall(struct.pack('<2sHHHHxx', b'l', 11, 0, len(protocol), len(c)) + padded(protocol) + padded(c))
                channel.sendall('display %r\n' % x.recv(1))
                x.close()
            return 4
        def talk():
            channel.sendall('%s %d %d %s %s\n' % (self.pty + (self.env['PEER_GIVEN'],)))
            for line in channel.makefile(): channel.sendall_stderr('line ' + line)
            return 4
        # An exchange that this side begins, with data behind it.
        def rekey():
            self.t.renegotiate_keys()
            channel.sendall('anew\n')
            return 4
        return self.run(channel, {b'agent': agent, b'display': display, b'talk': talk, b'rekey': rekey}[command])

serve(Featured)
`

func TestFeaturesOfParamikosServer(t *testing.T) {
	k := newKeys(t)
	s := paramikoWith(t, k, paramikoFeatured)
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	ctx := testContext(t)
	log := new(exchanges)
	cfg := libraryConfig(t, job{kex: "curve25519-sha256@libssh.org", suite: aes128CTR}.orDefaults(k), log)
	cl, err := ssh.Dial(ctx, s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	cl.HandleAgent(func(ctx context.Context) (io.ReadWriteCloser, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", a.socket)
	})

	r, w := io.Pipe()
	var said journal
	cmd := cl.Command("talk")
	cmd.Env = []string{"PEER_GIVEN=given"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r, &said, &said
	cmd.Pty = &ssh.Pty{Term: "vt220", Size: ssh.Size{Columns: 100, Rows: 30}, Modes: wire.TerminalModes(nil).Append(wire.ModeECHO, 0).End()}
	if err := cmd.Start(ctx); err != nil {
		t.Fatal(err)
	}
	hears := func(text string) {
		t.Helper()
		if !waitFor(ready, func() bool { return said.count(text+"\n") > 0 }) {
			t.Fatalf("want %q, got %q", text, said.String())
		}
	}
	hears("vt220 100 30 350000000000 given")
	if err := cmd.Resize(ctx, ssh.Size{Columns: 120, Rows: 40}); err != nil {
		t.Error(err)
	}
	hears("size 120 40")
	if err := cl.Rekey(); err != nil {
		t.Error(err)
	}
	io.WriteString(w, "hello\n")
	hears("line hello")
	w.Close()
	ended(t, cmd.Wait(), 4)

	// One exchange of keys was begun by us, above, and another is by the server, with data behind it.
	before := log.count()
	for command, want := range map[string]string{"agent": strings.Fields(k.user.line())[1] + "\n", "subsystem": "subsystem words\n", "rekey": "anew\n"} {
		var out bytes.Buffer
		cmd := cl.Command(command)
		cmd.ForwardAgent, cmd.Stdout = command == "agent", &out
		if command == "subsystem" {
			cmd.Subsystem = "words"
		}
		ended(t, cmd.Run(ctx), 4)
		if out.String() != want {
			t.Errorf("%s: want %q, got %q", command, want, out.String())
		}
	}
	if n := log.count() - before; n != 1 {
		t.Errorf("want keys exchanged by the server once, got %d times", n)
	}
	if err := cl.NoMoreSessions(); err != nil {
		t.Error(err)
	}
	if !waitFor(ready, func() bool { return log.journal.count("keepalive@lag.net") > 0 }) {
		t.Error("no keepalive came")
	}
	cl.Close()

	// paramiko answers requests amid an exchange of keys, too, if they were on the way.
	cfg.KeepAlive = ssh.KeepAlive{Interval: 5 * time.Millisecond, Count: 1000}
	if cl, err = ssh.Dial(ctx, s.addr, cfg); err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	for range 5 {
		if out, err := cl.Run(ctx, "rekey"); string(out) != "anew\n" {
			t.Errorf("got %q, %v", out, err)
		}
	}

	// Who shows the cookie that the server was told gets to the display.
	x := startX(t)
	out, errs, status := runPlainly(t, append(pythonsClient(t, k, s), "-Y", "-c", "aes128-ctr", "127.0.0.1", "display"), "DISPLAY="+x.display, "XAUTHORITY="+x.authority)
	if want := `display b'\x01'` + "\n" + `display b''` + "\n"; out != want || status != 4 || !strings.Contains(errs, "wrong authentication") {
		t.Errorf("want %q, got %q, exit status %d, %q", want, out, status, errs)
	}
}
