package ssh_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

func always(any) bool { return true }

// An agent is reached from the far side, through a channel that only who asked gets.
func TestAnAgentIsForwarded(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.PermitAgent = always
		s.Handle("exec", func(s *ssh.Session) {
			ch, err := s.OpenAgent(s.Context())
			if err != nil {
				io.WriteString(s, err.Error())
				return
			}
			io.WriteString(ch, "who is there")
			io.Copy(s, ch)
			ch.Close()
		})
	})
	cl := dial(t, addr, cfg)
	cl.HandleAgent(func(context.Context) (io.ReadWriteCloser, error) {
		here, there := net.Pipe()
		go func() {
			buf := make([]byte, 100)
			n, _ := there.Read(buf)
			there.Write(append([]byte("agent: "), buf[:n]...))
			there.Close()
		}()
		return here, nil
	})
	run := func(cmd *ssh.Cmd) string {
		t.Helper()
		var out bytes.Buffer
		cmd.Stdout = &out
		if err := cmd.Run(testContext(t)); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	cmd := cl.Command("x")
	cmd.ForwardAgent = true
	if got := run(cmd); got != "agent: who is there" || cmd.AgentRefused {
		t.Errorf("got %q, refused %v", got, cmd.AgentRefused)
	}
	if got := run(cl.Command("x")); got != "ssh: the client has not asked for that" {
		t.Errorf("without a request: got %q", got)
	}
}

// What the server does not permit is refused, and the command runs without it.
func TestForwardingsThatAreNotPermittedAreRefused(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) { s.Handle("exec", func(s *ssh.Session) { s.Exit(7) }) })
	cl := dial(t, addr, cfg)
	cmd := cl.Command("x")
	cmd.ForwardAgent, cmd.X11 = true, &ssh.X11{Protocol: "MIT-MAGIC-COOKIE-1", Cookie: "00"}
	var exit *ssh.ExitError
	if err := cmd.Run(testContext(t)); !errors.As(err, &exit) || exit.Status != 7 || !cmd.AgentRefused || !cmd.X11Refused {
		t.Errorf("got %v, agent refused %v, X11 refused %v", err, cmd.AgentRefused, cmd.X11Refused)
	}
}

// A server that opens channels which nobody asked for gets none.
func TestAClientWithoutForwardingsRefusesTheirChannels(t *testing.T) {
	refused := make(chan error, 8)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) {
			for _, kind := range []string{"auth-agent@openssh.com", "agent-connect", "x11", "tun@openssh.com"} {
				_, err := s.Conn().Open(s.Context(), kind, nil, nil)
				refused <- err
			}
		})
	})
	if _, err := dial(t, addr, cfg).Run(testContext(t), "x"); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		var e *ssh.OpenError
		if err := <-refused; !errors.As(err, &e) || e.Reason != wire.OpenUnknownChannelType {
			t.Errorf("got %v", err)
		}
	}
}

// The X11 request carries the cookie, and nothing prints it.
func TestADisplayIsForwarded(t *testing.T) {
	got := make(chan *ssh.X11, 1)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.PermitX11 = always
		s.Handle("exec", func(s *ssh.Session) {
			got <- s.X11
			ch, err := s.OpenX11(s.Context(), &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 99})
			if err != nil {
				t.Error(err)
				return
			}
			io.Copy(s, ch)
			ch.Close()
		})
	})
	cl := dial(t, addr, cfg)
	cl.HandleChannel(wire.ChannelTypeX11, func(in *ssh.Incoming) {
		var open wire.OpenX11
		if err := open.Parse(in.Data); err != nil || open.OriginPort != 99 {
			t.Errorf("%v, from port %d", err, open.OriginPort)
		}
		ch, err := in.Accept(nil)
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(ch, "a window")
		ch.Close()
	})
	want := &ssh.X11{SingleConnection: true, Protocol: "MIT-MAGIC-COOKIE-1", Cookie: "00ff", Screen: 3}
	cmd := cl.Command("x")
	var out bytes.Buffer
	cmd.X11, cmd.Stdout = want, &out
	if err := cmd.Run(testContext(t)); err != nil || out.String() != "a window" {
		t.Errorf("got %q, %v", out.String(), err)
	}
	if x := <-got; *x != *want || strings.Contains(x.String()+x.GoString(), "00ff") {
		t.Errorf("want %v, got %v", want, x)
	}
}

// Words of an x11-req that xauth would take for others are refused.
func TestMalformedDisplaysAreRefused(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.PermitX11 = always
		s.Handle("exec", func(s *ssh.Session) {})
	})
	cl := dial(t, addr, cfg)
	for _, x := range []ssh.X11{
		{Protocol: "MIT MAGIC", Cookie: "00"}, {Protocol: "", Cookie: "00"}, {Protocol: "P", Cookie: ""},
		{Protocol: "P", Cookie: "00\nadd"}, {Protocol: strings.Repeat("P", 65), Cookie: "00"},
		{Protocol: "P", Cookie: strings.Repeat("0", 513)},
	} {
		cmd := cl.Command("x")
		cmd.X11 = &x
		if err := cmd.Run(testContext(t)); err != nil || !cmd.X11Refused {
			t.Errorf("%+v: %v, refused %v", x, err, cmd.X11Refused)
		}
	}
}

func TestBreaksSignalsAndFlowControl(t *testing.T) {
	ready := make(chan bool, 1)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.PermitPty = always
		s.Handle("exec", func(s *ssh.Session) {
			s.SetFlowControl(s.Context(), true)
			ready <- true
			if d := <-s.Breaks(); d != 1500*time.Millisecond {
				t.Errorf("a break of %v", d)
			}
			if name := <-s.Signals(); name != wire.SignalINFO {
				t.Errorf("got signal %v", name)
			}
		})
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	flow := make(chan bool, 1)
	cmd := cl.Command("x")
	cmd.Pty = &ssh.Pty{}
	cmd.XonXoff = func(on bool) { flow <- on }
	if err := cmd.Start(ctx); err != nil {
		t.Fatal(err)
	}
	<-ready
	if ok, err := cmd.Break(ctx, 1500*time.Millisecond); !ok || err != nil {
		t.Errorf("break: %v, %v", ok, err)
	}
	if err := cmd.Signal(ctx, wire.SignalINFO); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if !<-flow {
		t.Error("want flow control allowed")
	}
}

// A command that no longer reads says so, and the client stops sending.
func TestEndOfWriteStopsTheOtherSide(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) {
			s.Channel().SendEOW(s.Context())
			n, err := io.Copy(io.Discard, s) // it ends, though the client has more
			if err != nil {
				t.Error(n, err)
			}
		})
	})
	cl := dial(t, addr, cfg)
	cmd := cl.Command("x")
	endless, end := io.Pipe()
	defer end.Close()
	go func() {
		for b := make([]byte, 1000); ; {
			if _, err := end.Write(b); err != nil {
				return
			}
		}
	}()
	cmd.Stdin = endless
	soon(t, "the end of the command", func() {
		if err := cmd.Run(testContext(t)); err != nil {
			t.Error(err)
		}
	})
}

// A client that cannot write its output on says so, and the command's writing fails.
func TestACommandStopsWhoseOutputNobodyTakes(t *testing.T) {
	stopped := make(chan error, 1)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) {
			for {
				if _, err := s.Write(make([]byte, 1000)); err != nil {
					stopped <- err
					return
				}
			}
		})
	})
	cl := dial(t, addr, cfg)
	cmd := cl.Command("x")
	r, w := io.Pipe()
	r.Close()
	cmd.Stdout = w
	soon(t, "the end of the command", func() {
		if err := cmd.Run(testContext(t)); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("got %v", err)
		}
		<-stopped
	})
}

func TestNoMoreSessionsIsKept(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) { s.Handle("exec", func(s *ssh.Session) {}) })
	cl := dial(t, addr, cfg)
	if _, err := cl.Run(testContext(t), "x"); err != nil {
		t.Fatal(err)
	}
	if err := cl.NoMoreSessions(); err != nil {
		t.Fatal(err)
	}
	_, err := cl.Run(testContext(t), "x")
	if err == nil || !strings.Contains(err.Error(), "Possible attack: attempt to open a session after additional sessions disabled") {
		t.Errorf("got %v", err)
	}
}

// Packets arrive as they were sent, whatever their sizes.
func TestPacketsAreNeitherSplitNorMerged(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.HandleChannel("packets", func(sc *ssh.ServerConn, in *ssh.Incoming) {
			pc, err := in.AcceptPackets()
			if err != nil {
				t.Error(err)
				return
			}
			buf := make([]byte, 4096)
			for {
				n, err := pc.ReadPacket(buf)
				if errors.Is(err, io.ErrShortBuffer) {
					n, err = copy(buf, "long"), nil
				}
				if err != nil || pc.WritePacket(buf[:n]) != nil {
					pc.Close()
					return
				}
			}
		})
	})
	cfg.Channels.Window = 5000 // less than one round
	cl := dial(t, addr, cfg)
	pc, err := cl.OpenPackets(testContext(t), "packets", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := pc.WritePacket(make([]byte, 70000)); !errors.Is(err, ssh.ErrPacketTooLong) {
		t.Errorf("a packet of 70000 bytes: %v", err)
	}
	sizes := []int{1, 1500, 3000, 4096, 20, 5000, 9}
	go func() {
		for round := range 100 {
			for _, n := range sizes {
				if err := pc.WritePacket(bytes.Repeat([]byte{byte(round)}, n)); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	buf := make([]byte, 5000)
	for round := range 100 {
		for _, want := range sizes {
			n, err := pc.ReadPacket(buf)
			switch {
			case err != nil:
				t.Fatal(err)
			case want > 4096 && string(buf[:n]) == "long":
			case n != want || buf[0] != byte(round) || buf[n-1] != byte(round):
				t.Fatalf("round %d: want %d bytes, got %d", round, want, n)
			}
		}
	}
	pc.Close()
	if err := pc.WritePacket([]byte("x")); err == nil {
		t.Error("a write behind Close succeeded")
	}
}

// hostKeyPair is newPair with host keys of two types, and what the client learns.
func announcing(t *testing.T, all ...keys.Signer) (*ssh.ClientConfig, string) {
	return newPair(t, func(s *ssh.Server) {
		s.HostKeys, s.AnnounceHostKeys = append(s.HostKeys, all...), true
		s.Handle("exec", func(s *ssh.Session) { <-s.Context().Done() })
	})
}

func TestHostKeysAreAnnouncedAndProved(t *testing.T) {
	rsa, err := keys.Generate("ssh-rsa", rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	second := newKey(t)
	cfg, addr := announcing(t, rsa, second, rsa)
	sets := make(chan *ssh.HostKeySet, 1)
	cfg.HostKeys = func(ctx context.Context, set *ssh.HostKeySet) { sets <- set }
	dial(t, addr, cfg)
	set := <-sets
	if len(set.Keys) != 3 || !set.Keys[1].Equal(rsa.PublicKey()) || !set.Keys[2].Equal(second.PublicKey()) {
		t.Fatalf("got %d keys", len(set.Keys))
	}
	if err := set.Prove(testContext(t), set.Keys[1:]); err != nil {
		t.Error(err)
	}
	// Each key is proved once for a connection, and no other key at all.
	if err := set.Prove(testContext(t), set.Keys[1:2]); err == nil {
		t.Error("a second proof was made")
	}
	if err := set.Prove(testContext(t), []*keys.PublicKey{newKey(t).PublicKey()}); err == nil {
		t.Error("somebody else's key was proved")
	}
}

// A server that announces keys which are not its own cannot prove them.
func TestFalseProofsOfHostKeysAreSeen(t *testing.T) {
	mine, other := newKey(t), newKey(t)
	sign := func(key keys.Signer, message []byte) []byte {
		s, err := key.Sign(rand.Reader, key.Algorithms()[0], message)
		if err != nil {
			t.Error(err)
		}
		return s
	}
	blob := other.PublicKey().Blob()
	for name, answer := range map[string]func(id []byte) []byte{
		"by another key":     func(id []byte) []byte { return sign(mine, proof(id, blob)) },
		"of another session": func([]byte) []byte { return sign(other, proof([]byte("other"), blob)) },
		"none":               func([]byte) []byte { return nil },
		"junk":               func([]byte) []byte { return []byte("junk") },
	} {
		cl := rawServed(t, func(r *raw) {
			r.want(wire.MsgGlobalRequest)
			ok := wire.RequestSuccess{Rest: wire.AppendString(nil, answer(r.m.SessionID()))}
			if err := r.send(ok.Append); err != nil {
				t.Error(err)
			}
			r.rest()
		})
		if err := ssh.NewHostKeySet(cl, other.PublicKey()).Prove(testContext(t), []*keys.PublicKey{other.PublicKey()}); err == nil {
			t.Errorf("a proof that is %s was taken", name)
		}
	}
}

// rest reads whatever else comes.
func (r *raw) rest() {
	for {
		if _, err := r.message(); err != nil {
			return
		}
	}
}

func proof(id, blob []byte) []byte {
	b := wire.AppendString(nil, []byte("hostkeys-prove-00@openssh.com"))
	return wire.AppendString(wire.AppendString(b, id), blob)
}

// Announcements without end, and what is no key, are ignored.
func TestAnnouncementsThatAreTooLongAreIgnored(t *testing.T) {
	for _, c := range []struct {
		list [][]byte
		want int
	}{
		{slices.Repeat([][]byte{newKey(t).PublicKey().Blob()}, 65), -1},
		{[][]byte{newKey(t).PublicKey().Blob(), []byte("junk"), nil}, 1},
	} {
		got := make(chan int, 2)
		cfg := &ssh.ClientConfig{HostKeys: func(_ context.Context, set *ssh.HostKeySet) { got <- len(set.Keys) }}
		rawServedConfig(t, cfg, func(r *raw) {
			var payload []byte
			for _, blob := range c.list {
				payload = wire.AppendString(payload, blob)
			}
			for range 3 { // only the first one counts
				m := wire.GlobalRequest{Type: []byte("hostkeys-00@openssh.com"), Rest: payload}
				if err := r.send(m.Append); err != nil {
					t.Error(err)
				}
			}
			m := wire.GlobalRequest{Type: []byte("x"), WantReply: true}
			r.send(m.Append)
			r.want(wire.MsgRequestFailure)
			time.AfterFunc(100*time.Millisecond, func() { got <- -1 })
			r.rest()
		})
		if n := <-got; n != c.want {
			t.Errorf("want %d keys, got %d", c.want, n)
		}
		if c.want < 0 {
			continue
		}
		if n := <-got; n != -1 {
			t.Errorf("told twice, of %d keys", n)
		}
	}
}
