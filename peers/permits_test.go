package peers_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What a server permits, with OpenSSH on either side: by its configuration and by the
// options of a key. Both servers and both clients are to do and to say the same.

// denied is what a client says, ours among more.
const denied = "…ermission denied…"

// TestKeysPermit has options of authorized_keys.
func TestKeysPermit(t *testing.T) {
	for _, p := range forwardingPairs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := p.serve(t, k, serverOptions{config: []string{"X11Forwarding yes", "X11DisplayOffset 400", "XAuthLocation " + find(t, "xauth"), "PermitUserRC yes"}})
			client := sshTool(t, p.program(t), k, s)
			client.env = append(client.env, "DISPLAY=:77")
			target, other := httpTarget(t, "tcp"), httpTarget(t, "tcp")
			_, targetPort, _ := net.SplitHostPort(target)
			listen, port := freePort(t), freePort(t)
			prohibited := "open failed: administratively prohibited: open failed\nstdio forwarding failed\n"
			to := func(addr string) []string { return []string{"-W", addr, "127.0.0.1"} }
			from := func(port int) []string {
				return []string{"-R", fmt.Sprintf("%d:%s", port, target), "127.0.0.1", "sleep 0.1; echo ran"}
			}
			warning := func(port int) string {
				return fmt.Sprintf("Warning: remote port forwarding failed for listen port %d\n", port)
			}
			for _, c := range []struct {
				line string
				visit
			}{
				{`permitopen="` + target + `"`, visit{"permitopen", httpRequest, to(target), targetSays, "", 0}},
				{`permitopen="127.0.0.1:*"`, visit{"permitopen of any port", httpRequest, to(target), targetSays, "", 0}},
				{`permitopen="127.0.0.1:1",permitopen="` + target + `"`, visit{"two permitopen", httpRequest, to(target), targetSays, "", 0}},
				{`permitopen="localhost:` + targetPort + `"`, visit{"permitopen goes by names", "", to(target), "", prohibited, 255}},
				{`permitopen="` + target + `"`, visit{"permitopen of another", "", to(other), "", prohibited, 255}},
				{`permitopen="` + target + `"`, visit{"permitopen, and listening", "", from(port), "ran\n", "", 0}},
				{fmt.Sprintf(`permitlisten="%d"`, listen), visit{"permitlisten", "", from(listen), "ran\n", "", 0}},
				{fmt.Sprintf(`permitlisten="localhost:%d"`, listen), visit{"permitlisten of another", "", from(port), "ran\n", warning(port), 0}},
				{`no-port-forwarding`, visit{"no-port-forwarding to it", "", to(target), "", prohibited, 255}},
				{`no-port-forwarding`, visit{"no-port-forwarding from it", "", from(port), "ran\n", warning(port), 0}},
				{`restrict,port-forwarding`, visit{"restrict,port-forwarding", httpRequest, to(target), targetSays, "", 0}},
				{`restrict`, visit{"restrict", "", to(target), "", prohibited, 255}},
				{`restrict`, visit{"restrict, a terminal", "", []string{"-tt", "127.0.0.1", "true"}, "", "PTY allocation request failed on channel 0\n", 255}},
				{`restrict,pty`, visit{"restrict,pty", "", []string{"-tt", "127.0.0.1", "tty; exit 0"}, "/dev/pts/", "", 0}},
				{`restrict`, visit{"restrict, windows", "", []string{"-Y", "127.0.0.1", "echo display=$DISPLAY"}, "display=\n", "X11 forwarding request failed on channel 0\n", 0}},
				{`command="echo forced: $SSH_ORIGINAL_COMMAND"`, visit{"command", "", []string{"127.0.0.1", "two  words"}, "forced: two words\n", "", 0}},
				{`command="exit 6",no-pty`, visit{"command, and a shell", "", []string{"127.0.0.1"}, "", "", 6}},
				{`from="192.0.2.0/24,!127.0.0.1"`, visit{"from another", "", []string{"127.0.0.1", "true"}, "", denied, 255}},
				{`from="127.0.0.0/8"`, visit{"from", "", []string{"127.0.0.1", "echo in"}, "in\n", "", 0}},
				{`expiry-time="20200101"`, visit{"expired", "", []string{"127.0.0.1", "true"}, "", denied, 255}},
				{`tunnel="0"`, visit{"tunnel", "", []string{"127.0.0.1", "echo in"}, "in\n", "", 0}},
			} {
				t.Run(c.name, func(t *testing.T) {
					k.write(t, "authorized_keys", c.line+" "+k.user.line())
					c.pay(t, client)
				})
			}
		})
	}
}

// TestServersPermit has servers with settings of sshd_config each.
func TestServersPermit(t *testing.T) {
	for _, p := range forwardingPairs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			target, port := httpTarget(t, "tcp"), freePort(t)
			prohibited := "open failed: administratively prohibited: open failed\nstdio forwarding failed\n"
			warning := fmt.Sprintf("Warning: remote port forwarding failed for listen port %d\n", port)
			to := []string{"-W", target, "127.0.0.1"}
			from := []string{"-R", fmt.Sprintf("%d:%s", port, target), "127.0.0.1", "sleep 0.1; echo ran"}
			run := func(command string) []string { return []string{"127.0.0.1", command} }
			k.write(t, "banner", "Be welcome.\n")
			for config, visits := range map[string][]visit{
				"AllowTcpForwarding local":                        {{"to", httpRequest, to, targetSays, "", 0}, {"from", "", from, "ran\n", warning, 0}},
				"AllowTcpForwarding remote":                       {{"to", "", to, "", prohibited, 255}, {"from", "", from, "ran\n", "", 0}},
				"DisableForwarding yes":                           {{"to", "", to, "", prohibited, 255}, {"from", "", from, "ran\n", warning, 0}},
				"ForceCommand echo forced: $SSH_ORIGINAL_COMMAND": {{"a command", "", run("two  words"), "forced: two words\n", "", 0}},
				"PermitTTY no":                                    {{"a terminal", "", []string{"-tt", "127.0.0.1", "true"}, "", "PTY allocation request failed on channel 0\n", 255}},
				"AllowUsers nobody":                               {{"a login", "", run("true"), "", denied, 255}},
				"DenyUsers " + me(t):                              {{"a login", "", run("true"), "", denied, 255}},
				"AllowUsers " + me(t) + "@127.0.0.0/8":            {{"a login", "", run("echo in"), "in\n", "", 0}},
				"Banner " + k.dir + "/banner":                     {{"a login", "", run("echo in"), "in\n", "Be welcome.\n", 0}},
				"ChannelTimeout session:*=2":                      {{"a silent session", "", run("echo on; sleep 30"), "on\n", "", 255}, {"and one that talks", "", run("for i in 1 2 3 4; do echo; sleep 0.5; done; echo done"), "done\n", "", 0}},
				"ExposeAuthInfo yes":                              {{"a session", "", run("cat $SSH_USER_AUTH"), "publickey " + strings.TrimSpace(k.user.line()), "", 0}},
			} {
				t.Run(config, func(t *testing.T) {
					t.Parallel()
					own := *k // with a configuration of its own
					own.dir = t.TempDir()
					own.write(t, "authorized_keys", k.user.line())
					client := sshTool(t, p.program(t), &own, p.serve(t, &own, serverOptions{config: []string{config}}))
					for _, v := range visits {
						t.Run(v.name, func(t *testing.T) { v.pay(t, client) })
					}
				})
			}
		})
	}
}

// TestForwardingIsCancelled has masters give up what they forward.
func TestForwardingIsCancelled(t *testing.T) {
	for _, p := range forwardingPairs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := p.serve(t, k, serverOptions{})
			m := shareMaster(t, k, s, p.program(t), p.program(t))
			target, dir := httpTarget(t, "tcp"), socketDir(t)
			for _, c := range []struct{ flag, at, to string }{
				{"-L", "", target}, {"-R", "", target}, {"-D", "", ""}, {"-R", "", ""},
				{"-L", filepath.Join(dir, "l"), target}, {"-R", filepath.Join(dir, "r"), target},
			} {
				at, spec := c.at, c.at
				if at == "" {
					port := freePort(t)
					at, spec = fmt.Sprintf("127.0.0.1:%d", port), fmt.Sprint(port)
				}
				if c.to != "" {
					spec += ":" + c.to
				}
				m.is(t, "", "", "", 0, "-O", "forward", c.flag, spec, "127.0.0.1")
				if c.to != "" {
					reaches(t, at)
				} else {
					curl(t, target, "--socks5-hostname", at)
				}
				m.is(t, "", "", "", 0, "-O", "cancel", c.flag, spec, "127.0.0.1")
				network := "tcp"
				if c.at != "" {
					network = "unix"
				}
				if !waitFor(2*time.Second, func() bool { nc, err := net.Dial(network, at); return err != nil || nc.Close() != nil }) {
					t.Errorf("%s %s: what was cancelled listens still", c.flag, spec)
				}
			}
			// A path that is there is in the way, unless it may be removed.
			path := filepath.Join(dir, "there")
			os.WriteFile(path, nil, 0o600)
			if _, errs, status := m.run(t, "", "-O", "forward", "-R", path+":"+target, "127.0.0.1"); status != 255 || !strings.Contains(errs, "remote port forwarding failed for listen path") {
				t.Errorf("a path that is there: %d, %q", status, errs)
			}
		})
	}
}
