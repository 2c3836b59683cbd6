package connection

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/glassh/glassh/wire"
)

func TestAChannelFromOpenToClose(t *testing.T) {
	p := newPair(t, Config{}, Config{})
	a, b := p.open()

	token := new(int)
	p.ok(p.a.SendRequest(a, "exec", []byte("rest"), token))
	ev := p.one(p.toB(), Request)
	if ev.Channel != b || ev.Name != "exec" || !ev.WantReply || string(ev.Data) != "rest" {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.b.Reply(b, true))
	if ev := p.one(p.toA(), Reply); !ev.OK || ev.Token != any(token) {
		t.Fatalf("got %+v", ev)
	}

	n, err := p.b.Write(b, 0, []byte("output"))
	p.ok(err)
	if n != 6 {
		t.Fatalf("want 6 bytes written, got %d", n)
	}
	_, err = p.b.Write(b, 1, []byte("errors"))
	p.ok(err)
	p.ok(p.b.SendEOF(b))
	p.ok(p.b.Close(b))
	events := p.toA()
	if len(events) != 4 || string(events[0].Data) != "output" || events[1].Extended != 1 ||
		events[2].Kind != EOF || events[3].Kind != Close {
		t.Fatalf("got %v", events)
	}
	p.ok(p.a.Close(a))
	p.one(p.toB(), Close)

	// Both numbers are free again.
	a2, b2 := p.open()
	if a2.ID() != a.ID() || b2.ID() != b.ID() {
		t.Errorf("want numbers %d and %d again, got %d and %d", a.ID(), b.ID(), a2.ID(), b2.ID())
	}
}

func TestTheWindowStopsAWriterAndAdjustLetsItGoOn(t *testing.T) {
	p := newPair(t, Config{}, Config{Window: 1000, MaxWindow: 1000, MaxPacket: 300})
	a, b := p.open()
	data := bytes.Repeat([]byte{1}, 5000)
	total := 0
	for {
		n, err := p.a.Write(a, 0, data)
		p.ok(err)
		if n == 0 {
			break
		}
		if n > 300 {
			t.Fatalf("want at most 300 bytes in a message, got %d", n)
		}
		total += n
	}
	if total != 1000 {
		t.Fatalf("want the window of 1000 bytes filled, got %d", total)
	}
	if n := len(p.toB()); n != 4 {
		t.Fatalf("want 4 messages, got %d", n)
	}
	p.ok(p.b.Consumed(b, 499, 501))
	if events := p.toA(); len(events) != 0 {
		t.Fatalf("less than half of the window is consumed, and yet: %v", events)
	}
	p.ok(p.b.Consumed(b, 1, 500))
	p.one(p.toA(), Window)
	if a.Window() != 500 {
		t.Errorf("want a window of 500 bytes, got %d", a.Window())
	}
}

func TestTheWindowGrowsWhileTheReaderKeepsUp(t *testing.T) {
	p := newPair(t, Config{}, Config{Window: 1 << 20, MaxWindow: 4 << 20})
	a, b := p.open()
	data := make([]byte, 32<<10)
	fill := func() (n int) {
		for {
			k, err := p.a.Write(a, 0, data)
			p.ok(err)
			if k == 0 {
				return n
			}
			n += k
		}
	}
	// A reader that lags does not get more.
	n := fill()
	p.toB()
	p.ok(p.b.Consumed(b, n/2+1, n/2-1))
	p.toA()
	if b.out.size != 1<<20 {
		t.Fatalf("the window grew to %d bytes for a reader that lags", b.out.size)
	}
	for range 4 { // one that has read everything when the sender stops does
		fill()
		p.toB()
		p.ok(p.b.Consumed(b, int(b.in.received-b.out.consumed), 0))
		p.toA()
	}
	if b.out.size != 4<<20 {
		t.Errorf("want the window to grow to its bound of 4 MiB, got %d", b.out.size)
	}
}

func TestMessagesAreAsLongAsThePeerAnnounced(t *testing.T) {
	for _, c := range []struct {
		takes uint32 // what the peer says that it takes in one message
		want  int
	}{{9, 9}, {32759, 32759}, {32 << 10, 32 << 10}, {0, 64 << 10}, {1 << 20, MaxSend}} {
		p := newPair(t, Config{}, Config{MaxPacket: c.takes})
		a, _ := p.open()
		n, err := p.a.Write(a, 0, make([]byte, 1<<20))
		p.ok(err)
		if n != c.want {
			t.Errorf("to a peer that takes %d: want %d bytes of data, got %d", c.takes, c.want, n)
		}
		if got := p.one(p.toB(), Data).Data; len(got) != n {
			t.Errorf("want %d bytes to arrive, got %d", n, len(got))
		}
	}
}

func TestDataBeyondTheWindowIsRefused(t *testing.T) {
	p := newPair(t, Config{}, Config{Window: 100, MaxPacket: 60})
	_, b := p.open()
	msg := wire.ChannelData{Recipient: b.ID(), Data: make([]byte, 60)}
	if ev, err := p.b.Next(msg.Append(nil)); ev.Kind != Data || err != nil {
		t.Fatal("data within the window was not taken")
	}
	refuses(t, p.b, msg.Append(nil))
	msg.Data = make([]byte, 61)
	refuses(t, p.b, msg.Append(nil))
}

func TestCreditGrantedIsSeenOnlyWithBothHalves(t *testing.T) {
	p := newPair(t, Config{}, Config{Window: 100})
	_, b := p.open()
	msg := wire.ChannelData{Recipient: b.ID(), Data: make([]byte, 50)}
	if _, done, _ := p.b.NextData(msg.Append(nil)); done {
		t.Fatal("the inbound half took data before it knew of any credit")
	}
	if ev, err := p.b.Next(msg.Append(nil)); ev.Kind != Data || err != nil {
		t.Fatal("data within the window was not taken")
	}
	if _, done, _ := p.b.NextData(msg.Append(nil)); !done {
		t.Fatal("data within the window was left, though the credit was known")
	}
	msg.Data = make([]byte, 100)
	p.ok(p.b.Consumed(b, 100, 0))
	if _, done, err := p.b.NextData(msg.Append(nil)); done || err != nil {
		t.Fatalf("want the inbound half to leave the data, got done %v, %v", done, err)
	}
	ev, err := p.b.Next(msg.Append(nil))
	if err != nil || len(ev.Data) != 100 {
		t.Fatalf("with both halves: %v, %v", ev, err)
	}
}

func TestWhatAPeerMayNotSay(t *testing.T) {
	for name, message := range map[string]func(c *Channel) []byte{
		"data behind EOF": func(c *Channel) []byte {
			c.in.eof = true
			return (&wire.ChannelData{Recipient: c.id, Data: []byte("x")}).Append(nil)
		},
		"a window that wraps": func(c *Channel) []byte {
			return (&wire.ChannelWindowAdjust{Recipient: c.id, Add: 1<<32 - 1}).Append(nil)
		},
		"a packet size of nothing": func(*Channel) []byte {
			return (&wire.ChannelOpen{Type: []byte("session"), MaxPacket: 8}).Append(nil)
		},
		"a packet size over 2^31-1": func(*Channel) []byte {
			return (&wire.ChannelOpen{Type: []byte("session"), MaxPacket: 1 << 31}).Append(nil)
		},
		"an unknown channel message": func(*Channel) []byte { return []byte{101, 0, 0, 0, 0} },
		"a message cut short":        func(*Channel) []byte { return []byte{byte(wire.MsgChannelData), 0, 0} },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t, Config{}, Config{})
			_, b := p.open()
			refuses(t, p.b, message(b))
		})
	}
}

func TestStrayMessagesAreDropped(t *testing.T) {
	p := newPair(t, Config{}, Config{})
	a, _ := p.open()
	for _, payload := range [][]byte{
		(&wire.ChannelData{Recipient: 99, Data: []byte("x")}).Append(nil),
		(&wire.ChannelWindowAdjust{Recipient: 99, Add: 1}).Append(nil),
		(&wire.ChannelEOF{Recipient: 99}).Append(nil),
		(&wire.ChannelClose{Recipient: 99}).Append(nil),
		(&wire.ChannelRequest{Recipient: 99, Type: []byte("x"), WantReply: true}).Append(nil),
		(&wire.ChannelSuccess{Recipient: a.ID()}).Append(nil), // nothing was asked
		(&wire.ChannelFailure{Recipient: a.ID()}).Append(nil),
		(&wire.RequestSuccess{}).Append(nil),
		(&wire.RequestFailure{}).Append(nil),
		(&wire.ChannelOpenConfirmation{Recipient: a.ID(), MaxPacket: 1000}).Append(nil), // opened already
		(&wire.ChannelOpenFailure{Recipient: 5}).Append(nil),
	} {
		ev, done, err := p.a.NextData(payload)
		if !done && err == nil {
			ev, err = p.a.Next(payload)
		}
		if err != nil || ev.Kind != None {
			t.Errorf("%v: want it dropped, got %v, %v", wire.Number(payload[0]), ev, err)
		}
	}
	if len(p.outA.messages) != 0 {
		t.Errorf("want no answer, got %d", len(p.outA.messages))
	}
}

func TestChannelsAreBounded(t *testing.T) {
	p := newPair(t, Config{}, Config{MaxChannels: 3})
	for range 3 {
		p.open()
	}
	_, err := p.a.Open("session", nil)
	p.ok(err)
	if events := p.toB(); len(events) != 0 {
		t.Fatalf("want the machine to refuse by itself, got %v", events)
	}
	if ev := p.one(p.toA(), OpenFailed); wire.OpenReason(ev.Reason) != wire.OpenResourceShortage {
		t.Errorf("got %v", ev)
	}
	p = newPair(t, Config{MaxChannels: 1}, Config{})
	p.open()
	if _, err := p.a.Open("session", nil); !errors.Is(err, ErrTooManyChannels) {
		t.Errorf("want %v, got %v", ErrTooManyChannels, err)
	}
}

func TestARefusedChannelFreesItsNumber(t *testing.T) {
	p := newPair(t, Config{}, Config{})
	c, err := p.a.Open("x11", []byte("rest"))
	p.ok(err)
	ev := p.one(p.toB(), Open)
	if ev.Channel.Type() != "x11" || string(ev.Data) != "rest" {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.b.Reject(ev.Channel, wire.OpenUnknownChannelType, "no\x1b[31m"))
	failed := p.one(p.toA(), OpenFailed)
	if failed.Channel != c || failed.Text == "no\x1b[31m" {
		t.Fatalf("want the channel and an escaped text, got %+v", failed)
	}
	if p.a.count != 0 || p.b.count != 0 {
		t.Errorf("want no channel left, got %d and %d", p.a.count, p.b.count)
	}
}

func TestRepliesGoInTheOrderOfTheRequests(t *testing.T) {
	p := newPair(t, Config{}, Config{})
	a, b := p.open()
	for i := range 5 {
		p.ok(p.a.SendRequest(a, "r", nil, i))
		p.ok(p.a.SendGlobal("g", nil, i))
	}
	p.ok(p.a.SendGlobal("no reply wanted", nil, nil))
	p.toB()
	for i := range 5 {
		p.ok(p.b.Reply(b, i%2 == 0))
		p.ok(p.b.ReplyGlobal(i%2 == 1, []byte{byte(i)}))
	}
	events := p.toA()
	if len(events) != 10 {
		t.Fatalf("want 10 replies, got %v", events)
	}
	for i := range 5 {
		r, g := events[2*i], events[2*i+1]
		if r.Token != any(i) || r.OK != (i%2 == 0) || g.Token != any(i) || g.OK != (i%2 == 1) {
			t.Errorf("reply %d: %+v, %+v", i, r, g)
		}
	}
}

func TestAClosedChannelTakesNothing(t *testing.T) {
	p := newPair(t, Config{}, Config{})
	a, b := p.open()
	p.ok(p.a.SendEOF(a))
	if _, err := p.a.Write(a, 0, []byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("write behind EOF: want %v, got %v", ErrClosed, err)
	}
	p.ok(p.a.Close(a))
	p.ok(p.a.Close(a))
	p.ok(p.a.SendEOF(a))
	if err := p.a.SendRequest(a, "r", nil, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("request behind close: want %v, got %v", ErrClosed, err)
	}
	if n := len(p.toB()); n != 2 {
		t.Errorf("want EOF and close, once each, got %d events", n)
	}
	// What the other side still sends arrives, and costs it nothing to be dropped.
	_, err := p.b.Write(b, 0, []byte("late"))
	p.ok(err)
	p.one(p.toA(), Data)
	p.ok(p.a.Consumed(a, DefaultWindow, 0))
	if len(p.outA.messages) != 0 {
		t.Error("a closed channel granted credit")
	}
}

func TestDataPathDoesNotAllocate(t *testing.T) {
	var buf reused
	m := New(&buf, Config{})
	c, _ := m.newChannel("session", open)
	c.confirm(7, 1<<31, 1<<15)
	m.enter(c)
	data := make([]byte, 32<<10)
	in := (&wire.ChannelData{Recipient: c.id, Data: data}).Append(nil)
	if n := testing.AllocsPerRun(100, func() {
		if _, err := m.Write(c, 0, data); err != nil {
			t.Fatal(err)
		}
		if _, done, err := m.NextData(in); !done && err == nil {
			if _, err := m.Next(in); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Consumed(c, len(data), 0); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("want no allocation a packet, got %v", n)
	}
}

// reused is a Sender with one buffer.
type reused struct{ buf []byte }

func (r *reused) Begin() []byte { return r.buf[:0] }

func (r *reused) End(buf []byte) error {
	r.buf = buf
	return nil
}

func TestEventsShowThePeersNamesEscaped(t *testing.T) {
	p := newPair(t, Config{}, Config{})
	p.ok(p.a.SendGlobal("name\n\x1b[2J", nil, nil))
	if got := p.one(p.toB(), GlobalRequest).String(); strings.ContainsAny(got, "\n\x1b") {
		t.Errorf("got %q", got)
	}
	_, err := p.a.Open("type\n", nil)
	p.ok(err)
	if got := p.one(p.toB(), Open).String(); strings.Contains(got, "\n") {
		t.Errorf("got %q", got)
	}
}

func TestARequestThatIsTooLongLeavesNothingBehind(t *testing.T) {
	p := newPair(t, Config{}, Config{})
	a, b := p.open()
	huge := make([]byte, wire.MaxPacket)
	if err := p.a.SendRequest(a, "x", huge, "lost"); err != ErrTooLong {
		t.Errorf("want %v, got %v", ErrTooLong, err)
	}
	if err := p.a.SendGlobal(string(huge), nil, "lost"); err != ErrTooLong {
		t.Errorf("want %v, got %v", ErrTooLong, err)
	}
	if _, err := p.a.Open("x", huge); err != ErrTooLong {
		t.Errorf("want %v, got %v", ErrTooLong, err)
	}
	// The next reply belongs to the next request.
	p.ok(p.a.SendRequest(a, "x", nil, "mine"))
	p.one(p.toB(), Request)
	p.ok(p.b.Reply(b, true))
	if ev := p.one(p.toA(), Reply); ev.Token != "mine" {
		t.Errorf("got the reply to %v", ev.Token)
	}
}

// Nothing that a peer says on a channel counts before it was accepted, or if it was
// refused.
func TestAnswerToAnOpenMayComeLater(t *testing.T) {
	p := newPair(t, Config{}, Config{})
	a, err := p.a.Open("first", nil)
	p.ok(err)
	_, err = p.a.Open("second", nil)
	p.ok(err)
	events := p.toB()
	first, second := events[0].Channel, events[1].Channel
	early := func(c *Channel) {
		t.Helper()
		for _, message := range []interface{ Append([]byte) []byte }{
			&wire.ChannelData{Recipient: c.ID(), Data: []byte("x")},
			&wire.ChannelWindowAdjust{Recipient: c.ID(), Add: 1},
			&wire.ChannelRequest{Recipient: c.ID(), Type: []byte("exec"), WantReply: true},
			&wire.ChannelEOF{Recipient: c.ID()},
			&wire.ChannelClose{Recipient: c.ID()},
		} {
			if ev, err := p.b.Next(message.Append(nil)); ev.Kind != None || err != nil {
				t.Errorf("%T on a channel that is not open: %v, %v", message, ev, err)
			}
		}
	}
	early(first)
	p.ok(p.b.Reject(second, wire.OpenConnectFailed, "no"))
	early(second)
	p.ok(p.b.Accept(first))
	if events = p.toA(); len(events) != 2 || events[0].Kind != OpenFailed || events[1].Kind != Opened {
		t.Fatalf("got %v", events)
	}
	if n, err := p.a.Write(a, 0, []byte("hello")); n != 5 || err != nil {
		t.Fatal(n, err)
	}
	if ev := p.one(p.toB(), Data); string(ev.Data) != "hello" {
		t.Errorf("got %q", ev.Data)
	}
}
