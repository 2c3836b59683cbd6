package peers_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	xssh "golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/glassh/glassh/ssh"
)

// xListen serves connections one after the other, until the end of the test.
func xListen(t *testing.T, cfg *xssh.ServerConfig, serve func(*xssh.ServerConn, <-chan xssh.NewChannel, <-chan *xssh.Request)) *server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { ln.Close(); <-done })
	go func() { // the end of the listener stops it, and the end of the connection
		defer close(done)
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			if conn, channels, requests, err := xssh.NewServerConn(nc, cfg); err == nil {
				serve(conn, channels, requests)
			}
			nc.Close()
		}
	}()
	return &server{addr: ln.Addr().String(), log: new(journal)}
}

// A tale is what a server of golang.org/x/crypto/ssh does with the one session of a client:
// it tells on the session's output what comes, and asks for what it may.
type tale struct {
	conn  *xssh.ServerConn
	ch    xssh.Channel
	hosts []xssh.Signer // that it announces
}

func (s *tale) say(format string, args ...any) { fmt.Fprintf(s.ch, format+"\r\n", args...) }

func (s *tale) serve(channels <-chan xssh.NewChannel, requests <-chan *xssh.Request) {
	go s.global(requests)
	for nch := range channels {
		if nch.ChannelType() != "session" {
			nch.Reject(xssh.UnknownChannelType, "only sessions")
			continue
		}
		ch, requests, err := nch.Accept()
		if err != nil {
			return
		}
		s.ch = ch
		go s.session(requests)
	}
}

// global answers what is asked of the connection, whose end stops it.
func (s *tale) global(requests <-chan *xssh.Request) {
	for r := range requests {
		if r.Type != "hostkeys-prove-00@openssh.com" {
			r.Reply(false, nil)
			continue
		}
		var proofs []byte
		for _, host := range s.hosts {
			if blob := host.PublicKey().Marshal(); bytes.Contains(r.Payload, blob) {
				sig, _ := host.Sign(rand.Reader, xssh.Marshal(struct{ Name, Session, Key string }{r.Type, string(s.conn.SessionID()), string(blob)}))
				proofs = append(proofs, xssh.Marshal(struct{ Text string }{string(xssh.Marshal(sig))})...)
			}
		}
		r.Reply(true, proofs)
	}
}

// session tells of requests. The end of the channel stops it.
func (s *tale) session(requests <-chan *xssh.Request) {
	for r := range requests {
		switch r.Type {
		case "env":
			var m struct{ Name, Value string }
			xssh.Unmarshal(r.Payload, &m)
			s.say("env %s=%s", m.Name, m.Value)
		case "pty-req":
			var m struct {
				Term                         string
				Columns, Rows, Width, Height uint32
				Modes                        string
			}
			xssh.Unmarshal(r.Payload, &m)
			s.say("pty-req %s %d %d", m.Term, m.Columns, m.Rows)
		case "window-change":
			var m struct{ Columns, Rows, Width, Height uint32 }
			xssh.Unmarshal(r.Payload, &m)
			s.say("window-change %d %d", m.Columns, m.Rows)
		case "exec", "subsystem", "shell":
			var m struct{ Command string }
			xssh.Unmarshal(r.Payload, &m)
			s.say("%s %s", r.Type, m.Command)
			r.Reply(true, nil)
			go s.run(m.Command)
			continue
		case "signal", "break":
			s.say("%s %q", r.Type, r.Payload)
		default:
			s.say("%s", r.Type)
		}
		r.Reply(true, nil)
	}
}

// run is the command: its words are what it does.
func (s *tale) run(command string) {
	defer s.ch.Close()
	for _, word := range strings.Fields(command) {
		switch word {
		case "agent":
			ch, requests, err := s.conn.OpenChannel("auth-agent@openssh.com", nil)
			if err != nil {
				s.say("no agent: %v", err)
				continue
			}
			go xssh.DiscardRequests(requests)
			list, err := agent.NewClient(ch).List()
			for _, key := range list {
				s.say("agent has %s", xssh.FingerprintSHA256(key))
			}
			ch.Close()
		case "open":
			for _, kind := range []string{"unknown@example.org", "forwarded-tcpip", "session", "direct-tcpip", "x11"} {
				_, _, err := s.conn.OpenChannel(kind, xssh.Marshal(struct {
					A string
					B uint32
					C string
					D uint32
				}{"127.0.0.1", 22, "127.0.0.1", 1}))
				var refused *xssh.OpenChannelError
				s.say("%s refused: %v", kind, errors.As(err, &refused))
			}
		case "ask":
			for _, name := range []string{"keepalive@openssh.com", "unknown@example.org"} {
				ok, _, err := s.conn.SendRequest(name, true, nil)
				s.say("%s answered: %v %v", name, ok, err)
				ok, err = s.ch.SendRequest(name, true, nil)
				s.say("%s of the session answered: %v %v", name, ok, err)
			}
			s.ch.SendRequest("xon-xoff", false, []byte{1})
			s.ch.SendRequest("eow@openssh.com", false, nil)
		case "hosts":
			var blobs []byte
			for _, host := range s.hosts {
				blobs = append(blobs, xssh.Marshal(struct{ Blob string }{string(host.PublicKey().Marshal())})...)
			}
			s.conn.SendRequest("hostkeys-00@openssh.com", false, blobs)
			s.conn.SendRequest("wait@example.org", true, nil) // answered behind it
		case "read":
			p := make([]byte, 100)
			n, err := s.ch.Read(p)
			s.say("read %q %v", p[:n], err)
		case "die":
			s.ch.SendRequest("exit-signal", false, xssh.Marshal(struct {
				Signal   string
				Core     bool
				Text, In string
			}{"USR1", true, "of \x1b old age", "en"}))
			return
		}
	}
	s.ch.SendRequest("exit-status", false, []byte{0, 0, 0, 9})
}

// TestFeaturesOfXCryptosServer has our program visit such servers.
func TestFeaturesOfXCryptosServer(t *testing.T) {
	k := newKeys(t)
	second := k.generate(t, "second", "ecdsa", find(t, "ssh-keygen"))
	cfg := &xssh.ServerConfig{
		PublicKeyCallback: func(xssh.ConnMetadata, xssh.PublicKey) (*xssh.Permissions, error) { return nil, nil },
		BannerCallback:    func(xssh.ConnMetadata) string { return "Be \x1bwelcome.\n" },
	}
	cfg.AddHostKey(xSigner(t, k.host))
	hosts := []xssh.Signer{xSigner(t, k.host), xSigner(t, second)}
	s := xListen(t, cfg, func(conn *xssh.ServerConn, channels <-chan xssh.NewChannel, requests <-chan *xssh.Request) {
		(&tale{conn: conn, hosts: hosts}).serve(channels, requests)
	})
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	known := k.write(t, "known", "[127.0.0.1]:"+s.port()+" "+k.host.line())
	client := sshTool(t, ourSSH(t), k, s, "-o", "UserKnownHostsFile="+known)
	for _, v := range []visit{
		{"a command", "", []string{"127.0.0.1", "a b"}, "exec a b\r\n", "Be \\x1bwelcome.\n", 9},
		{"input", "words", []string{"127.0.0.1", "read"}, "read \"words\" <nil>\r\n", "", 9},
		{"a shell", "", []string{"127.0.0.1"}, "shell \r\n", "", 9},
		{"a subsystem", "", []string{"-s", "127.0.0.1", "x"}, "subsystem x\r\n", "", 9},
		{"variables", "", []string{"-o", "SetEnv=PEER_GIVEN=yes", "127.0.0.1", "x"}, "env PEER_GIVEN=yes\r\n", "", 9},
		{"a terminal", "", []string{"-tt", "127.0.0.1", "x"}, "pty-req vt100 80 24\r\n", "", 9},
		{"the agent", "", []string{"-o", "ForwardAgent=" + a.socket, "127.0.0.1", "agent"}, "agent has " + k.user.private.PublicKey().Fingerprint() + "\r\n", "", 9},
		{"no agent", "", []string{"127.0.0.1", "agent"}, "no agent: ssh: rejected: ", "", 9},
		{"channels of the server", "", []string{"127.0.0.1", "open"},
			"unknown@example.org refused: true\r\nforwarded-tcpip refused: true\r\nsession refused: true\r\ndirect-tcpip refused: true\r\nx11 refused: true\r\n", "", 9},
		{"questions", "", []string{"127.0.0.1", "ask"}, "keepalive@openssh.com answered: false <nil>\r\nkeepalive@openssh.com of the session answered: false <nil>\r\n" +
			"unknown@example.org answered: false <nil>\r\nunknown@example.org of the session answered: false <nil>\r\n", "", 9},
		{"host keys", "", []string{"-o", "UpdateHostKeys=yes", "127.0.0.1", "hosts"}, "exec hosts\r\n", "", 9},
		{"a signal ends it", "", []string{"-v", "127.0.0.1", "die"}, "exec die\r\n", "", 255},
	} {
		t.Run(v.name, func(t *testing.T) {
			errs := v.pay(t, client)
			if v.name == "a signal ends it" && (!strings.Contains(errs, "signal=USR1") || strings.Contains(errs, "\x1b")) {
				t.Errorf("got %q", errs)
			}
		})
	}
	t.Run("during a command", func(t *testing.T) {
		ctx, out, cmd := testContext(t), new(journal), k.dial(t, s).Command("read")
		in, typed := io.Pipe()
		cmd.Stdin, cmd.Stdout, cmd.Pty = in, out, &ssh.Pty{Term: "vt100", Size: ssh.Size{Columns: 80, Rows: 24}}
		err := cmd.Start(ctx)
		if err == nil {
			err = cmd.Resize(ctx, ssh.Size{Columns: 100, Rows: 50})
		}
		if err == nil {
			err = cmd.Signal(ctx, "USR1")
		}
		if err == nil {
			_, err = cmd.Break(ctx, time.Second)
		}
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(typed, "go")
		ended(t, cmd.Wait(), 9)
		want := "window-change 100 50\r\nsignal \"\\x00\\x00\\x00\\x04USR1\"\r\nbreak \"\\x00\\x00\\x03\\xe8\"\r\nread \"go\" <nil>\r\n"
		if !strings.HasSuffix(out.String(), want) {
			t.Errorf("want %q, got %q", want, out)
		}
	})
	if text := readText(t, known); !strings.Contains(text, strings.Fields(second.line())[1]) {
		t.Errorf("the second host key is not known:\n%s", text)
	}
}

// TestXCryptosServerPings: it announces ping@openssh.com, and answers.
func TestXCryptosServerPings(t *testing.T) {
	k := newKeys(t)
	s := xcryptoServer(t, k, serverOptions{})
	cl := k.dial(t, s)
	for range 3 {
		if _, err := cl.Ping(testContext(t)); err != nil {
			t.Error(err)
		}
	}
}

// TestXCryptoKnowsOurCertificates, of hosts to our client, and of users from it.
func TestXCryptoKnowsOurCertificates(t *testing.T) {
	o := newOffice(t, offices(t)["glassh"], "-t ecdsa -b 384", "-t ed25519")
	o.certify(t, o.host, "-h", "-n", "127.0.0.1")
	o.certify(t, o.user, "-n", me(t))
	certificate, _, _, _, err := xssh.ParseAuthorizedKey([]byte(readText(t, o.host.path+"-cert.pub")))
	if err != nil {
		t.Fatal(err)
	}
	host, err := xssh.NewCertSigner(certificate.(*xssh.Certificate), xSigner(t, o.host))
	if err != nil {
		t.Fatal(err)
	}
	ca := xSigner(t, o.ca).PublicKey().Marshal()
	checker := &xssh.CertChecker{IsUserAuthority: func(key xssh.PublicKey) bool { return bytes.Equal(key.Marshal(), ca) }}
	cfg := &xssh.ServerConfig{PublicKeyCallback: checker.Authenticate}
	cfg.AddHostKey(host)
	s := xListen(t, cfg, func(conn *xssh.ServerConn, channels <-chan xssh.NewChannel, requests <-chan *xssh.Request) {
		(&tale{conn: conn}).serve(channels, requests)
	})
	known := o.write(t, "known", "@cert-authority 127.0.0.1,[127.0.0.1]:* "+o.ca.line())
	client := sshTool(t, ourSSH(t), o.keyring, s, "-o", "UserKnownHostsFile="+known)
	visit{words: []string{"127.0.0.1", "in"}, want: "exec in\r\n", status: 9}.pay(t, client)
	// Without its certificate the user's key is nobody's.
	bare := &keyring{dir: o.dir, host: o.host, user: &keyPair{path: o.write(t, "bare", string(o.user.pem))}}
	client = sshTool(t, ourSSH(t), bare, s, "-o", "UserKnownHostsFile="+known)
	visit{words: []string{"127.0.0.1", "in"}, stderr: denied, status: 255}.pay(t, client)
}
