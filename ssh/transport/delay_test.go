package transport

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/wire"
)

// delaying makes two configurations say delay-compression.
func delaying(t testing.TB, client, server []string) (c, s *Config) {
	key := hostKey(t)
	c, s = config("client", key), config("server", key)
	c.DelayCompression, s.DelayCompression = client, server
	c.Kex, s.Kex = []string{"curve25519-sha256"}, []string{"curve25519-sha256"}
	return c, s
}

// TestWhereDelayedCompressionBegins has a key exchange behind it, which offers it again.
func TestWhereDelayedCompressionBegins(t *testing.T) {
	for name, c := range map[string]struct {
		kex            []string // the methods of both KEXINITs
		client, server []string
		mark           string // of packets behind the trigger
		first          string // and of those behind NEWKEYS
	}{
		"zlib":                           {nil, []string{"zlib", "none"}, []string{"none", "zlib"}, " compressed", ""},
		"none":                           {nil, []string{"none"}, []string{"none", "zlib"}, "", ""},
		"the client alone":               {nil, []string{"zlib"}, nil, "", ""},
		"the server alone":               {nil, nil, []string{"zlib"}, "", ""},
		"where there is compression":     {[]string{"zlib"}, []string{"zlib"}, []string{"zlib"}, " compressed", " compressed"},
		"where compression is to end":    {[]string{"zlib"}, []string{"none"}, []string{"none"}, "", " compressed"},
		"beside a method with its delay": {[]string{"zlib@openssh.com"}, []string{"zlib"}, []string{"zlib"}, " compressed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			cc, sc := delaying(t, c.client, c.server)
			cc.Compression, sc.Compression = c.kex, c.kex
			at := [2]*packetLog{{notebook: newNotebook()}, {notebook: newNotebook()}}
			cc.Tracer, sc.Tracer = at[Client], at[Server]
			p := newPair(t, cc, sc).start()
			for i := range 2 {
				p.ok(p.client.m.Send(data("to the server")))
				p.ok(p.server.m.Send(data("to the client")))
				p.run()
				if i == 0 {
					p.ok(p.server.m.Rekey())
					p.run()
				}
			}
			p.ok(p.client.err)
			p.ok(p.server.err)
			agreed := c.client != nil && c.server != nil
			toServer := "SSH_MSG_KEXINIT, SSH_MSG_30, SSH_MSG_NEWKEYS"
			if c.client != nil {
				toServer += ", SSH_MSG_EXT_INFO" + c.first
			}
			toServer += ", SSH_MSG_SERVICE_REQUEST" + c.first + ", SSH_MSG_USERAUTH_REQUEST" + c.first
			if agreed {
				begin := c.first
				if c.kex != nil {
					begin = " compressed" // zlib@openssh.com begins in front of NEWCOMPRESS
				}
				toServer += ", SSH_MSG_NEWCOMPRESS" + begin
			}
			toClient := "SSH_MSG_KEXINIT, SSH_MSG_31, SSH_MSG_NEWKEYS, SSH_MSG_EXT_INFO" + c.first + ", SSH_MSG_SERVICE_ACCEPT" + c.first + ", SSH_MSG_USERAUTH_SUCCESS" + c.first
			rest := func(method string) string {
				return strings.ReplaceAll(", SSH_MSG_CHANNEL_DATA+, SSH_MSG_KEXINIT+, "+method+"+, SSH_MSG_NEWKEYS+, SSH_MSG_CHANNEL_DATA+", "+", c.mark)
			}
			toServer, toClient = toServer+rest("SSH_MSG_30"), toClient+rest("SSH_MSG_31")
			for _, l := range at {
				for i, want := range []string{toServer, toClient} {
					if diff := cmp.Diff(strings.Split(want, ", "), [][]string{l.toServer, l.toClient}[i]); diff != "" {
						t.Errorf("direction %d (-want +got):\n%s", i, diff)
					}
				}
			}
		})
	}
}

// TestDelayedCompressionHasToBeCommon: lists that have nothing in common end the connection as
// those of KEXINIT do.
func TestDelayedCompressionHasToBeCommon(t *testing.T) {
	p := newPair(t, func() *Config { c, _ := delaying(t, []string{"zlib"}, nil); return c }(), func() *Config { _, s := delaying(t, nil, []string{"none"}); return s }())
	p.run()
	var fault *Error
	if !errors.As(p.server.err, &fault) || fault.Reason != wire.ReasonKeyExchangeFailed {
		t.Errorf("server: %v", p.server.err)
	}
	if !errors.As(p.client.err, &fault) || fault.Reason != wire.ReasonKeyExchangeFailed {
		t.Errorf("client: %v", p.client.err)
	}
	for _, bad := range [][2]string{{"zlib@openssh.com", "zlib@openssh.com"}, {"lz4", "lz4"}, {"", "zlib"}} {
		value := func(s string) []byte {
			return wire.AppendDelayCompression(nil, wire.NameList(s), wire.NameList(s))
		}
		if _, _, err := AgreeDelayed(value(bad[0]), value(bad[1])); err == nil {
			t.Errorf("%q and %q agree", bad[0], bad[1])
		}
	}
	oneWay := wire.AppendDelayCompression(nil, wire.Names("none"), wire.Names("lz4", "zlib", "none"))
	both := wire.AppendDelayCompression(nil, wire.Names("zlib", "none"), wire.Names("none", "zlib"))
	if up, down, err := AgreeDelayed(oneWay, both); err != nil || up != compress.None || down != compress.Zlib {
		t.Errorf("want none and zlib, got %v, %v, %v", up, down, err)
	}
}

// TestNoExchangeBeforeDelayedCompression: neither side begins one before the messages are out
// that compression begins with (RFC 8308 §3.2.1), and both do so right behind them.
func TestNoExchangeBeforeDelayedCompression(t *testing.T) {
	c, s := delaying(t, []string{"zlib"}, []string{"zlib"})
	p := newPair(t, c, s)
	p.answer = func(p *pair, side *side, ev Event) {
		if ev.Kind == ServiceGiven || ev.Kind == ServiceAsked || ev.Kind == Payload && ev.Payload[0] < 60 {
			p.ok(side.m.Rekey())
			if side.m.Held() {
				t.Errorf("%v: an exchange at %v", side.m.Role(), ev)
			}
		}
	}
	p.start()
	p.answer = nil
	// Both at once, with data in front and behind.
	for _, side := range []*side{&p.client, &p.server} {
		p.ok(side.m.Send(data("in front")))
		p.ok(side.m.Rekey())
		if !side.m.Held() {
			t.Errorf("%v: no exchange", side.m.Role())
		}
		p.ok(side.m.Send(data("behind")))
	}
	p.run()
	p.ok(p.client.err)
	p.ok(p.server.err)
	for _, s := range []*side{&p.client, &p.server} {
		if s.m.in.inflating.stream == nil || s.m.out.deflating.stream == nil {
			t.Errorf("%v: not compressed", s.m.Role())
		}
	}
}

// hasty is a client that does not send NEWCOMPRESS, but what a test says.
func hasty(t *testing.T, limit Limit) *pair {
	c, s := delaying(t, []string{"none"}, []string{"none"})
	s.Limit = limit
	p := newPair(t, c, s)
	p.answer = func(p *pair, s *side, ev Event) {
		if s.m.Role() == Client && ev.Kind == Payload && ev.Payload[0] == byte(wire.MsgUserauthSuccess) {
			s.m.delay.agreed = false // it forgets
		}
	}
	return p.start()
}

func TestNewCompressIsOwed(t *testing.T) {
	late := hasty(t, Limit{Bytes: 4096})
	for range maxBeforeNewCompress - 1 {
		late.ok(late.client.m.Send(data("a keepalive")))
	}
	late.run()
	late.ok(late.server.err)
	if late.server.m.Held() {
		t.Error("an exchange before NEWCOMPRESS")
	}
	late.client.m.emitPayload((&wire.NewCompress{}).Append(nil))
	late.ok(late.client.m.Send(data("behind it")))
	late.run()
	late.ok(late.server.err)
	if late.server.m.kx.result != nil || late.server.m.in.used.packets > 5 {
		t.Error("the exchange that was put off did not come")
	}

	for name, send := range map[string]func(m *Machine) error{
		"never": func(m *Machine) (err error) {
			for range maxBeforeNewCompress {
				err = errors.Join(err, m.Send(data("a keepalive")))
			}
			return err
		},
		"an exchange instead": (*Machine).sendKexInit,
		"twice": func(m *Machine) error {
			m.emitPayload([]byte{byte(wire.MsgNewCompress)})
			m.emitPayload([]byte{byte(wire.MsgNewCompress)})
			return nil
		},
		"with something in it": func(m *Machine) error { m.emitPayload([]byte{byte(wire.MsgNewCompress), 0}); return nil },
	} {
		p := hasty(t, Limit{})
		p.ok(send(p.client.m))
		p.run()
		var fault *Error
		if !errors.As(p.server.err, &fault) || fault.Reason != wire.ReasonProtocolError {
			t.Errorf("%s: want a protocol error, got %v", name, p.server.err)
		}
	}
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	p.client.m.emitPayload([]byte{byte(wire.MsgNewCompress)})
	p.run()
	if p.server.err == nil {
		t.Error("NEWCOMPRESS that nobody has agreed on")
	}
}

// FuzzAgreeDelayed: two values agree on what both of them hold, or on nothing.
func FuzzAgreeDelayed(f *testing.F) {
	value := func(names ...string) []byte {
		return wire.AppendDelayCompression(nil, wire.Names(names...), wire.Names(names...))
	}
	f.Add(value("zlib", "none"), value("none"))
	f.Add(value("zlib@openssh.com"), value("zlib@openssh.com", "zlib"))
	f.Fuzz(func(t *testing.T, client, server []byte) {
		up, down, err := AgreeDelayed(client, server)
		if err != nil {
			return
		}
		for _, v := range [][]byte{client, server} {
			toServer, toClient, err := wire.ParseDelayCompression(v)
			if err != nil || !toServer.Contains(up.String()) || !toClient.Contains(down.String()) {
				t.Fatalf("%v and %v of %q", up, down, v)
			}
		}
	})
}
