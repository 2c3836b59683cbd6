package peers_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// asyncsshServing is a server that runs commands with sh, and forwards all that it is asked
// to. Its arguments are host keys by commas, a file of authorized keys, a directory, and
// further arguments of asyncssh.listen.
const asyncsshServing = `
import asyncio, asyncssh, os, sys
from asyncio.subprocess import PIPE

class Server(asyncssh.SSHServer):
    def connection_made(self, conn): self.conn = conn
    def begin_auth(self, username):
        self.conn.send_auth_banner('Welcome,\nall of you.\n')
        return True
    def connection_requested(self, *args): return True
    def server_requested(self, host, port): return host != 'refused'
    def unix_connection_requested(self, path): return True
    def unix_server_requested(self, path): return True

async def run(p):
    if p.command == 'flow':
        for can in False, True:
            p.channel.set_xon_xoff(can)
        return p.exit(0)
    display, agent = p.channel.get_x11_display(), p.channel.get_agent_path()
    sub = await asyncio.create_subprocess_shell(p.command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=dict(os.environ,
        XAUTHORITY=sys.argv[3] + '/there', DISPLAY=display or '', SSH_AUTH_SOCK=agent or ''))
    await p.redirect(sub.stdin, sub.stdout, sub.stderr)
    await p.stdout.drain()
    await p.stderr.drain()
    p.exit(await sub.wait())

async def main():
    s = await asyncssh.listen('127.0.0.1', 0, server_factory=Server, server_host_keys=sys.argv[1].split(','), authorized_client_keys=sys.argv[2],
        process_factory=run, encoding=None, x11_forwarding=True, x11_auth_path=sys.argv[3] + '/there', **eval('dict(' + sys.argv[4] + ')'))
    print('PORT', s.sockets[0].getsockname()[1])
    await asyncio.Event().wait()

asyncio.run(main())
`

// asyncsshWith is asyncsshServing with those further arguments.
func asyncsshWith(t testing.TB, k *keyring, more string) *server {
	t.Helper()
	return pythonServer(t, k, asyncsshServing, k.host.path, filepath.Join(k.dir, "authorized_keys"), k.dir, more)
}

func asyncsshShell(t testing.TB, k *keyring, o serverOptions) *server {
	t.Helper()
	return asyncsshWith(t, k, "kex_algs=["+pythonNames(o.methods())+"]")
}

// paramikoKeys reads a private key of any type.
const paramikoKeys = `
import paramiko, sys
kinds = {'ssh-ed25519': paramiko.Ed25519Key, 'ssh-rsa': paramiko.RSAKey}
def private(file): return kinds.get(open(file + '.pub').read().split()[0], paramiko.ECDSAKey)(filename=file)
`

// paramikoServing makes servers: class Server runs commands with sh, and forwards all that
// it is asked to; scripts derive theirs from it. Its arguments are host keys by commas and
// a file of authorized keys.
const paramikoServing = paramikoKeys + `
import paramiko.agent, socket, struct, subprocess, threading, time

hosts = [private(file) for file in sys.argv[1].split(',')]
users = [line.split()[1] for line in open(sys.argv[2]) if line.strip()]

# What comes from a goes to b, and the other way.
def join(a, b):
    def pass_on(a, b):
        while True:
            data = a.recv(4096)
            if not data: break
            b.sendall(data)
        (b.shutdown_write if isinstance(b, paramiko.Channel) else lambda: b.shutdown(socket.SHUT_WR))()
    back = threading.Thread(target=pass_on, args=(b, a), daemon=True)
    back.start()
    pass_on(a, b)
    back.join()
    a.close()
    b.close()

class Server(paramiko.ServerInterface):
    window = 1 << 21, 1 << 15 # of channels, and their packets
    pause = 0.1 # paramiko says that it takes a command behind the function that decides that
    def __init__(self, t):
        self.t, self.targets, self.listening = t, {}, {}
        t.default_window_size, t.default_max_packet_size = self.window
    def get_allowed_auths(self, username): return 'publickey'
    def check_auth_publickey(self, username, key):
        return paramiko.AUTH_SUCCESSFUL if key.get_base64() in users else paramiko.AUTH_FAILED
    def check_channel_request(self, kind, id): return paramiko.OPEN_SUCCEEDED
    def check_channel_exec_request(self, channel, command):
        def run():
            p = subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
            def feed():
                while True:
                    data = channel.recv(32768)
                    if not data: break
                    p.stdin.write(data)
                p.stdin.close()
            threading.Thread(target=feed, daemon=True).start()
            while True:
                data = p.stdout.read(32768)
                if not data: break
                channel.sendall(data)
            channel.sendall_stderr(p.stderr.read())
            return p.wait()
        return self.run(channel, run)
    # run has f do a command, and return the exit status.
    def run(self, channel, f):
        def go():
            time.sleep(self.pause)
            channel.send_exit_status(f())
            channel.close()
        threading.Thread(target=go, daemon=True).start()
        return True

    def check_channel_direct_tcpip_request(self, id, origin, target):
        self.targets[id] = target
        return paramiko.OPEN_SUCCEEDED
    # accept connects what is forwarded to where it goes. The end of the connection stops it.
    def accept(self):
        while self.t.is_active():
            channel = self.t.accept(1)
            if channel and channel.get_id() in self.targets:
                try: threading.Thread(target=join, args=(channel, socket.create_connection(self.targets[channel.get_id()])), daemon=True).start()
                except OSError: channel.close()
    def check_port_forward_request(self, address, port):
        if address == 'refused': return False
        l = socket.create_server((address, port))
        at = l.getsockname()[1]
        self.listening[address, at] = l
        def listen():
            while True:
                try: s, origin = l.accept()
                except OSError: return
                channel = self.t.open_forwarded_tcpip_channel(origin, (address, at))
                threading.Thread(target=join, args=(channel, s), daemon=True).start()
        threading.Thread(target=listen, daemon=True).start()
        return at
    def cancel_port_forward_request(self, address, port):
        l = self.listening.pop((address, port))
        l.shutdown(socket.SHUT_RDWR)
        l.close()

# serve serves connections for ever; prepare sets what a server has for all of them.
def serve(server=Server, prepare=lambda t: None):
    l = socket.create_server(('127.0.0.1', 0))
    print('PORT', l.getsockname()[1], flush=True)
    while True:
        t = paramiko.Transport(l.accept()[0])
        for key in hosts: t.add_server_key(key)
        prepare(t)
        s = server(t)
        t.start_server(event=threading.Event(), server=s)
        threading.Thread(target=s.accept, daemon=True).start()
`

// paramikoWith runs paramikoServing and then what more says, which serves.
func paramikoWith(t testing.TB, k *keyring, more string) *server {
	t.Helper()
	return pythonServer(t, k, paramikoServing+more, k.host.path, filepath.Join(k.dir, "authorized_keys"))
}

// paramikoShell has its own key exchange methods: a wrong guess is one that it does not have.
func paramikoShell(t testing.TB, k *keyring, o serverOptions) *server {
	t.Helper()
	return paramikoWith(t, k, `
paramiko.Transport._preferred_kex = (`+pythonNames(o.methods())+`,)
Server.pause = 0 # which the command's own time is enough for
serve()
`)
}

// pythonNames writes names as a list of strings.
func pythonNames(names string) string { return "'" + strings.ReplaceAll(names, ",", "', '") + "'" }
