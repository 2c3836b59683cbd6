package peers_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// TestServersLimit: what a server takes of strangers and of users is bounded, with
// OpenSSH on either side.
func TestServersLimit(t *testing.T) {
	const stranger, target = "STRANGER", "TARGET"
	run := func(command string) []string { return []string{"127.0.0.1", command} }
	for _, c := range []struct {
		config  string
		held    int    // connections of strangers, who say nothing
		unlike  string // a server that has another rule
		flags   []string
		visit   visit
		freed   bool // the strangers are sent away
		without bool // sessions
	}{
		{config: "MaxStartups 3:100:3", held: 2, visit: visit{words: run("echo in"), want: "in\n"}},
		{config: "MaxStartups 2:100:2", held: 2, visit: visit{words: run("true"), status: 255}},
		{config: "PerSourceMaxStartups 3", held: 2, visit: visit{words: run("echo in"), want: "in\n"}},
		{config: "PerSourceMaxStartups 2", held: 2, visit: visit{words: run("true"), status: 255}},
		{config: "LoginGraceTime 1", held: 2, visit: visit{words: run("echo in"), want: "in\n"}, freed: true},
		// Our server does not count questions whether a key would do.
		{config: "MaxAuthTries 1", flags: []string{"-i", stranger}, unlike: "glassh", visit: visit{words: run("true"), status: 255, stderr: "Too many authentication failures (protocol error)\n"}},
		{config: "MaxAuthTries 2", flags: []string{"-i", stranger}, visit: visit{words: run("echo in"), want: "in\n"}},
		{config: "UnusedConnectionTimeout 1", unlike: "sshd", visit: visit{words: []string{"-N", "127.0.0.1"}, status: 255}}, // since 9.4
		{without: true, visit: visit{words: run("true"), status: 255}},
		{without: true, visit: visit{stdin: httpRequest, words: []string{"-W", target, "127.0.0.1"}, want: targetSays}},
	} {
		for _, p := range forwardingPairs {
			t.Run(strings.Join([]string{p.name, c.config, c.visit.words[0]}, "/"), func(t *testing.T) {
				t.Parallel()
				if c.unlike != "" && strings.HasSuffix(p.name, c.unlike) {
					t.Skip("it has another rule")
				}
				k := newKeys(t)
				o := serverOptions{config: []string{c.config}}
				if c.without {
					o = serverOptions{sessions: -1}
				}
				s := p.serve(t, k, o)
				for range c.held {
					nc, err := net.Dial("tcp", s.addr)
					if err != nil {
						t.Fatal(err)
					}
					defer nc.Close()
					nc.SetDeadline(time.Now().Add(ready))
					nc.Read(make([]byte, 1)) // it is served
					if c.freed {
						if _, err := io.Copy(io.Discard, nc); err != nil {
							t.Errorf("a stranger stays behind LoginGraceTime: %v", err)
						}
					}
				}
				fill := strings.NewReplacer(stranger, k.stranger.path, target, httpTarget(t, "tcp"))
				v, flags := c.visit, append([]string{}, c.flags...)
				v.words = append([]string{}, v.words...)
				for _, words := range [][]string{v.words, flags} {
					for i := range words {
						words[i] = fill.Replace(words[i])
					}
				}
				v.pay(t, sshTool(t, p.program(t), k, s, flags...))
			})
		}
	}
}
