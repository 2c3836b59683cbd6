package peers_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// OpenSSH's programs as ends of a benchmark. Each is a child of an end, which counts the
// CPU time of its programs in place of its own:
//
//	end ── ssh, which holds the connection ────────── sshd ── end
//	    └─ ssh -S, one for each stream: it hands       └─ sshd's session
//	       its descriptors to the other, and waits         └─ sh
//	                                                          └─ head or cat
//
// So a stream is opened on a connection that is there, as with the other peers, and the
// bytes take the way that they take in any ssh: its end reads them from a pipe, or writes
// them to /dev/null, and the server's end is a command of a shell.

// opensshServer is the order that starts sshd. The shell is /bin/sh, if the test may say
// so: bash reads files at its start, and those of a user take long.
func opensshServer(b *testing.B, k *keyring, cipher string) order {
	b.Helper()
	port := freePort(b)
	words := []string{find(b, "sshd"), "-D", "-e", "-f", k.write(b, "sshd_config", sshdConfig(k, serverOptions{}, port))}
	return order{
		Do: "serve", Peer: "openssh", Cipher: cipher, Words: append(withShell(b, k), words...),
		Addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
	}
}

// withShell returns the first words of a command whose users have /bin/sh as their shell,
// in a mount namespace, or none if this user may not.
func withShell(b *testing.B, k *keyring) []string {
	passwd, err := os.ReadFile("/etc/passwd")
	if err != nil || os.Getuid() != 0 {
		return nil
	}
	lines := strings.Split(strings.TrimRight(string(passwd), "\n"), "\n")
	for i, line := range lines {
		lines[i] = line[:strings.LastIndexByte(line, ':')+1] + "/bin/sh"
	}
	path := k.write(b, "passwd", strings.Join(lines, "\n")+"\n")
	os.Chmod(path, 0o644)
	words := []string{"unshare", "-m", "sh", "-c", `mount --bind "$0" /etc/passwd && exec "$@"`, path}
	if exec.Command(words[0], append(words[1:len(words):len(words)], "true")...).Run() != nil {
		return nil
	}
	return words
}

// opensshDial is the order that connects. The socket's directory has a short path: that of
// a test may be longer than a socket's may be.
func opensshDial(b *testing.B, k *keyring, cipher, addr string) order {
	b.Helper()
	dir, err := os.MkdirTemp("", "ssh-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	_, port, _ := net.SplitHostPort(addr)
	words := []string{
		find(b, "ssh"), "-F", "none", "-T", "-p", port, "-i", k.user.path, "-c", cipher, "-S", filepath.Join(dir, "s"),
	}
	for _, option := range []string{
		"StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "GlobalKnownHostsFile=/dev/null", "LogLevel=ERROR",
		"IdentitiesOnly=yes", "IdentityAgent=none", "BatchMode=yes", "KexAlgorithms=" + oneKex,
	} {
		words = append(words, "-o", option)
	}
	return order{Do: "dial", Peer: "openssh", Words: append(words, "127.0.0.1"), Addr: filepath.Join(dir, "s")}
}

// programs says that this end's programs are counted, and not itself.
var programs bool

// opensshServe starts sshd for an end, whose end is its.
func opensshServe(o order) (string, error) {
	programs = true
	cmd := exec.Command(o.Words[0], o.Words[1:]...)
	stderr, err := cmd.StderrPipe()
	if err == nil {
		err = startProgram(cmd)
	}
	if err != nil {
		return "", err
	}
	var said []string
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		if strings.Contains(lines.Text(), "Server listening") {
			go io.Copy(io.Discard, stderr) // the end of sshd stops it
			return o.Addr, nil
		}
		said = append(said, lines.Text())
	}
	return "", fmt.Errorf("sshd does not listen: %q", said)
}

// started are programs to end with this process.
var started []*os.Process

func startProgram(cmd *exec.Cmd) error {
	err := cmd.Start()
	if err == nil {
		started = append(started, cmd.Process)
	}
	return err
}

// endPrograms ends what this end has started.
func endPrograms() {
	for _, p := range started {
		p.Signal(syscall.SIGTERM) // an interrupt may be ignored: a shell does that for what it runs in the background
		p.Wait()
	}
}

// opensshConnect starts the ssh that holds the connection.
func opensshConnect(o order) (endClient, error) {
	programs = true
	last := len(o.Words) - 1
	master := exec.Command(o.Words[0], append([]string{"-M", "-N"}, o.Words[1:]...)...)
	master.Stderr = os.Stderr
	if err := startProgram(master); err != nil {
		return nil, err
	}
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(o.Addr); err == nil {
			break
		} else if time.Since(start) > ready {
			return nil, errors.New("ssh does not connect")
		}
	}
	return func(command string) (endStream, error) {
		verb, number, _ := strings.Cut(command, " ")
		n, _ := strconv.Atoi(number)
		s := &opensshStream{zeros: int64(n), missing: int64(n), down: verb == "down"}
		switch verb {
		case "down":
			command = "head -c " + number + " /dev/zero"
		case "up":
			command = "cat >/dev/null"
		case "echo":
			command = "cat"
		}
		s.cmd = exec.CommandContext(context.Background(), o.Words[0], append(o.Words[1:last:last], "-o", "ControlMaster=no", o.Words[last], command)...)
		s.cmd.Stderr = &s.stderr
		var err error
		if verb != "down" {
			if s.in, err = s.cmd.StdinPipe(); err != nil {
				return nil, err
			}
		}
		if verb == "echo" {
			if s.out, err = s.cmd.StdoutPipe(); err != nil {
				return nil, err
			}
		}
		return s, s.cmd.Start()
	}, nil
}

// An opensshStream is an ssh that runs one command. Of a download, whose output nobody
// sees, it says at the end that all of it was there, as ssh's status says.
type opensshStream struct {
	cmd     *exec.Cmd
	stderr  bytes.Buffer
	in      io.WriteCloser
	out     io.Reader // nil: /dev/null
	down    bool
	zeros   int64
	missing int64
	waited  bool
}

func (s *opensshStream) Write(p []byte) (int, error) { return s.in.Write(p) }

func (s *opensshStream) Read(p []byte) (int, error) {
	if s.out != nil {
		return s.out.Read(p)
	}
	if !s.waited {
		if err := s.wait(); err != nil {
			return 0, err
		}
	}
	if !s.down || s.missing == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), s.missing)
	s.missing -= n
	return int(n), nil
}

func (s *opensshStream) wait() error {
	s.waited = true
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("%w, %q", err, s.stderr.Bytes())
	}
	return nil
}

func (s *opensshStream) CloseWrite() error { return s.in.Close() }

func (s *opensshStream) Close() error {
	if s.waited {
		return nil
	}
	if s.in != nil {
		s.in.Close()
	}
	return s.wait()
}

// programsTime returns the CPU time of the programs that this process has started, of
// theirs, and of all that they have waited for.
func programsTime() float64 { return treeTime(os.Getpid(), false) + childrenTime() }

// treeTime returns that of a process's descendants and of what they have waited for, and
// with itself also its own and what it has waited for.
func treeTime(root int, itself bool) (seconds float64) {
	type process struct {
		parent string
		ticks  float64
	}
	all := make(map[string]process)
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		// proc(5): pid (comm) state ppid …, and utime, stime, cutime and cstime from the
		// 14th on. Only comm may have spaces and parentheses.
		f := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		p := process{parent: f[1]}
		for _, ticks := range f[11:15] {
			n, _ := strconv.ParseFloat(ticks, 64)
			p.ticks += n
		}
		all[filepath.Base(filepath.Dir(file))] = p
	}
	top := strconv.Itoa(root)
	for pid := range all {
		for at := pid; at != "" && at != "0"; at = all[at].parent {
			if at != top {
				continue
			}
			if pid != top || itself {
				seconds += all[pid].ticks / clockTicks
			}
			break
		}
	}
	return seconds
}

// clockTicks are the units of /proc in a second: on Linux always as many.
const clockTicks = 100
