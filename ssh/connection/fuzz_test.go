package connection

import (
	"encoding/binary"
	"testing"

	"github.com/glassh/glassh/wire"
)

// FuzzMachine feeds a machine with messages, cut from the input behind length
// bytes, and answers its questions. It must not panic, and keep its books.
func FuzzMachine(f *testing.F) {
	var seed []byte
	add := func(payload []byte) {
		seed = binary.BigEndian.AppendUint16(seed, uint16(len(payload)))
		seed = append(seed, payload...)
	}
	add((&wire.ChannelOpen{Type: []byte("session"), Sender: 3, Window: 1000, MaxPacket: 100}).Append(nil))
	add((&wire.ChannelRequest{Type: []byte("exec"), WantReply: true}).Append(nil))
	add((&wire.ChannelData{Data: []byte("input")}).Append(nil))
	add((&wire.ChannelExtendedData{Type: wire.DataStderr, Data: []byte("input")}).Append(nil))
	add((&wire.ChannelWindowAdjust{Add: 5}).Append(nil))
	add((&wire.ChannelEOF{}).Append(nil))
	add((&wire.ChannelClose{}).Append(nil))
	add((&wire.GlobalRequest{Type: []byte("keepalive"), WantReply: true}).Append(nil))
	f.Add(seed)
	f.Fuzz(func(t *testing.T, in []byte) {
		var out outbox
		m := New(&out, Config{Window: 1 << 10, MaxPacket: 1 << 9, MaxChannels: 4})
		ours, err := m.Open("session", nil)
		if err != nil {
			t.Fatal(err)
		}
		for len(in) >= 2 {
			n := min(int(binary.BigEndian.Uint16(in)), len(in)-2)
			payload := in[2 : 2+n]
			in = in[2+n:]
			if n == 0 {
				continue
			}
			ev, done, err := m.NextData(payload)
			if err == nil && !done {
				ev, err = m.Next(payload)
			}
			if err != nil {
				return
			}
			answer(t, m, ev)
			if m.count > 4 || len(m.table) > 4 {
				t.Fatalf("%d channels, where 4 are allowed", m.count)
			}
		}
		m.Close(ours)
	})
}

// answer does what a driver does with an event.
func answer(t *testing.T, m *Machine, ev Event) {
	var err error
	switch ev.Kind {
	case Open:
		if ev.Channel.Type() == "session" {
			err = m.Accept(ev.Channel)
		} else {
			err = m.Reject(ev.Channel, wire.OpenUnknownChannelType, "")
		}
	case Data:
		if c := ev.Channel; c.in.received > c.out.granted {
			t.Fatalf("%d bytes taken, %d granted", c.in.received, c.out.granted)
		}
		err = m.Consumed(ev.Channel, len(ev.Data), 0)
	case Window:
		_, err = m.Write(ev.Channel, 0, make([]byte, 100))
	case Request:
		if ev.WantReply {
			err = m.Reply(ev.Channel, len(ev.Data)%2 == 0)
		}
	case GlobalRequest:
		if ev.WantReply {
			err = m.ReplyGlobal(false, nil)
		}
	case Close:
		err = m.Close(ev.Channel)
	}
	if err != nil && err != ErrClosed {
		t.Fatal(err)
	}
}
