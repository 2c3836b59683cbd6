package peers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// asyncsshFeatures is a client that goes through what sessions have. Host keys that the server
// announces it does not look at.
const asyncsshFeatures = `
import asyncio, asyncssh, os, sys
port, user, key, agent, display, authority, dir = sys.argv[1:8]

async def say(name, process):
    r = await process.wait()
    print(name, repr(r.stdout), repr(r.stderr), r.exit_status, r.exit_signal and r.exit_signal[0])

async def main():
    async with asyncssh.connect('127.0.0.1', int(port), username=user, client_keys=[key], known_hosts=None, config=None, agent_path=agent,
            agent_forwarding=True, keepalive_interval=0.2, keepalive_count_max=20) as c:
        async def run(name, command, **more):
            await say(name, await c.create_process(command, **more))
        p = await c.create_process('cat; echo err >&2; exit 5')
        p.stdin.write('in')
        p.stdin.write_eof()
        await say('streams', p)
        await run('environment', 'echo $PEER_GIVEN $PEER_REFUSED', env={'PEER_GIVEN': 'given', 'PEER_REFUSED': 'no'})
        await run('agent', 'ssh-add -l | cut -d" " -f2')
        await run('display', 'xdpyinfo | grep -o -m1 320x200 | head -1', x11_forwarding=True, x11_display=display, x11_auth_path=authority)
        await run('subsystem', '', subsystem='words')
        p = await c.create_process('echo ready; exec sleep 60')
        await p.stdout.readline()
        p.send_signal('KILL')
        await say('signal', p)
        p = await c.create_process('stty size; stty -a; read line; stty size; exec sh -c "echo asleep; exec sleep 60"', term_type='vt220', term_size=(100, 30),
            term_modes={asyncssh.PTY_VINTR: 24, asyncssh.PTY_ECHO: 0, asyncssh.PTY_IXANY: 1})
        print('size', (await p.stdout.readline()).strip())
        modes = ''
        while 'extproc' not in modes: modes += await p.stdout.readline()
        print('modes', 'intr = ^X' in modes, ' -echo ' in modes, ' ixany ' in modes)
        p.change_terminal_size(120, 40)
        p.stdin.write('go\n')
        print('resized', (await p.stdout.readline()).strip())
        await p.stdout.readuntil('asleep')
        p.send_break(100)
        p.stdin.write('\x18')
        print('interrupted', (await p.wait()).exit_signal[0])
        async with c.start_sftp_client() as sftp:
            await sftp.put(key, dir + '/there')
            await sftp.get(dir + '/there', dir + '/back')
            print('files', open(key).read() == open(dir + '/back').read())
        await asyncio.sleep(0.7)
        await run('kept alive', 'echo yes')

asyncio.run(main())
`

func TestFeaturesOfAsyncsshsClient(t *testing.T) {
	k := newKeys(t)
	s := featured(t, k)
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	x := startX(t)
	out, err := pythonClient(t, k, s, asyncsshFeatures, me(t), k.user.path, a.socket, x.display, x.authority, k.dir)
	want := lines("streams 'in' 'err\\n' 5 None", "environment 'given\\n' '' 0 None",
		fmt.Sprintf("agent '%s\\n' '' 0 None", k.user.private.PublicKey().Fingerprint()), "display '320x200\\n' '' 0 None",
		"subsystem 'these words\\n' '' 0 None", "signal '' '' -1 KILL", "size 30 100", "modes True True True", "resized 40 120",
		"interrupted INT", "files True", "kept alive 'yes\\n' '' 0 None")
	if diff := cmp.Diff(want, out); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if s.log.count("global request: keepalive@openssh.com") == 0 {
		t.Error("no keepalive came")
	}
}

// asyncsshFeatured is a server that says what it is asked for.
const asyncsshFeatured = `
import asyncio, asyncssh, sys

async def run(p):
    if p.command == 'die': return p.exit_with_signal('ABRT', True, 'of\n old age')
    if p.subsystem: p.stdout.write('subsystem ' + p.subsystem + '\n')
    if p.command == 'agent':
        async with asyncssh.connect_agent(p.channel.get_agent_path()) as agent:
            for key in await agent.get_keys(): p.stdout.write(key.get_comment() + '\n')
    if p.command == 'display': p.stdout.write(p.channel.get_x11_display() + '\n')
    if p.command == 'talk':
        p.stdout.write('%s %s %d %d %s\n' % (p.term_type, p.term_size[:2], p.get_terminal_mode(asyncssh.PTY_VINTR),
            p.get_terminal_mode(asyncssh.PTY_ECHO), p.env.get('PEER_GIVEN')))
        while True:
            try:
                line = await p.stdin.readline()
                if not line: break
                p.stderr.write('line ' + line)
            except asyncssh.BreakReceived as e: p.stdout.write('break %d\n' % e.msec)
            except asyncssh.SignalReceived as e: p.stdout.write('signal %s\n' % e.signal)
            except asyncssh.TerminalSizeChanged as e: p.stdout.write('size %d %d\n' % (e.width, e.height))
    p.exit(4)

async def main():
    s = await asyncssh.create_server(asyncssh.SSHServer, '127.0.0.1', 0, server_host_keys=[sys.argv[1]], authorized_client_keys=sys.argv[2],
        process_factory=run, line_editor=False, x11_forwarding=True, keepalive_interval=0.2, keepalive_count_max=20)
    print('PORT', s.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
`

func TestFeaturesOfAsyncsshsServer(t *testing.T) {
	k := newKeys(t)
	s := pythonServer(t, k, asyncsshFeatured, k.host.path, filepath.Join(k.dir, "authorized_keys"))
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	var log journal
	cfg := libraryConfig(t, job{}.orDefaults(k), new(exchanges))
	cfg.KeepAlive = ssh.KeepAlive{Interval: 100 * time.Millisecond, Count: 100}
	ctx := testContext(t)
	cl, err := ssh.Dial(ctx, s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	cl.HandleAgent(func(ctx context.Context) (io.ReadWriteCloser, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", a.socket)
	})
	talk(t, cl, &log)

	var out bytes.Buffer
	cmd := cl.Command("agent")
	cmd.ForwardAgent, cmd.Stdout = true, &out
	ended(t, cmd.Run(ctx), 4)
	if want := "user\n"; out.String() != want || cmd.AgentRefused {
		t.Errorf("the agent: want %q, got %q", want, out.String())
	}
	out.Reset()
	cmd = cl.Command("")
	cmd.Subsystem, cmd.Stdout = "words", &out
	ended(t, cmd.Run(ctx), 4)
	if out.String() != "subsystem words\n" {
		t.Errorf("got %q", out.String())
	}
	var exit *ssh.ExitError
	if err := cl.Command("die").Run(ctx); !errors.As(err, &exit) || exit.Signal != "ABRT" || !exit.CoreDumped || exit.Message != `of\n old age` {
		t.Errorf("got %+v, %v", exit, err)
	}
	time.Sleep(500 * time.Millisecond) // of keepalives of both sides
	if _, err := cl.Run(ctx, "die"); !errors.As(err, &exit) {
		t.Error(err)
	}
}

// Our program has asyncssh's server run programs that use its agent and its display, and
// shows the banner; and the library hears of flow control.
func TestProgramsOnAsyncsshsServer(t *testing.T) {
	k := newKeys(t)
	s := asyncsshWith(t, k, "")
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	x := startX(t)
	out, errs, status := runPlainly(t, append(pythonsClient(t, k, s), "-Y", "-o", "ForwardAgent="+a.socket, "127.0.0.1",
		`xdpyinfo | grep -o -m1 320x200 | head -1; ssh-add -l | cut -d" " -f2; XAUTHORITY=/dev/null xdpyinfo >/dev/null 2>&1 || echo none; exit 3`),
		"DISPLAY="+x.display, "XAUTHORITY="+x.authority)
	want := "320x200\n" + k.user.private.PublicKey().Fingerprint() + "\nnone\n"
	if out != want || status != 3 || !strings.HasPrefix(errs, "Welcome,\nall of you.\n") {
		t.Errorf("want %q, got %q, exit status %d, %q", want, out, status, errs)
	}
	var flow []bool
	cmd := k.dial(t, s).Command("flow")
	cmd.XonXoff = func(can bool) { flow = append(flow, can) }
	if err := cmd.Run(testContext(t)); err != nil || !slices.Equal(flow, []bool{false, true}) {
		t.Errorf("flow control %v, %v", flow, err)
	}
}

// talk has a server say what it hears of a terminal.
func talk(t *testing.T, cl *ssh.Client, log *journal) {
	t.Helper()
	ctx := testContext(t)
	r, w := io.Pipe()
	cmd := cl.Command("talk")
	cmd.Env = []string{"PEER_GIVEN=given"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r, log, log
	cmd.Pty = &ssh.Pty{Term: "vt220", Size: ssh.Size{Columns: 100, Rows: 30},
		Modes: wire.TerminalModes(nil).Append(wire.ModeVINTR, 24).Append(wire.ModeECHO, 0).End()}
	if err := cmd.Start(ctx); err != nil {
		t.Fatal(err)
	}
	hears := func(text string) {
		t.Helper()
		if !waitFor(ready, func() bool { return log.count(text+"\n") > 0 }) {
			t.Errorf("want %q, got %q", text, log)
		}
	}
	hears("vt220 (100, 30) 24 0 given")
	if err := cmd.Resize(ctx, ssh.Size{Columns: 120, Rows: 40}); err != nil {
		t.Error(err)
	}
	hears("size 120 40")
	if err := cmd.Signal(ctx, "USR1"); err != nil {
		t.Error(err)
	}
	hears("signal USR1")
	if ok, err := cmd.Break(ctx, 700*time.Millisecond); !ok || err != nil {
		t.Error(ok, err)
	}
	hears("break 700")
	io.WriteString(w, "hello\n")
	hears("line hello")
	w.Close()
	ended(t, cmd.Wait(), 4)
}

// ended checks how a command ended.
func ended(t *testing.T, err error, status int) {
	t.Helper()
	var exit *ssh.ExitError
	if !errors.As(err, &exit) || exit.Status != status {
		t.Errorf("want exit status %d, got %v", status, err)
	}
}
