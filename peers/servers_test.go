package peers_test

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// serverOptions are what tests ask of a server.
type serverOptions struct {
	rekey    string   // RekeyLimit: "1M", or "" for the default
	hostKeys string   // HostKeyAlgorithms, or "" for the default
	userKeys string   // PubkeyAcceptedAlgorithms, likewise
	kex      string   // key exchange methods, by commas; "" for curve25519-sha256
	config   []string // further options: "Keyword value"
	sessions int      // MaxSessions, or 0 for more than tests open, or -1 for none
	flags    []string // of glassh serve: further flags
	within   []string // a program that runs the server, and its first arguments
}

// methods returns kex, or the default.
func (o serverOptions) methods() string { return cmp.Or(o.kex, oneKex) }

func (o serverOptions) maxSessions() int { return max(0, cmp.Or(o.sessions, sessions)) }

// A server runs until the test ends.
type server struct {
	addr string
	log  *journal
	pid  int // of a program
	// exchanged counts the key exchanges of all its connections, from its log; nil
	// if the log does not tell.
	exchanged func() int
}

func (s *server) port() string {
	_, port, _ := net.SplitHostPort(s.addr)
	return port
}

type startServer func(t testing.TB, k *keyring, o serverOptions) *server

const (
	// accepted are the variables that clients may set. SHLVL keeps bash from
	// reading the user's ~/.bashrc, which may take longer than the test; servers that
	// can set it do so by themselves.
	accepted = "SHLVL PEER_GIVEN"
	// sessions is how many one connection may have: above what a test opens.
	sessions = 300
	// ready is how long a server may take to listen.
	ready = 20 * time.Second
)

// sshd starts OpenSSH's server.
func sshd(t testing.TB, k *keyring, o serverOptions) *server {
	t.Helper()
	path := find(t, "sshd")
	for range 5 { // the port may be taken before sshd has it
		port := freePort(t)
		config := k.write(t, "sshd_config", sshdConfig(k, o, port))
		s := &server{addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), log: new(journal)}
		words := append(slices.Clone(o.within), path, "-D", "-e", "-f", config)
		var ended <-chan struct{}
		s.pid, ended = start(t, s.log, words[0], words[1:]...)
		if s.await(t, ended, regexp.MustCompile(`Server listening on 127\.0\.0\.1 port (\d+)`)) != "" {
			return s
		}
		if s.log.count("Address already in use") == 0 {
			t.Fatalf("sshd does not listen:\n%s", s.log)
		}
	}
	t.Fatal("no free port")
	return nil
}

func sshdConfig(k *keyring, o serverOptions, port int) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("ListenAddress 127.0.0.1")
	line("Port %d", port)
	line("HostKey %s", k.host.path)
	line("AuthorizedKeysFile %s", filepath.Join(k.dir, "authorized_keys"))
	line("PidFile none")
	line("StrictModes no")
	line("UsePAM no")
	line("PermitRootLogin yes")
	line("PasswordAuthentication no")
	line("KbdInteractiveAuthentication no")
	line("PrintMotd no")
	line("PrintLastLog no")
	line("UseDNS no")
	line("MaxStartups 100")
	line("MaxSessions %d", o.maxSessions())
	line("AcceptEnv %s", accepted)
	line("SetEnv SHLVL=2")
	line("KexAlgorithms %s", o.methods())
	line("Ciphers %s", strings.Join(append(append([]string{}, aeads...), ctrs...), ","))
	line("MACs %s", strings.Join(macs, ","))
	if o.rekey != "" {
		line("RekeyLimit %s", opensshLimit(o.rekey))
	}
	if o.hostKeys != "" {
		line("HostKeyAlgorithms %s", o.hostKeys)
	}
	if o.userKeys != "" {
		line("PubkeyAcceptedAlgorithms %s", o.userKeys)
	}
	for _, text := range o.config {
		line("%s", text)
	}
	return b.String()
}

// opensshLimit returns the RekeyLimit that makes OpenSSH do what "1M" says. It takes the
// bytes of the next packet for blocks of 16 (ssh_packet_check_rekey): with 1M and a packet
// of 64 KiB, as we let it send, keys would be exchanged for each packet.
func opensshLimit(limit string) string {
	if limit == "1M" {
		return "2M"
	}
	return limit
}

// freePort returns a port that nobody listened at a moment ago.
func freePort(t testing.TB) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// glasshServe starts our server.
func glasshServe(t testing.TB, k *keyring, o serverOptions) *server {
	t.Helper()
	args := []string{
		"serve", "-p", "0", "-h", k.host.path, "-a", filepath.Join(k.dir, "authorized_keys"),
		"-o", "LogLevel=DEBUG", "-o", fmt.Sprintf("MaxSessions=%d", o.maxSessions()),
		"-o", "Ciphers=" + strings.Join(append(append([]string{}, aeads...), ctrs...), ","),
		"-o", "MACs=" + strings.Join(macs, ","), "-o", "KexAlgorithms=" + o.methods(),
	}
	for _, name := range strings.Fields(accepted) {
		args = append(args, "-o", "AcceptEnv="+name)
	}
	args = append(args, "-o", "SetEnv=SHLVL=2")
	if o.rekey != "" {
		args = append(args, "-o", "RekeyLimit="+o.rekey)
	}
	if o.hostKeys != "" {
		args = append(args, "-o", "HostKeyAlgorithms="+o.hostKeys)
	}
	if o.userKeys != "" {
		args = append(args, "-o", "PubkeyAcceptedAlgorithms="+o.userKeys)
	}
	for _, text := range o.config {
		args = append(args, "-o", text)
	}
	args = append(append(args, o.flags...), "-o", "PermitRootLogin=yes") // whom the tests may run as
	s := &server{log: new(journal)}
	s.exchanged = func() int { return s.log.count(anExchange) }
	words := slices.Concat(o.within, []string{glassh(t)}, args)
	var ended <-chan struct{}
	s.pid, ended = start(t, s.log, words[0], words[1:]...)
	port := s.await(t, ended, regexp.MustCompile(`listening on 127\.0\.0\.1:(\d+)`))
	if port == "" {
		t.Fatalf("glassh serve does not listen:\n%s", s.log)
	}
	s.addr = net.JoinHostPort("127.0.0.1", port)
	return s
}

// anExchange is what glassh, and OpenSSH too, logs when the peer has sent NEWKEYS.
const anExchange = "NEWKEYS received"

// launch starts a program, which is ended with the test. It returns a channel that
// is closed if it ends before.
func launch(t testing.TB, log *journal, path string, args ...string) <-chan struct{} {
	t.Helper()
	_, ended := start(t, log, path, args...)
	return ended
}

// start is launch, and returns the process's number as well.
func start(t testing.TB, log *journal, path string, args ...string) (int, <-chan struct{}) {
	t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.WaitDelay = time.Second // for children that hold the streams
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { // the end of the program stops it
		cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		if !terminate(cmd.Process, ended) {
			cmd.Process.Kill()
			t.Errorf("%s did not end at SIGTERM", filepath.Base(path))
		}
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(path), tail(log.String(), 2000))
		}
	})
	return cmd.Process.Pid, ended
}

// terminate sends SIGTERM until the program has ended, and reports whether it has.
// One signal is not enough: dropbear's handler sets a flag that it reads before it
// waits for connections, so a signal between the two shows only at the next one.
func terminate(p *os.Process, ended <-chan struct{}) bool {
	for range 10 {
		p.Signal(syscall.SIGTERM)
		select {
		case <-ended:
			return true
		case <-time.After(time.Second):
		}
	}
	return false
}

// await waits for a line of the log, and returns the match's first group, or "".
func (s *server) await(t testing.TB, ended <-chan struct{}, line *regexp.Regexp) (group string) {
	t.Helper()
	waitFor(ready, func() bool {
		if m := line.FindStringSubmatch(s.log.String()); m != nil {
			group = m[1]
			return true
		}
		select {
		case <-ended:
			return true
		default:
			return false
		}
	})
	return group
}

// tail returns the last n bytes of a text.
func tail(text string, n int) string {
	if len(text) > n {
		return "…" + text[len(text)-n:]
	}
	return text
}

// exchanges returns how many key exchanges the server has logged so far.
func (s *server) exchanges() int {
	if s.exchanged == nil {
		return 0
	}
	return s.exchanged()
}
