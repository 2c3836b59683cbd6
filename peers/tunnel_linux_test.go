package peers_test

import (
	"bytes"
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tunnelScript runs in a network namespace of its own, which is the server's, makes
// another for the client, and a cable between them; then it looks whether the machines
// see each other through the tunnel as well.
//
//	server  192.0.2.1 ──veth── 192.0.2.2  client
//	        198.51.100.1 ══ SSH ══ 198.51.100.2
const tunnelScript = `set -eu
ip link set lo up
unshare -n sleep 60 & other=$!
trap 'kill $(jobs -p) 2>/dev/null' EXIT
until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
inside="nsenter -t $other -n"
ip link add v1 type veth peer name v2 netns $other || { echo "no veth"; exit 77; }
ip addr add 192.0.2.1/24 dev v1
ip link set v1 up
$inside ip addr add 192.0.2.2/24 dev v2
$inside ip link set v2 up
$inside ip link set lo up
eval "exec $SERVER" &
until (exec 3<>/dev/tcp/192.0.2.1/2222) 2>/dev/null; do sleep 0.05; done
eval "exec $inside $CLIENT" </dev/null &
for n in $(seq 200); do
  if ip link show $NAME >/dev/null 2>&1 && $inside ip link show $NAME >/dev/null 2>&1; then break; fi
  sleep 0.05
done
ip link set $NAME up
$inside ip link set $NAME up
ip addr add 198.51.100.1/24 dev $NAME
$inside ip addr add 198.51.100.2/24 dev $NAME
ip addr add 2001:db8::1/64 dev $NAME nodad
$inside ip addr add 2001:db8::2/64 dev $NAME nodad
ping -c 3 -i 0.2 -W 5 -s 1400 198.51.100.2
$inside ping -c 3 -i 0.2 -W 5 -s 3000 198.51.100.1
ping -c 2 -i 0.2 -W 5 2001:db8::2
`

// Packets and frames go through tunnels to and from OpenSSH.
func TestTunnels(t *testing.T) {
	for _, name := range []string{"ip", "ping", "unshare", "nsenter"} {
		find(t, name)
	}
	if out, err := exec.Command("unshare", "-n", "ip", "tuntap", "add", "dev", "tun9", "mode", "tun").CombinedOutput(); err != nil {
		t.Skipf("network namespaces and interfaces cannot be made here: %v: %s", err, out)
	}
	k := newKeys(t)
	known := k.write(t, "known", "[192.0.2.1]:2222 "+k.host.line())
	config := k.write(t, "sshd_config", strings.ReplaceAll(sshdConfig(k, serverOptions{config: []string{"PermitTunnel yes"}}, 2222),
		"ListenAddress 127.0.0.1", "ListenAddress 192.0.2.1"))
	servers := map[string]string{
		"sshd": find(t, "sshd") + " -D -e -f " + config,
		"glassh": glassh(t) + " serve --listen 192.0.2.1:2222 -h " + k.host.path + " -a " + filepath.Join(k.dir, "authorized_keys") +
			" -o PermitTunnel=yes -o PermitRootLogin=yes",
	}
	clients := map[string]string{"ssh": find(t, "ssh"), "glassh": glassh(t) + " ssh"}
	flags := " -F none -p 2222 -l " + me(t) + " -i " + k.user.path + " -o BatchMode=yes -o IdentityAgent=none -o GlobalKnownHostsFile=/dev/null" +
		" -o StrictHostKeyChecking=yes -o UserKnownHostsFile=" + known
	for _, c := range []struct{ client, server, mode, name string }{
		{"ssh", "glassh", "point-to-point", "tun3"}, {"ssh", "glassh", "ethernet", "tap3"},
		{"glassh", "sshd", "point-to-point", "tun3"}, {"glassh", "sshd", "ethernet", "tap3"},
		{"glassh", "glassh", "point-to-point", "tun3"},
	} {
		t.Run(c.client+" to "+c.server+" "+c.mode, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(testContext(t), 40*time.Second)
			defer cancel()
			cmd := exec.CommandContext(ctx, "unshare", "-n", "bash", "-c", tunnelScript)
			cmd.WaitDelay = time.Second
			cmd.Env = append(cmd.Environ(), "NAME="+c.name, "SERVER="+servers[c.server],
				"CLIENT="+clients[c.client]+flags+" -o Tunnel="+c.mode+" -N -w 3:3 192.0.2.1")
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			err := cmd.Run()
			if cmd.ProcessState.ExitCode() == 77 {
				t.Skipf("there are no cables between network namespaces here: %s", out.String())
			}
			if err != nil || strings.Count(out.String(), " 0% packet loss") != 3 {
				t.Errorf("%v\n%s", err, out.String())
			}
		})
	}
}
