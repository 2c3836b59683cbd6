package peers_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestTheProgramGuesses connects to servers that it knows by one name, over a path with a
// delay, and counts how often the program waits: the second time, with a guess, once less.
// The server behind the name changes then, so that the guess is wrong, and is forgotten.
func TestTheProgramGuesses(t *testing.T) {
	for _, peer := range loginServers {
		t.Run(peer.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			k.write(t, "known", "box "+k.host.line())
			other := "ecdh-sha2-nistp256"
			before, after := peer.start(t, k, serverOptions{kex: peer.kex}), peer.start(t, k, serverOptions{kex: other})
			// On a busy machine what comes together may come apart, and counts as more.
			var wrong []string
			for range 3 {
				if wrong = k.guessing(t, before, after, peer.more, peer.deaf); len(wrong) == 0 {
					return
				}
				if err := os.RemoveAll(filepath.Join(k.dir, "cache")); err != nil {
					t.Fatal(err)
				}
			}
			t.Errorf("%s", strings.Join(wrong, "\n"))
		})
	}
	t.Run("dropbear", func(t *testing.T) { // which lets nobody in here
		t.Parallel()
		k := newKeys(t)
		k.write(t, "known", "box "+k.host.line())
		s := dropbear(t, k)
		for i := range 3 {
			if r := k.program(t, s, false); r.guessed != (i > 0) {
				t.Errorf("%d: %+v", i, r)
			}
		}
	})
}

// guessing connects to two servers, in turn, and returns what was not right. A server that
// sends its NEWKEYS when it gets to it makes more round trips.
func (k *keyring) guessing(t *testing.T, before, after *server, more int, deaf bool) (wrong []string) {
	t.Helper()
	most := 0
	for _, c := range []struct {
		name    string
		to      *server
		guessed bool
		spared  int
	}{
		{"without a guess", before, false, 0}, {"with a guess", before, true, 1},
		{"with a wrong guess", after, false, 0}, {"behind a wrong guess", after, true, 1},
	} {
		r := k.program(t, c.to, true)
		limit := most + more - c.spared
		switch {
		case most == 0:
			most, limit = r.trips, r.trips
		case deaf && c.name == "with a wrong guess":
			limit += most // the connection is another one: this server ended that of the guess
		}
		if r.guessed != c.guessed || r.status != 0 || r.trips > limit {
			wrong = append(wrong, fmt.Sprintf("%s, at most %d round trips: %+v", c.name, limit, r))
		}
	}
	return wrong
}

// A programLogin is how the program connected, ran true, and ended.
type programLogin struct {
	status, trips int
	guessed       bool
	said          string
}

// program runs the program, with a directory of its own for what it remembers.
func (k *keyring) program(t *testing.T, s *server, far bool) (r programLogin) {
	t.Helper()
	addr, trips := s.addr, func() int { return 0 }
	if far {
		addr, trips = counting(t, delay(t, addr, oneWay))
	}
	host, port, _ := net.SplitHostPort(addr)
	cache := filepath.Join(k.dir, "cache")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(testContext(t), glassh(t), "ssh", "-v", "-F", "none", "-n", "-p", port, "-i", k.user.path, "-o", "BatchMode=yes",
		"-o", "IdentityAgent=none", "-o", "HostKeyAlias=box", "-o", "UserKnownHostsFile="+filepath.Join(k.dir, "known"),
		"-o", "KexAlgorithms=ecdh-sha2-nistp384,"+oneKex+",ecdh-sha2-nistp256,ecdh-sha2-nistp521", "-o", "SetEnv=SHLVL=2", host, "true")
	cmd.Env = append(slices.Clone(os.Environ()), "XDG_CACHE_HOME="+cache)
	out, _ := cmd.CombinedOutput()
	return programLogin{cmd.ProcessState.ExitCode(), trips(), strings.Contains(string(out), "as guessed"), string(out)}
}

// counting starts a proxy to addr, and returns its address and what counts how often its
// clients waited, all together.
func counting(t *testing.T, addr string) (string, func() int) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex // guards list
	var list []*turns
	t.Cleanup(func() {
		ln.Close()
		all.Wait()
	})
	all.Go(func() { // the end of the test stops it
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			nc, err := net.Dial("tcp", addr)
			if err != nil {
				c.Close()
				continue
			}
			up := &turns{Conn: nc, soon: oneWay / 2}
			mu.Lock()
			list = append(list, up)
			mu.Unlock()
			all.Go(func() { // the end of the client stops it
				io.Copy(up, c)
				nc.(*net.TCPConn).CloseWrite()
			})
			all.Go(func() { // and of the server
				io.Copy(c, up)
				c.Close()
				nc.Close()
			})
		}
	})
	return ln.Addr().String(), func() (n int) {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range list {
			n += c.count()
		}
		return n
	}
}
