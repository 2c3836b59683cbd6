package connection

import (
	"testing"

	"github.com/glassh/glassh/wire"
)

// discard takes messages, and forgets them.
type discard struct{}

func (discard) Begin() []byte    { return nil }
func (discard) End([]byte) error { return nil }

// TestNoDataForAnUndecidedChannel sends data on a channel that nobody has accepted: the
// inbound half alone must not hand it on, for the other half is giving it its owner.
func TestNoDataForAnUndecidedChannel(t *testing.T) {
	for _, cfg := range []Config{{}, {NoFlowControl: true}} {
		m := New(discard{}, cfg)
		open := wire.ChannelOpen{Type: []byte("x"), Sender: 1, Window: 1 << 20, MaxPacket: 1 << 15}
		ev, err := m.Next(open.Append(nil))
		if err != nil || ev.Kind != Open {
			t.Fatal(ev, err)
		}
		for _, data := range []string{"", "data"} {
			msg := wire.ChannelData{Recipient: ev.Channel.ID(), Data: []byte(data)}
			payload := msg.Append(nil)
			if got, done, err := m.NextData(payload); done || err != nil {
				t.Errorf("%+v, %q: the inbound half took it: %v, %v", cfg, data, got, err)
			}
			if got, err := m.Next(payload); got.Kind != None || err != nil {
				t.Errorf("%+v, %q: want nothing, got %v, %v", cfg, data, got, err)
			}
		}
		if err := m.Accept(ev.Channel); err != nil {
			t.Fatal(err)
		}
		msg := wire.ChannelData{Recipient: ev.Channel.ID(), Data: []byte("data")}
		if got, err := m.Next(msg.Append(nil)); got.Kind != Data || err != nil {
			t.Errorf("%+v: want data, got %v, %v", cfg, got, err)
		}
		if got, done, err := m.NextData(msg.Append(nil)); !done || got.Kind != Data || err != nil {
			t.Errorf("%+v: want data by the inbound half, got %v, %v", cfg, got, err)
		}
	}
}

// TestWithoutWindowsByEitherWay takes more than a window of data with both halves, as the
// driver does while an exchange of keys is due.
func TestWithoutWindowsByEitherWay(t *testing.T) {
	m := New(discard{}, Config{NoFlowControl: true, Window: 1000})
	c, err := m.Open("x", nil)
	if err != nil {
		t.Fatal(err)
	}
	confirm := wire.ChannelOpenConfirmation{Recipient: c.ID(), Sender: 1, Window: 1, MaxPacket: 1 << 15}
	if _, err := m.Next(confirm.Append(nil)); err != nil {
		t.Fatal(err)
	}
	msg := wire.ChannelData{Recipient: c.ID(), Data: make([]byte, 1500)}
	if ev, err := m.Next(msg.Append(nil)); ev.Kind != Data || err != nil {
		t.Fatalf("want data, got %v, %v", ev, err)
	}
}
