package peers_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// More of what dropbear's client, PuTTY's programs and libssh2 have, at our server.

// TestOtherClientsThroughReexchanges has our server exchange keys after each MiB, while they
// send and receive.
func TestOtherClientsThroughReexchanges(t *testing.T) {
	const size = 6 << 20
	k := newKeys(t)
	s := glasshServe(t, k, serverOptions{rekey: "1M", config: []string{"Subsystem sftp /usr/lib/openssh/sftp-server"}})
	text := make([]byte, size)
	stream(size).Read(text)
	here := filepath.Join(k.dir, "here")
	if err := os.WriteFile(here, text, 0o600); err != nil {
		t.Fatal(err)
	}
	curl := tool{program: find(t, "curl"), flags: []string{"-sS", "-m", "60", "--insecure", "-u", me(t) + ":", "--key", k.user.path, "--pubkey", k.user.path + ".pub"}}
	there := "sftp://127.0.0.1:" + s.port() + k.dir + "/there"
	echo := []string{"127.0.0.1", "cat"}
	for _, c := range []struct {
		name   string
		client tool
		words  [][]string // the last one's output is what has gone there
	}{
		{"plink", plinkTool(t, k, s), [][]string{echo}},
		{"dbclient", dbclientTool(t, k, s), [][]string{echo}},
		{"curl", curl, [][]string{{"-T", here, there}, {there}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := s.exchanges()
			for i, words := range c.words {
				out, errs, status := c.client.run(t, bytes.NewReader(text), words...)
				if status != 0 || i == len(c.words)-1 && out != string(text) {
					t.Errorf("%q: status %d, %d bytes of %d, %q", words, status, len(out), len(text), tail(errs, 1000))
				}
			}
			if n := s.exchanges() - before; n < 6 {
				t.Errorf("keys were exchanged %d times", n)
			}
		})
	}
}

// TestPuTTYsPrograms has those around plink, and its ways to connect and to share.
func TestPuTTYsPrograms(t *testing.T) {
	k := newKeys(t)
	line, errs, status := tool{program: glassh(t)}.run(t, strings.NewReader("open, please\n"), "serve", "--hash-password")
	if status != 0 {
		t.Fatal(errs)
	}
	passwords := k.write(t, "passwords", me(t)+":"+strings.TrimSpace(line)+"\n")
	s := glasshServe(t, k, serverOptions{
		config: []string{"Subsystem sftp /usr/lib/openssh/sftp-server", "KbdInteractiveAuthentication yes"}, flags: []string{"--password-file", passwords},
	})
	plink := plinkTool(t, k, s)
	common := func(flags []string) (list []string) { // what pscp and psftp have too
		for _, flag := range flags {
			if flag != "-ssh" {
				list = append(list, flag)
			}
		}
		return list
	}
	pscp := tool{find(t, "pscp"), append(common(plink.flags), "-q"), plink.env}
	psftp := tool{find(t, "psftp"), common(plink.flags), plink.env}
	bare := tool{plink.program, []string{"-ssh", "-batch", "-P", s.port(), "-l", me(t), "-hostkey", k.host.private.PublicKey().Fingerprint()}, plink.env}
	here, there, back := k.write(t, "here", "some text\n"), filepath.Join(k.dir, "there"), filepath.Join(k.dir, "back")
	remote := func(path string) string { return me(t) + "@127.0.0.1:" + path }
	for _, mode := range []string{"-sftp", "-scp"} {
		for _, words := range [][]string{{mode, here, remote(there)}, {mode, remote(there), back}} {
			visit{words: words}.pay(t, pscp)
		}
		if text := readText(t, back); text != "some text\n" {
			t.Errorf("pscp %s: %q came back", mode, text)
		}
		os.Remove(there)
		os.Remove(back)
	}
	batch := k.write(t, "batch", "put "+here+" "+there+"\nget "+there+" "+back+"\nls "+k.dir+"\nrm "+there+"\nquit\n")
	visit{words: []string{"-b", batch, "127.0.0.1"}, want: "there\n"}.pay(t, psftp)
	if text := readText(t, back); text != "some text\n" {
		t.Errorf("psftp: %q came back", text)
	}
	visit{words: []string{"-pwfile", k.write(t, "secret", "open, please\n"), "127.0.0.1", "echo in"}, want: "in\n"}.pay(t, bare)
	proxy := glassh(t) + " ssh " + strings.Join(programFlags(t, k, s, job{}.orDefaults(k)), " ") + " -W %host:%port 127.0.0.1"
	visit{words: []string{"-proxycmd", proxy, "127.0.0.1", "echo through"}, want: "through\n"}.pay(t, plink)
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	bare.env = append(bare.env, "SSH_AUTH_SOCK="+a.socket)
	visit{words: []string{"-agent", "127.0.0.1", "echo in"}, want: "in\n"}.pay(t, bare)

	// A connection that others use, who say nothing of who they are. What they let the server
	// listen for does not come to them: 0.78 resets it, with OpenSSH's server, too.
	target := httpTarget(t, "tcp")
	shared := append(append([]string{}, plink.flags...), "-share", "-N", "127.0.0.1")
	t.Setenv("HOME", k.dir)
	t.Setenv("XDG_RUNTIME_DIR", socketDir(t))
	launch(t, new(journal), plink.program, shared...)
	bare.flags = append(bare.flags, "-share", "-noagent")
	bare.env = nil
	if !waitFor(ready, func() bool { _, _, status := bare.run(t, nil, "-shareexists", "127.0.0.1"); return status == 0 }) {
		t.Fatal("nobody shares a connection")
	}
	visit{stdin: "in", words: []string{"127.0.0.1", "cat; exit 5"}, want: "in", status: 5}.pay(t, bare)
	visit{stdin: httpRequest, words: []string{"-nc", target, "127.0.0.1"}, want: targetSays}.pay(t, bare)
}

// TestDropbearsClientConnects by a program, from an address, and with algorithms of its own
// choice, and listens for others.
func TestDropbearsClientConnects(t *testing.T) {
	k := newKeys(t)
	s := glasshServe(t, k, serverOptions{config: []string{"GatewayPorts clientspecified"}})
	dbclient := dbclientTool(t, k, s)
	proxy := glassh(t) + " ssh " + strings.Join(programFlags(t, k, s, job{}.orDefaults(k)), " ") + " -W 127.0.0.1:" + s.port() + " 127.0.0.1"
	for _, v := range []visit{
		{"-J", "", []string{"-J", proxy, "127.0.0.1", "echo through"}, "through\n", "", 0},
		{"-b", "", []string{"-b", "127.0.0.3", "127.0.0.1", "echo $SSH_CONNECTION"}, "127.0.0.3 ", "", 0},
		{"-c -m", "", []string{"-c", "aes256-ctr", "-m", "hmac-sha2-256", "127.0.0.1", "echo in"}, "in\n", "", 0},
		{"-W", strings.Repeat("w", 3<<20), []string{"-W", "1000000", "127.0.0.1", "cat"}, strings.Repeat("w", 3<<20), "", 0},
	} {
		t.Run(v.name, func(t *testing.T) {
			v.pay(t, dbclient)
		})
	}
	target, local, remote := httpTarget(t, "tcp"), freePort(t), freePort(t)
	launch(t, new(journal), dbclient.program, append(append([]string{}, dbclient.flags...), "-N", "-g", "-L", fmt.Sprintf("%d:%s", local, target),
		"-R", fmt.Sprintf("0.0.0.0:%d:%s", remote, target), "127.0.0.1")...)
	reaches(t, fmt.Sprintf("127.0.0.2:%d", local))
	reaches(t, fmt.Sprintf("127.0.0.2:%d", remote))
}
