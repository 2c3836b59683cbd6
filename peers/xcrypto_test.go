package peers_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	xssh "golang.org/x/crypto/ssh"
)

// xcrypto is a client made with golang.org/x/crypto/ssh.
func xcrypto(ctx context.Context, t testing.TB, k *keyring, s *server, j job) result {
	t.Helper()
	j = j.orDefaults(k)
	cl, err := xDial(ctx, s.addr, xClientConfig(t, j))
	if err != nil {
		return result{outcome: xRefusal(err), err: err, exchanges: -1}
	}
	defer cl.Close()
	sess, err := cl.NewSession()
	if err != nil {
		return result{outcome: otherwise, err: err, exchanges: -1}
	}
	for _, e := range j.env {
		name, value, _ := strings.Cut(e, "=")
		sess.Setenv(name, value) // refused for some: the test looks at what the command sees
	}
	var out, errs bytes.Buffer
	sess.Stdin, sess.Stdout, sess.Stderr = j.stdin, j.stdout, &errs
	if j.stdout == nil {
		sess.Stdout = &out
	}
	err = sess.Run(j.command)
	r := result{outcome: exited, stdout: out.String(), stderr: errs.String(), err: err, exchanges: -1}
	var exit *xssh.ExitError
	switch {
	case err == nil:
	case errors.As(err, &exit) && exit.Signal() != "":
		r.outcome, r.signal = killed, exit.Signal()
	case errors.As(err, &exit):
		r.status = exit.ExitStatus()
	default:
		r.outcome = otherwise
	}
	return r
}

// xDial connects; the end of ctx closes the connection.
func xDial(ctx context.Context, addr string, cfg *xssh.ClientConfig) (*xssh.Client, error) {
	var d net.Dialer
	nc, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { nc.Close() })
	c, channels, requests, err := xssh.NewClientConn(nc, addr, cfg)
	if err != nil {
		nc.Close()
		return nil, err
	}
	return xssh.NewClient(c, channels, requests), nil
}

func xClientConfig(t testing.TB, j job) *xssh.ClientConfig {
	t.Helper()
	return &xssh.ClientConfig{
		Config: xConfig(j.suite, j.kex, j.rekey),
		User:   me(t),
		Auth:   []xssh.AuthMethod{xssh.PublicKeys(xSigner(t, j.user))},
		HostKeyCallback: func(_ string, _ net.Addr, key xssh.PublicKey) error {
			if !bytes.Equal(xSigner(t, j.host).PublicKey().Marshal(), key.Marshal()) {
				return errXHost
			}
			return nil
		},
		HostKeyAlgorithms: []string{xssh.KeyAlgoED25519},
	}
}

var errXHost = errors.New("the host key is another")

func xConfig(s suite, kex, rekey string) xssh.Config {
	cfg := xssh.Config{KeyExchanges: []string{kex}, Ciphers: []string{s.cipher}}
	if s.mac != "" {
		cfg.MACs = []string{s.mac}
	}
	if rekey == "1M" {
		cfg.RekeyThreshold = 1 << 20
	}
	return cfg
}

func xSigner(t testing.TB, k *keyPair) xssh.Signer {
	t.Helper()
	signer, err := xssh.ParsePrivateKey(k.pem)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func xRefusal(err error) outcome {
	switch {
	case errors.Is(err, errXHost):
		return wrongHost
	case strings.Contains(err.Error(), "unable to authenticate"):
		return wrongUser
	}
	return otherwise
}

// xcryptoServer starts a server made with golang.org/x/crypto/ssh that runs
// commands with sh.
func xcryptoServer(t testing.TB, k *keyring, o serverOptions) *server {
	t.Helper()
	cfg := &xssh.ServerConfig{
		Config: xssh.Config{
			KeyExchanges: strings.Split(o.methods(), ","),
			Ciphers:      append(append([]string{}, aeads...), ctrs...),
			MACs:         xMACs(),
		},
		PublicKeyCallback: func(_ xssh.ConnMetadata, key xssh.PublicKey) (*xssh.Permissions, error) {
			if !bytes.Equal(xSigner(t, k.user).PublicKey().Marshal(), key.Marshal()) {
				return nil, errors.New("not known")
			}
			return nil, nil
		},
	}
	if o.rekey == "1M" {
		cfg.RekeyThreshold = 1 << 20
	}
	cfg.AddHostKey(xSigner(t, k.host))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() {
		ln.Close()
		all.Wait()
	})
	all.Go(func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return // closed by the end of the test
			}
			all.Go(func() { xServe(nc, cfg, xCommand) })
		}
	})
	return &server{addr: ln.Addr().String(), log: new(journal)}
}

func xMACs() (list []string) {
	for _, m := range macs {
		if !slices.Contains(xLacks, m) {
			list = append(list, m)
		}
	}
	return list
}

// An xSession is a session with its command.
type xSession struct {
	xssh.Channel
	env     []string
	command string
}

// xServe serves the sessions of one connection, until it ends.
func xServe(nc net.Conn, cfg *xssh.ServerConfig, run func(*xSession)) {
	defer nc.Close()
	_, channels, requests, err := xssh.NewServerConn(nc, cfg)
	if err != nil {
		return // what the client sees of it is what the test looks at
	}
	go xssh.DiscardRequests(requests)
	for nch := range channels {
		if nch.ChannelType() != "session" {
			nch.Reject(xssh.UnknownChannelType, "only sessions")
			continue
		}
		ch, requests, err := nch.Accept()
		if err != nil {
			return
		}
		go xRequests(&xSession{Channel: ch}, requests, run)
	}
}

func xRequests(s *xSession, requests <-chan *xssh.Request, run func(*xSession)) {
	for r := range requests {
		ok := false
		switch r.Type {
		case "env":
			var m struct{ Name, Value string }
			if xssh.Unmarshal(r.Payload, &m) == nil && strings.Contains(accepted, m.Name) {
				s.env, ok = append(s.env, m.Name+"="+m.Value), true
			}
		case "exec":
			var m struct{ Command string }
			if xssh.Unmarshal(r.Payload, &m) == nil && s.command == "" {
				s.command, ok = m.Command, true
				r.Reply(true, nil)
				go run(s)
				continue
			}
		}
		r.Reply(ok, nil)
	}
}

// xCommand runs a session's command.
func xCommand(s *xSession) {
	defer s.Close()
	cmd := exec.Command("sh", "-c", s.command)
	cmd.Env = append(os.Environ(), s.env...)
	cmd.Stdout, cmd.Stderr = s, s.Stderr()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return
	}
	go func() { // the end of the channel stops it, or that of the command
		io.Copy(stdin, s)
		stdin.Close()
	}()
	cmd.Run()
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		m := struct {
			Signal         string
			Core           bool
			Text, Language string
		}{Signal: map[syscall.Signal]string{syscall.SIGTERM: "TERM", syscall.SIGKILL: "KILL"}[status.Signal()]}
		s.SendRequest("exit-signal", false, xssh.Marshal(m))
		return
	}
	s.SendRequest("exit-status", false, xssh.Marshal(struct{ Status uint32 }{uint32(status.ExitStatus())}))
}
