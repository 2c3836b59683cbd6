package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"time"
)

// WritePcapng writes the records as a capture file (pcapng) that Wireshark opens: lines
// and packets as segments of one TCP connection, which is made up around them.
//
//	Section Header │ Interface Description │ Decryption Secrets (SSHK) │ Enhanced Packet …
//
// If the records have the level Secrets, the key log is in the file, ahead of what it
// decrypts. A packet whose bytes were withheld is there as zeros, in its length. What was
// compressed is compressed here: Wireshark 4.0 decrypts it, and does not decompress it.
func WritePcapng(w io.Writer, records []Record, format KeyLogFormat) error {
	begin, ok := first(records)
	if !ok {
		return errors.New("the trace has no beginning")
	}
	c := newCapture(begin)
	c.block(0x0a0d0d0a, append(le32(nil, 0x1a2b3c4d, 1), bytes.Repeat([]byte{0xff}, 8)...)) // byte order, version 1.0, length unknown
	c.block(1, le32(nil, linkEthernet, 0))                                                  // no limit of length
	if begin.Level >= Secrets {
		var log bytes.Buffer
		if err := WriteKeyLog(&log, records, format); err != nil {
			return err
		}
		c.block(10, append(le32(nil, secretsSSH, uint32(log.Len())), pad4(log.Bytes())...))
	}
	c.handshake()
	for _, r := range records {
		switch r := r.(type) {
		case *Line:
			c.send(r.Dir, r.Time, r.Wire)
		case *Packet:
			data := []byte(r.Wire)
			if data == nil {
				data = make([]byte, r.Size)
			}
			c.send(r.Dir, r.Time, data)
		}
	}
	_, err := w.Write(c.out)
	return err
}

func first(records []Record) (*Begin, bool) {
	if len(records) == 0 {
		return nil, false
	}
	b, ok := records[0].(*Begin)
	return b, ok
}

const (
	linkEthernet = 1          // LINKTYPE_ETHERNET
	secretsSSH   = 0x5353484b // "SSHK"

	maxSegment = 32 << 10 // of TCP, in bytes: an IP packet has less than 64 KiB
)

// A capture is a file being made. The client is the one who opens the TCP connection.
type capture struct {
	out   []byte
	start time.Time
	ends  map[Dir]*end // by what they send
}

// An end is one side of the TCP connection.
type end struct {
	addr netip.AddrPort
	seq  uint32
}

func newCapture(b *Begin) *capture {
	client, server := b.Local, b.Remote
	if b.End == "server" {
		client, server = server, client
	}
	from, err1 := netip.ParseAddrPort(client)
	to, err2 := netip.ParseAddrPort(server)
	if err1 != nil || err2 != nil || from.Addr().Is4() != to.Addr().Is4() {
		from, to = netip.MustParseAddrPort("192.0.2.1:50000"), netip.MustParseAddrPort("192.0.2.2:22") // RFC 5737
	}
	start, _ := time.Parse(time.RFC3339, b.Date)
	return &capture{start: start, ends: map[Dir]*end{ToServer: {from, 1000}, ToClient: {to, 2000}}}
}

// block appends a block of a type, whose length stands before and behind it.
func (c *capture) block(kind uint32, body []byte) {
	body = pad4(body)
	n := uint32(len(body) + 12)
	c.out = le32(c.out, kind, n)
	c.out = append(c.out, body...)
	c.out = le32(c.out, n)
}

// Flags of TCP (RFC 9293 §3.1).
const (
	tcpSYN = 0x02
	tcpPSH = 0x08
	tcpACK = 0x10
)

// handshake opens the connection.
func (c *capture) handshake() {
	c.segment(ToServer, 0, tcpSYN, nil)
	c.ends[ToServer].seq++
	c.segment(ToClient, 0, tcpSYN|tcpACK, nil)
	c.ends[ToClient].seq++
	c.segment(ToServer, 0, tcpACK, nil)
}

// send sends data in as many segments as it takes.
func (c *capture) send(d Dir, micros int64, data []byte) {
	for len(data) > 0 {
		n := min(len(data), maxSegment)
		c.segment(d, micros, tcpPSH|tcpACK, data[:n])
		c.ends[d].seq += uint32(n)
		data = data[n:]
	}
}

// segment appends one frame: Ethernet, IP, TCP and data.
func (c *capture) segment(d Dir, micros int64, flags byte, data []byte) {
	from, to := c.ends[ToServer], c.ends[ToClient]
	if d == ToClient {
		from, to = to, from
	}
	tcp := binary.BigEndian.AppendUint16(nil, from.addr.Port())
	tcp = binary.BigEndian.AppendUint16(tcp, to.addr.Port())
	tcp = binary.BigEndian.AppendUint32(tcp, from.seq)
	ack := to.seq
	if flags&tcpACK == 0 {
		ack = 0
	}
	tcp = binary.BigEndian.AppendUint32(tcp, ack)
	tcp = append(tcp, 5<<4, flags, 0xff, 0xff, 0, 0, 0, 0) // window, checksum, urgent pointer
	tcp = append(tcp, data...)
	frame := append(make([]byte, 0, 64+len(tcp)), 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1) // locally administered
	frame = append(frame, internet(from.addr.Addr(), to.addr.Addr(), tcp)...)

	t := uint64(c.start.UnixMicro() + micros)
	body := le32(nil, 0, uint32(t>>32), uint32(t), uint32(len(frame)), uint32(len(frame)))
	c.block(6, append(body, frame...))
}

// internet returns EtherType, IP header and tcp, whose checksum it sets (RFC 791 §3.1,
// RFC 8200 §3, RFC 9293 §3.1).
func internet(from, to netip.Addr, tcp []byte) []byte {
	const protocolTCP = 6
	pseudo := append(from.AsSlice(), to.AsSlice()...)
	var header []byte
	if from.Is4() {
		header = []byte{0x08, 0x00, 0x45, 0}
		header = binary.BigEndian.AppendUint16(header, uint16(20+len(tcp)))
		header = append(header, 0, 0, 0x40, 0, 64, protocolTCP, 0, 0)
		header = append(header, pseudo...)
		binary.BigEndian.PutUint16(header[12:], checksum(header[2:]))
	} else {
		header = []byte{0x86, 0xdd, 0x60, 0, 0, 0}
		header = binary.BigEndian.AppendUint16(header, uint16(len(tcp)))
		header = append(append(header, protocolTCP, 64), pseudo...)
	}
	// Both versions of IP have the length and the protocol here, in another order, which a
	// sum does not see.
	pseudo = binary.BigEndian.AppendUint32(pseudo, uint32(len(tcp)))
	pseudo = append(pseudo, 0, 0, 0, protocolTCP)
	binary.BigEndian.PutUint16(tcp[16:], checksum(append(pseudo, tcp...)))
	return append(header, tcp...)
}

// checksum is the complement of the one's complement sum (RFC 1071).
func checksum(b []byte) uint16 {
	var sum uint32
	for len(b) > 1 {
		sum += uint32(binary.BigEndian.Uint16(b))
		b = b[2:]
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// le32 appends numbers in the byte order of the file, which is ours to choose.
func le32(dst []byte, list ...uint32) []byte {
	for _, v := range list {
		dst = binary.LittleEndian.AppendUint32(dst, v)
	}
	return dst
}

// pad4 fills b up to a multiple of 4 bytes.
func pad4(b []byte) []byte { return append(b[:len(b):len(b)], make([]byte, -len(b)&3)...) }
