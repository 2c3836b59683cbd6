package peers_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	xssh "golang.org/x/crypto/ssh"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// An end is a process of its own, which is one end of a benchmark's connection: this
// program, started anew. It reads orders, one JSON object a line, and answers each.
type end struct {
	in      *json.Encoder
	answers *json.Decoder
}

// endVariable says to this program that it is an end.
const endVariable = "GLASSH_PEERS_END"

// An order goes to an end.
type order struct {
	Do     string // "serve", "dial", "usage", or what endClient.do knows
	Peer   string // "glassh", "xcrypto", "openssh", "tcp": serve and dial
	Cipher string
	Key    []byte // the host's for serve, the user's for dial
	Addr   string
	Words  []string // a command of OpenSSH's, or where to forward to
	N      int
}

// A report is the answer.
type report struct {
	Error   string
	Addr    string          // of serve
	Seconds float64         // that the order took
	Times   []time.Duration // of its N parts
	usage
}

// usage is what the process has used so far.
type usage struct {
	CPU              float64 // seconds
	Mallocs, Malloc  uint64  // allocations, and bytes of them
	Memory, Routines uint64  // heap and stacks in use, and goroutines
}

// startEnd starts an end, which is over with the benchmark.
func startEnd(b testing.TB) *end {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), endVariable+"=1"), os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { in.Close(); cmd.Wait() })
	return &end{json.NewEncoder(in), json.NewDecoder(bufio.NewReader(out))}
}

// do gives an order and waits for its report.
func (e *end) do(b testing.TB, o order) (r report) {
	b.Helper()
	if err := e.in.Encode(o); err != nil {
		b.Fatal(err)
	}
	if err := e.answers.Decode(&r); err != nil {
		b.Fatal(err)
	}
	if r.Error != "" {
		b.Fatal(o.Do, ": ", r.Error)
	}
	return r
}

// runEnd is the main function of an end.
func runEnd() int {
	var cl endClient
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	defer endPrograms()
	for {
		var o order
		if in.Decode(&o) != nil {
			return 0
		}
		var r report
		var err error
		start := time.Now()
		switch o.Do {
		case "serve":
			r.Addr, err = endServe(o)
		case "dial":
			cl, err = endDial(o)
		case "usage":
		case "xserve":
			r.Addr, err = xServeForwarding(o)
		case "xforward":
			r.Addr, err = xForward(o)
		case "idle":
			err = endIdle(o)
		case "login":
			r.Times, err = endLogins(o)
		default:
			r.Times, err = doOrder(cl, o)
		}
		r.Seconds = time.Since(start).Seconds()
		if err != nil {
			r.Error = err.Error()
		}
		r.usage = used(o.Do == "usage" && o.N > 0)
		if out.Encode(r) != nil {
			return 1
		}
	}
}

// An endStream is a channel, or a bare TCP connection.
type endStream interface {
	io.ReadWriteCloser
	CloseWrite() error
}

// An endClient opens streams on which the other end carries out a command.
type endClient func(command string) (endStream, error)

// handleCommand is what the other end does.
func handleCommand(command string, s endStream) error {
	verb, number, _ := strings.Cut(command, " ")
	n, _ := strconv.Atoi(number)
	switch verb {
	case "down":
		return send(s, n)
	case "up":
		return receive(s, n)
	case "echo":
		p := make([]byte, 1<<10)
		for {
			k, err := s.Read(p)
			if err == io.EOF {
				return nil
			} else if err == nil {
				_, err = s.Write(p[:k])
			}
			if err != nil {
				return err
			}
		}
	}
	return nil // "true"
}

// doOrder is what the client's end does.
func doOrder(open endClient, o order) (times []time.Duration, err error) {
	command := fmt.Sprint(o.Do, " ", o.N)
	if o.Do == "true" {
		for range o.N {
			start := time.Now()
			s, err := open("true")
			if err != nil {
				return nil, err
			}
			if _, err := s.Read(make([]byte, 1)); err != io.EOF {
				return nil, fmt.Errorf("want the end of true, got %v", err)
			}
			s.Close()
			times = append(times, time.Since(start))
		}
		return times, nil
	}
	s, err := open(command)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	switch o.Do {
	case "down":
		return nil, receive(s, o.N)
	case "up":
		if err := send(s, o.N); err != nil {
			return nil, err
		}
		s.CloseWrite()
		_, err := io.Copy(io.Discard, s) // the server has read everything
		return nil, err
	case "echo":
		key := make([]byte, 1)
		for range o.N {
			start := time.Now()
			if _, err := s.Write(key); err != nil {
				return nil, err
			}
			if _, err := io.ReadFull(s, key); err != nil {
				return nil, err
			}
			times = append(times, time.Since(start))
		}
		return times, nil
	}
	return nil, errors.New("unknown")
}

func send(w io.Writer, n int) error {
	p := make([]byte, writeSize)
	for ; n > 0; n -= len(p) {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}

func receive(r io.Reader, n int) error {
	p := make([]byte, readSize)
	for n > 0 {
		k, err := r.Read(p)
		if n -= k; err != nil {
			return fmt.Errorf("%d bytes are missing: %w", n, err)
		}
	}
	return nil
}

// endServe starts a server that goes on to the end of the process.
func endServe(o order) (string, error) {
	if o.Peer == "openssh" {
		return opensshServe(o)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	switch o.Peer {
	case "tcp":
		go func() {
			for {
				nc, err := ln.Accept()
				if err != nil {
					return
				}
				go handleCommand("echo", nc.(*net.TCPConn))
			}
		}()
	case "xcrypto":
		signer, err := xssh.ParsePrivateKey(o.Key)
		if err != nil {
			return "", err
		}
		cfg := &xssh.ServerConfig{
			Config:            xConfig(suite{cipher: o.Cipher}, oneKex, ""),
			PublicKeyCallback: func(xssh.ConnMetadata, xssh.PublicKey) (*xssh.Permissions, error) { return nil, nil },
		}
		cfg.AddHostKey(signer)
		go func() {
			for {
				nc, err := ln.Accept()
				if err != nil {
					return
				}
				go xServe(nc, cfg, func(s *xSession) {
					defer s.Close()
					handleCommand(s.command, s)
					s.SendRequest("exit-status", false, make([]byte, 4))
					s.CloseWrite()
				})
			}
		}()
	default:
		key, err := keys.ParsePrivate(o.Key)
		if err != nil {
			return "", err
		}
		srv := &ssh.Server{
			HostKeys:    []keys.Signer{key},
			PublicKey:   func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil },
			Algorithms:  ssh.Algorithms{Ciphers: []string{o.Cipher}, Kex: []string{oneKex}},
			MaxStartups: ssh.Startups{Begin: 1000, Full: 1000},
		}
		srv.Handle("exec", func(s *ssh.Session) { handleCommand(s.Command, s.Channel()) })
		go srv.Serve(context.Background(), ln)
	}
	return ln.Addr().String(), nil
}

// endDial connects. The host key is not looked at: what is measured does not depend on it.
func endDial(o order) (endClient, error) {
	ctx := context.Background()
	switch o.Peer {
	case "openssh":
		return opensshConnect(o)
	case "tcp":
		return func(string) (endStream, error) {
			nc, err := net.Dial("tcp", o.Addr)
			if err != nil {
				return nil, err
			}
			return nc.(*net.TCPConn), nil
		}, nil
	case "xcrypto":
		signer, err := xssh.ParsePrivateKey(o.Key)
		if err != nil {
			return nil, err
		}
		cl, err := xssh.Dial("tcp", o.Addr, &xssh.ClientConfig{
			Config: xConfig(suite{cipher: o.Cipher}, oneKex, ""), User: "user",
			Auth: []xssh.AuthMethod{xssh.PublicKeys(signer)}, HostKeyCallback: xssh.InsecureIgnoreHostKey(),
		})
		if err != nil {
			return nil, err
		}
		return func(command string) (endStream, error) {
			ch, requests, err := cl.OpenChannel("session", nil)
			if err != nil {
				return nil, err
			}
			go xssh.DiscardRequests(requests)
			_, err = ch.SendRequest("exec", true, xssh.Marshal(struct{ Command string }{command}))
			return ch, err
		}, nil
	}
	key, err := keys.ParsePrivate(o.Key)
	if err != nil {
		return nil, err
	}
	cl, err := ssh.Dial(ctx, o.Addr, &ssh.ClientConfig{
		User: "user", Auth: []ssh.Auth{ssh.PublicKeys(key)},
		HostKey:    func(context.Context, string, net.Addr, *keys.PublicKey) error { return nil },
		Algorithms: ssh.Algorithms{Ciphers: []string{o.Cipher}, Kex: []string{oneKex}},
	})
	if err != nil {
		return nil, err
	}
	return func(command string) (endStream, error) {
		ch, err := cl.Open(ctx, "session", nil, nil)
		if err != nil {
			return nil, err
		}
		_, err = ch.SendRequest(ctx, "exec", true, xssh.Marshal(struct{ Command string }{command}))
		return ch, err
	}, nil
}

// idle are connections that an end holds, and that do nothing.
var idle []endClient

// endIdle dials N connections, and keeps them.
func endIdle(o order) error {
	for range o.N {
		cl, err := endDial(o)
		if err != nil {
			return fmt.Errorf("behind %d connections: %w", len(idle), err)
		}
		idle = append(idle, cl)
	}
	return nil
}

// endLogins says how long each of N logins takes.
func endLogins(o order) (times []time.Duration, err error) {
	for range o.N {
		start := time.Now()
		cl, err := endDial(o)
		if err != nil {
			return nil, err
		}
		times = append(times, time.Since(start))
		idle = append(idle, cl) // or the collection of its socket would be in the next one's time
	}
	return times, nil
}

// used returns what this process has used, behind a collection if memory is asked for.
func used(collect bool) (u usage) {
	if programs {
		return usage{CPU: programsTime()}
	}
	u.CPU = timeOf(syscall.RUSAGE_SELF)
	measureMemory(&u, collect)
	return u
}

// childrenTime returns the CPU time of the programs that this process has waited for.
func childrenTime() float64 { return timeOf(syscall.RUSAGE_CHILDREN) }

func timeOf(who int) float64 {
	var r syscall.Rusage
	syscall.Getrusage(who, &r)
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}
