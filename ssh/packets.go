package ssh

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
)

// A PacketChannel is a channel whose messages are packets, each of which arrives as it
// was sent: none is split, and none is merged with others (OpenSSH PROTOCOL §2.3).
//
//	WritePacket  ──▶  one CHANNEL_DATA  ──▶  ReadPacket
type PacketChannel struct{ ch *Channel }

// ErrPacketTooLong answers a packet that the peer does not take in one message.
var ErrPacketTooLong = errors.New("ssh: the packet is longer than one message of the channel")

// OpenPackets opens a channel of packets.
func (cl *Client) OpenPackets(ctx context.Context, kind string, rest []byte) (*PacketChannel, error) {
	ch, err := cl.c.open(ctx, kind, rest, func(ch *Channel) { ch.packets = true })
	if err != nil {
		return nil, err
	}
	return &PacketChannel{ch}, nil
}

// AcceptPackets opens a channel of packets that the peer wants.
func (in *Incoming) AcceptPackets() (*PacketChannel, error) {
	ch, err := in.accept(func(ch *Channel) { ch.packets = true })
	if err != nil {
		return nil, err
	}
	return &PacketChannel{ch}, nil
}

// queuePacket takes in a packet, in the reader's goroutine: its length stands in front.
// The lengths are beside the window; but as empty packets are dropped, there are no
// more of them than bytes in the window.
func (ch *Channel) queuePacket(data []byte) {
	if len(data) == 0 {
		return
	}
	var length [4]byte
	binary.BigEndian.PutUint32(length[:], uint32(len(data)))
	c := ch.c
	ch.data.put(length[:], nil)
	c.woken = ch.data.put(data, c.lend(data)) || c.woken
}

// ReadPacket reads the next packet into p, and returns its length. The rest of a packet
// that is longer than p is dropped, with io.ErrShortBuffer. One goroutine may read.
func (pc *PacketChannel) ReadPacket(p []byte) (int, error) {
	var length [4]byte
	if _, err := io.ReadFull(pc.ch.data, length[:]); err != nil {
		pc.ch.ack(0, err == io.EOF)
		return 0, err
	}
	size := int(binary.BigEndian.Uint32(length[:]))
	defer pc.ch.ack(size, false)
	n := min(size, len(p))
	if _, err := io.ReadFull(pc.ch.data, p[:n]); err != nil {
		return 0, err
	}
	if n == size {
		return n, nil
	}
	if _, err := io.CopyN(io.Discard, pc.ch.data, int64(size-n)); err != nil {
		return n, err
	}
	return n, io.ErrShortBuffer
}

// WritePacket sends p, which must not be empty, as one message. It waits while the
// window has no room for all of it.
func (pc *PacketChannel) WritePacket(p []byte) error {
	ch, c := pc.ch, pc.ch.c
	if len(p) == 0 {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		switch {
		case ch.err != nil:
			return ch.err
		case len(p) > ch.ch.MaxPacket():
			return ErrPacketTooLong
		case c.t.Pending() >= fullOutput || c.t.Held():
			c.room.Wait()
			continue
		case ch.ch.Window() < len(p) && !ch.ch.Ended():
			ch.wake.Wait()
			continue
		}
		n, err := c.m.Write(ch.ch, 0, p)
		ch.mark()
		if err == nil && n != len(p) {
			panic("ssh: a packet was split")
		}
		c.check(err)
		c.flush()
		return err
	}
}

// Close closes the channel.
func (pc *PacketChannel) Close() error { return pc.ch.Close() }
