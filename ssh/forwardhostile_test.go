package ssh_test

import (
	"io"
	"net"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/wire"
)

// openForwarded is a server's message that somebody has connected.
func openForwarded(r *raw, id uint32, kind string, rest []byte) {
	r.t.Helper()
	open := wire.ChannelOpen{Type: []byte(kind), Sender: id, Window: 1 << 20, MaxPacket: 32 << 10, Rest: rest}
	if err := r.send(open.Append); err != nil {
		r.t.Error(err)
	}
}

func forwardedTCP(host string, port uint32) []byte {
	m := wire.OpenForwardedTCPIP{Address: []byte(host), Port: port, OriginAddress: []byte("\x1b[31mme"), OriginPort: 1 << 31}
	return m.Append(nil)
}

// A server may only open what the client asked for.
func TestConnectionsThatNobodyAskedForAreRefused(t *testing.T) {
	done, begun := make(chan struct{}), make(chan struct{})
	cl := rawServed(t, func(r *raw) {
		defer close(done)
		refused := func(kind string, rest []byte) {
			r.t.Helper()
			openForwarded(r, 7, kind, rest)
			var m wire.ChannelOpenFailure
			if err := m.Parse(r.want(wire.MsgChannelOpenFailure)); err != nil || m.Recipient != 7 {
				t.Errorf("%+v, %v", m, err)
			}
		}
		refused(wire.ChannelTypeForwardedTCPIP, forwardedTCP("127.0.0.1", 80)) // before any
		close(begun)
		var ask wire.GlobalRequest
		for range 3 {
			ask.Parse(r.want(wire.MsgGlobalRequest))
			answer := wire.RequestSuccess{}
			r.send(answer.Append)
		}
		refused(wire.ChannelTypeForwardedTCPIP, forwardedTCP("127.0.0.1", 81))
		refused(wire.ChannelTypeForwardedTCPIP, forwardedTCP("127.0.0.1", 0))
		refused(wire.ChannelTypeForwardedTCPIP, forwardedTCP("127.0.0.9", 80)) // of two, neither
		refused(wire.ChannelTypeForwardedTCPIP, []byte("malformed"))
		refused(wire.ChannelTypeForwardedStreamlocal, []byte("malformed"))
		refused(wire.ChannelTypeForwardedStreamlocal, (&wire.OpenForwardedStreamlocal{Path: []byte("/run/other")}).Append(nil))
		refused(wire.ChannelTypeDirectTCPIP, (&wire.OpenDirectTCPIP{Host: []byte("127.0.0.1"), Port: 22}).Append(nil))
		refused(wire.ChannelTypeDirectStreamlocal, (&wire.OpenDirectStreamlocal{Path: []byte("/run/s")}).Append(nil))
	})
	<-begun
	for _, addr := range []string{"127.0.0.1:80", "127.0.0.2:80", "/run/s"} {
		network := "tcp"
		if addr[0] == '/' {
			network = "unix"
		}
		if _, err := cl.Listen(testContext(t), network, addr); err != nil {
			t.Error(err)
		}
	}
	soon(t, "the server", func() { <-done })
}

// Servers exist that name the address that they have bound, and not the one that was
// asked for; and connections come before Listen has returned.
func TestAConnectionIsFoundByItsPort(t *testing.T) {
	cl := rawServed(t, func(r *raw) {
		r.want(wire.MsgGlobalRequest)
		openForwarded(r, 1, wire.ChannelTypeForwardedTCPIP, forwardedTCP("10.0.0.1", 4022)) // even before the answer
		answer := wire.RequestSuccess{Rest: (&wire.TCPIPForwardReply{Port: 4022}).Append(nil)}
		r.send(answer.Append)
		openForwarded(r, 2, wire.ChannelTypeForwardedTCPIP, forwardedTCP("0.0.0.0", 4022))
		openForwarded(r, 3, wire.ChannelTypeForwardedTCPIP, forwardedTCP("localhost", 0)) // asyncssh
		for range 3 {
			var m wire.ChannelOpenConfirmation
			if err := m.Parse(r.want(wire.MsgChannelOpenConfirmation)); err != nil {
				t.Error(err)
			}
			data := wire.ChannelData{Recipient: m.Sender, Data: []byte("hello")}
			r.send(data.Append)
		}
	})
	ln, err := cl.Listen(testContext(t), "tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		nc, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 5)
		if _, err := io.ReadFull(nc, b); string(b) != "hello" || err != nil {
			t.Errorf("got %q, %v", b, err)
		}
		if got := nc.RemoteAddr().String(); got != `[\x1b[31mme]:2147483648` && got != `\x1b[31mme:2147483648` {
			t.Errorf("the originator is %q", got)
		}
	}
}

// A server that answers with no port, or an impossible one, gives no listener.
func TestAnImpossiblePortIsAnError(t *testing.T) {
	replies := [][]byte{nil, {0, 0, 0, 0}, {0, 1, 0, 0}, {1}, {0, 0, 0, 22, 0}}
	cl := rawServed(t, func(r *raw) {
		for _, reply := range replies {
			r.want(wire.MsgGlobalRequest)
			answer := wire.RequestSuccess{Rest: reply}
			r.send(answer.Append)
		}
	})
	for _, reply := range replies {
		if ln, err := cl.Listen(testContext(t), "tcp", ":0"); err == nil {
			t.Errorf("%x: it listens at %v", reply, ln.Addr())
		}
	}
}

// A flood of connections is bounded by the backlog, and the rest of the client's
// channels stay free.
func TestAFloodOfForwardedConnectionsIsBounded(t *testing.T) {
	const flood = 2000
	done := make(chan struct{})
	cl := rawServed(t, func(r *raw) {
		defer close(done)
		r.want(wire.MsgGlobalRequest)
		answer := wire.RequestSuccess{}
		r.send(answer.Append)
		for i := range uint32(flood) {
			open := wire.ChannelOpen{Type: []byte(wire.ChannelTypeForwardedTCPIP), Sender: i, MaxPacket: 1000, Rest: forwardedTCP("127.0.0.1", 80)}
			r.m.Send(open.Append(nil))
		}
		if err := r.flush(); err != nil {
			t.Error(err)
		}
		for refused := 0; refused < flood-256; {
			payload, err := r.message()
			if err != nil {
				t.Errorf("%d were refused: %v", refused, err)
				return
			}
			if wire.Number(payload[0]) == wire.MsgChannelOpenFailure {
				refused++
			}
		}
	})
	if _, err := cl.Listen(testContext(t), "tcp", "127.0.0.1:80"); err != nil {
		t.Fatal(err)
	}
	soon(t, "the refusals", func() { <-done })
}

// A client may ask for anything: what is malformed is refused, and the connection goes on.
func TestForwardingRequestsOfAHostileClient(t *testing.T) {
	nc, user, _ := serveRawClient(t, forwardsAll)
	r := dialRaw(t, nc).login(user)
	for _, ask := range []struct {
		name string
		rest []byte
	}{
		{wire.RequestTCPIPForward, nil},
		{wire.RequestTCPIPForward, (&wire.TCPIPForward{Address: []byte("127.0.0.1"), Port: 70000}).Append(nil)},
		{wire.RequestTCPIPForward, append((&wire.TCPIPForward{Address: []byte("127.0.0.1")}).Append(nil), 0)},
		{wire.RequestCancelTCPIPForward, (&wire.CancelTCPIPForward{Address: []byte("127.0.0.1"), Port: 4022}).Append(nil)},
		{wire.RequestCancelTCPIPForward, nil},
		{wire.RequestStreamlocalForward, nil},
		{wire.RequestStreamlocalForward, (&wire.StreamlocalForward{Path: []byte("/no/such/directory/s")}).Append(nil)},
		{wire.RequestStreamlocalForward, (&wire.StreamlocalForward{Path: make([]byte, 4000)}).Append(nil)},
		{wire.RequestStreamlocalForward, (&wire.StreamlocalForward{Path: []byte("\x00abstract")}).Append(nil)},
		{wire.RequestStreamlocalForward, (&wire.StreamlocalForward{Path: []byte("@abstract")}).Append(nil)},
		{wire.RequestCancelStreamlocalForward, (&wire.CancelStreamlocalForward{Path: []byte("/x")}).Append(nil)},
	} {
		m := wire.GlobalRequest{Type: []byte(ask.name), WantReply: true, Rest: ask.rest}
		if err := r.send(m.Append); err != nil {
			t.Fatal(err)
		}
		if payload, err := r.message(); err != nil || wire.Number(payload[0]) != wire.MsgRequestFailure {
			t.Errorf("%s, %x: got %x, %v", ask.name, ask.rest, payload, err)
		}
	}
	for _, open := range []struct {
		kind string
		rest []byte
	}{
		{wire.ChannelTypeDirectTCPIP, nil},
		{wire.ChannelTypeDirectTCPIP, (&wire.OpenDirectTCPIP{Host: []byte("127.0.0.1"), Port: 70000}).Append(nil)},
		{wire.ChannelTypeDirectTCPIP, (&wire.OpenDirectTCPIP{Host: []byte("a\x00b"), Port: 1}).Append(nil)},
		{wire.ChannelTypeDirectTCPIP, (&wire.OpenDirectTCPIP{Host: []byte("]["), Port: 1}).Append(nil)},
		{wire.ChannelTypeDirectStreamlocal, nil},
		{wire.ChannelTypeDirectStreamlocal, (&wire.OpenDirectStreamlocal{Path: []byte("\x00abstract")}).Append(nil)},
		{wire.ChannelTypeDirectStreamlocal, (&wire.OpenDirectStreamlocal{Path: []byte("@abstract")}).Append(nil)},
		{wire.ChannelTypeForwardedTCPIP, forwardedTCP("127.0.0.1", 22)},
	} {
		openForwarded(r, 3, open.kind, open.rest)
		r.want(wire.MsgChannelOpenFailure)
	}
}

// A client that never decides about the connections that come holds up itself alone.
func TestAClientThatDecidesNothingAboutConnections(t *testing.T) {
	listening := make(chan net.Addr, 1)
	nc, user, ended := serveRawClient(t, func(s *ssh.Server) {
		forwardsAll(s)
		s.Channels = connection.Config{MaxChannels: 50}
	})
	go func() {
		r := dialRaw(t, nc).login(user)
		m := wire.GlobalRequest{Type: []byte(wire.RequestTCPIPForward), WantReply: true, Rest: (&wire.TCPIPForward{Address: []byte("127.0.0.1")}).Append(nil)}
		r.send(m.Append)
		var port wire.TCPIPForwardReply
		if payload, err := r.message(); err != nil || port.Parse(payload[1:]) != nil {
			t.Errorf("%x, %v", payload, err)
		}
		listening <- &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(port.Port)}
		for {
			if _, err := r.message(); err != nil {
				return
			}
		}
	}()
	at := (<-listening).String()
	for range 100 {
		in, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
	}
	nc.Close()
	soon(t, "the server", func() { <-ended })
}
