package peers_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

// TestCommandsTypedOnATerminal opens ports and closes them in a session, and exchanges keys.
func TestCommandsTypedOnATerminal(t *testing.T) {
	for _, p := range forwardingPairs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := p.serve(t, k, serverOptions{config: []string{"LogLevel DEBUG"}})
			term := programTerminal(t, k, s, append(p.program(t), "-o", "EnableEscapeCommandline=yes")...)
			term.enter(`echo "rea""dy"`)
			term.expect(t, `ready`)
			target := httpTarget(t, "tcp")
			command := func(line string) {
				t.Helper()
				n := term.screen.count("ssh> ")
				io.WriteString(term.keys, "\r~C")
				if !waitFor(ready, func() bool { return term.screen.count("ssh> ") > n }) {
					t.Fatalf("no command line:\n%s", term.screen.String())
				}
				term.enter(line)
			}
			for _, flag := range []string{"L", "R", "D"} {
				port := fmt.Sprint(freePort(t))
				at, spec := "127.0.0.1:"+port, port+":"+target
				if flag == "D" {
					spec = port
				}
				command("-" + flag + " " + spec)
				listens := func() bool { nc, err := net.Dial("tcp", at); return err == nil && nc.Close() == nil }
				if !waitFor(ready, listens) {
					t.Fatalf("-%s: nobody listens:\n%s", flag, term.screen.String())
				}
				if flag == "D" {
					curl(t, target, "--socks5-hostname", at)
				} else {
					reaches(t, at)
				}
				command("-K" + flag + " " + port)
				if !waitFor(ready, func() bool { return !listens() }) {
					t.Errorf("-K%s: somebody listens still:\n%s", flag, term.screen.String())
				}
			}
			n := s.log.count(anExchange)
			io.WriteString(term.keys, "\r~R")
			if !waitFor(ready, func() bool { return s.log.count(anExchange) > n }) {
				t.Error("~R exchanges no keys")
			}
			io.WriteString(term.keys, "\r~#")
			term.expect(t, `The following connections are open:`)
			io.WriteString(term.keys, "\r~?")
			term.expect(t, `~\.\s`)
			term.enter(`echo ~~tilde; exit 3`)
			if status, err := term.wait(); status != 3 || !strings.Contains(term.screen.String(), "~tilde") {
				t.Errorf("want exit status 3, got %d, %v\n%s", status, err, term.screen.String())
			}
		})
	}
}
