package peers_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh"
)

// What Python's clients do with a connection: they listen for what they forward, jump, open
// many sessions, and have windows and packets of all sizes. Each script is told the port, the
// user, a file with the key of one who may do nothing, the port of another server, a target
// behind a port and one behind a socket, and a directory. The user's key is in the agent.

const asyncsshWays = `
import asyncio, asyncssh, sys
port, user, restricted, second, tcp, unix, dir = sys.argv[1:8]
host, at = tcp.rsplit(':', 1)

class Client(asyncssh.SSHClient):
    def auth_banner_received(self, msg, lang): print('banner', repr(msg))

async def ask(name, connecting):
    r, w = await connecting
    w.write(b'GET / HTTP/1.0\r\n\r\n')
    print(name, (await r.read()).decode().splitlines()[-1])
    w.close()

async def refused(name, doing):
    try: await doing
    except (asyncssh.Error, asyncssh.ChannelListenError, OSError) as e: print(name, type(e).__name__)
    else: print(name, 'is not refused')

async def main():
    common = dict(username=user, config=None, known_hosts=dir + '/known')
    async with asyncssh.connect('127.0.0.1', int(port), client_factory=Client, agent_path=dir + '/agent', **common) as c:
        ln = await c.forward_local_port('127.0.0.1', 0, host, int(at))
        await ask('local port', asyncio.open_connection('127.0.0.1', ln.get_port()))
        await c.forward_local_path(dir + '/l', unix)
        await ask('local path', asyncio.open_unix_connection(dir + '/l'))
        ln = await c.forward_socks('127.0.0.1', 0)
        for version in '--socks4a', '--socks5', '--socks5-hostname':
            p = await asyncio.create_subprocess_exec('curl', '-sS', '--noproxy', '', version, '127.0.0.1:%d' % ln.get_port(), 'http://' + tcp + '/',
                stdout=asyncio.subprocess.PIPE)
            print(version, (await p.communicate())[0].decode())
        for name, ln in ('port', await c.forward_remote_port('127.0.0.1', 0, host, int(at))), ('path', await c.forward_remote_path(dir + '/r', unix)):
            there = lambda: asyncio.open_connection('127.0.0.1', ln.get_port()) if name == 'port' else asyncio.open_unix_connection(dir + '/r')
            await ask('remote ' + name, there())
            ln.close()
            await ln.wait_closed()
            await c.run('true') # behind whose answer it is gone
            await refused('remote ' + name + ' is closed', there())
        await asyncio.sleep(2.3) # in which the server asks twice
        await refused('nobody listens', c.open_connection('127.0.0.1', 1))
        await refused('no such socket', c.open_unix_connection(dir + '/none'))
        async with asyncssh.connect('127.0.0.1', int(second), tunnel=c, agent_path=dir + '/agent', **common) as d:
            print('jump', (await d.run('head -c 300000 /dev/zero | wc -c')).stdout.strip())
        many = await asyncio.gather(*[c.run('echo %d' % i) for i in range(60)])
        print('many', [int(r.stdout) for r in many] == list(range(60)))
        data = bytes(range(256)) * 1500
        for window, size in (300, 40), (100000, 100000), (64 << 20, 1 << 20):
            r = await c.run('cat', input=data[:window * 200], encoding=None, window=window, max_pktsize=size)
            print('window', window, r.stdout == data[:window * 200])
    async with asyncssh.connect('127.0.0.1', int(port), client_keys=[restricted], agent_path=None, **common) as c:
        print('restricted', (await c.run('echo in')).stdout.strip())
        await refused('terminal', c.create_process('true', term_type='vt220'))
        await refused('connection', c.open_connection(host, int(at)))
        await refused('listener', c.forward_remote_port('127.0.0.1', 0, host, int(at)))
        await refused('path', c.forward_remote_path(dir + '/x', unix))
        await refused('subsystem', c.create_process(subsystem='none'))
    await refused('stranger', asyncssh.connect('127.0.0.1', int(port), client_keys=[dir + '/stranger'], agent_path=None, **common))
    common['known_hosts'] = dir + '/others'
    await refused('other host', asyncssh.connect('127.0.0.1', int(port), client_keys=[restricted], agent_path=None, **common))

asyncio.run(main())
`

const paramikoWays = `
import logging, paramiko, os, socket, sys, threading, time
logging.getLogger('paramiko').setLevel(logging.CRITICAL)
port, user, restricted, second, tcp, unix, dir = sys.argv[1:8]
host, at = tcp.rsplit(':', 1)
at = int(at)
os.environ['SSH_AUTH_SOCK'] = dir + '/agent'

def client(known, **more):
    c = paramiko.SSHClient()
    c.load_host_keys(known)
    c.connect('127.0.0.1', username=user, look_for_keys=False, timeout=20, **more)
    return c

def ask(name, s):
    s.sendall(b'GET / HTTP/1.0\r\n\r\n')
    text = b''
    while True:
        b = s.recv(4096)
        if not b: break
        text += b
    print(name, text.decode().splitlines()[-1])
    s.close()

def refused(name, f):
    try: f()
    except (paramiko.SSHException, OSError) as e: print(name, type(e).__name__)
    else: print(name, 'is not refused')

c = client(dir + '/known', port=int(port))
t = c.get_transport()
print('banner', repr(t.get_banner()))
ask('local port', t.open_channel('direct-tcpip', (host, at), ('127.0.0.1', 1)))

def forwarded(ch, origin, here):
    print('origin', origin[0], here[0])
    def pass_on():
        s = socket.create_connection((host, at))
        s.sendall(ch.recv(4096))
        ch.sendall(s.makefile('rb').read())
        ch.close()
    threading.Thread(target=pass_on, daemon=True).start()
n = t.request_port_forward('127.0.0.1', 0, forwarded)
ask('remote port', socket.create_connection(('127.0.0.1', n)))
t.cancel_port_forward('127.0.0.1', n)
refused('remote port is closed', lambda: socket.create_connection(('127.0.0.1', n)))
time.sleep(2.3) # in which the server asks twice
refused('nobody listens', lambda: t.open_channel('direct-tcpip', ('127.0.0.1', 1), ('127.0.0.1', 1)))
d = client(dir + '/known', port=int(second), sock=t.open_channel('direct-tcpip', ('127.0.0.1', int(second)), ('127.0.0.1', 1)))
print('jump', d.exec_command('head -c 300000 /dev/zero | wc -c')[1].read().decode().strip())
d.close()
d = client(dir + '/known', port=int(second), sock=paramiko.ProxyCommand(open(dir + '/proxy').read()))
print('proxy', d.exec_command('head -c 300000 /dev/zero | wc -c')[1].read().decode().strip())
d.close()

many = [c.exec_command('echo %d' % i)[1] for i in range(60)]
print('many', [int(out.read()) for out in many] == list(range(60)))
data = bytes(range(256)) * 1500
for window, size in (40000, 4096), (100000, 100000), (64 << 20, 1 << 20):
    ch = t.open_session(window_size=window, max_packet_size=size)
    ch.exec_command('cat')
    threading.Thread(target=lambda: (ch.sendall(data), ch.shutdown_write()), daemon=True).start()
    print('window', window, ch.makefile('rb').read() == data)
c.close()

c = client(dir + '/known', port=int(port), key_filename=restricted, allow_agent=False)
t = c.get_transport()
print('restricted', c.exec_command('echo in')[1].read().decode().strip())
refused('terminal', lambda: t.open_session().get_pty())
refused('connection', lambda: t.open_channel('direct-tcpip', (host, at), ('127.0.0.1', 1)))
refused('listener', lambda: t.request_port_forward('127.0.0.1', 0))
refused('subsystem', lambda: t.open_session().invoke_subsystem('none'))
c.close()
refused('stranger', lambda: client(dir + '/known', port=int(port), key_filename=dir + '/stranger', allow_agent=False))
refused('other host', lambda: client(dir + '/others', port=int(port), key_filename=restricted, allow_agent=False))
`

func TestWaysOfPythonsClients(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"asyncssh": {asyncsshWays, lines("banner 'Welcome.\\n'", "local port T", "local path T", "--socks4a T", "--socks5 T", "--socks5-hostname T",
			"remote port T", "remote port is closed ConnectionRefusedError", "remote path T", "remote path is closed FileNotFoundError",
			"nobody listens ChannelOpenError", "no such socket ChannelOpenError", "jump 300000", "many True",
			"window 300 True", "window 100000 True", "window 67108864 True",
			"restricted in", "terminal ChannelOpenError", "connection ChannelOpenError", "listener ChannelListenError", "path ChannelListenError",
			"subsystem ChannelOpenError", "stranger PermissionDenied", "other host HostKeyNotVerifiable")},
		"paramiko": {paramikoWays, lines("banner b'Welcome.\\n'", "local port T", "origin 127.0.0.1 127.0.0.1", "remote port T", "remote port is closed ConnectionRefusedError",
			"nobody listens ChannelException", "jump 300000", "proxy 300000", "many True",
			"window 40000 True", "window 100000 True", "window 67108864 True",
			"restricted in", "terminal SSHException", "connection ChannelException", "listener SSHException",
			"subsystem SSHException", "stranger AuthenticationException", "other host BadHostKeyException")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			restricted := k.generate(t, "restricted", "ed25519", glassh(t), "keygen")
			k.write(t, "authorized_keys", k.user.line()+"restrict "+restricted.line())
			o := serverOptions{kex: oneKex + ",curve25519-sha256@libssh.org", config: []string{"SetEnv SHLVL=2", "Banner " + k.write(t, "banner", "Welcome.\n"),
				"ClientAliveInterval 1", "ClientAliveCountMax 1"}}
			s, second := glasshServe(t, k, o), sshd(t, k, o)
			a := startAgent(t, glasshAgent, openSSHAgent)
			a.add(t, true, "-q", k.user.path)
			dir := socketDir(t)
			proxy := k.write(t, "proxy", strings.Join(append(pythonsClient(t, k, s), "-W", second.addr, "127.0.0.1"), " "))
			k.write(t, "known", "[127.0.0.1]:"+s.port()+" "+k.host.line()+"[127.0.0.1]:"+second.port()+" "+k.host.line())
			k.write(t, "others", "[127.0.0.1]:"+s.port()+" "+k.stranger.line())
			for _, file := range []string{a.socket, proxy, k.stranger.path, k.stranger.path + ".pub", k.dir + "/known", k.dir + "/others"} {
				if err := os.Symlink(file, filepath.Join(dir, filepath.Base(file))); err != nil {
					t.Fatal(err)
				}
			}
			out, err := pythonClient(t, k, s, c.script, me(t), restricted.path, second.port(), httpTarget(t, "tcp"), httpTarget(t, "unix"), dir)
			if diff := cmp.Diff(strings.ReplaceAll(c.want, " T\n", " "+targetSays+"\n"), out); diff != "" || err != nil {
				t.Errorf("%v (-want +got)\n%s", err, diff)
			}
		})
	}
}

// Each server gets windows and packets by its own measure, and data as it likes it.
func TestWindowsOfPythonsServers(t *testing.T) {
	data := bytes.Repeat([]byte("what comes back\n"), 60000)
	for _, c := range []struct {
		name, more string
		start      func(t testing.TB, k *keyring, more string) *server
		length     int
	}{
		{"asyncssh/small", "window=300, max_pktsize=40", asyncsshWith, 60000},
		{"asyncssh/large", "window=64 << 20, max_pktsize=1 << 20", asyncsshWith, len(data)},
		{"paramiko/small", "Server.window = 40000, 4096\nserve()", paramikoWith, len(data)},
		{"paramiko/large", "Server.window = 64 << 20, 1 << 20\nserve()", paramikoWith, len(data)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			cfg := libraryConfig(t, job{kex: "ecdh-sha2-nistp256", suite: aes128CTR}.orDefaults(k), new(exchanges)) // which paramiko has
			cl, err := ssh.Dial(testContext(t), c.start(t, k, c.more).addr, cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer cl.Close()
			var out bytes.Buffer
			cmd := cl.Command("cat")
			cmd.Stdin, cmd.Stdout = bytes.NewReader(data[:c.length]), &out
			if err := cmd.Run(testContext(t)); err != nil || !bytes.Equal(out.Bytes(), data[:c.length]) {
				t.Errorf("%d bytes of %d, %v", out.Len(), c.length, err)
			}
		})
	}
}
