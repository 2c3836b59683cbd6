package tunnel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// A Device is one network interface, of which each Read gives one packet or frame, and
// each Write takes one.
type Device interface {
	io.ReadWriteCloser
	// Name is that of the interface: "tun0".
	Name() string
}

// ErrUnsupported answers Open on a system whose interfaces this package does not know.
var ErrUnsupported = errors.New("tunnel: this system's interfaces are not supported yet")

// maxPacket is the largest packet or frame that is read: no message of SSH's holds more.
const maxPacket = 32 << 10

// familyLen is how much stands in front of a packet of layer 3.
const familyLen = 4

// errFamily drops a packet that is not what it is said to be.
var errFamily = errors.New("tunnel: the packet is not of its family")

// family returns what stands in front of an IP packet, by its version (RFC 791 §3.1,
// RFC 8200 §3: the first 4 bits).
func family(packet []byte) (wire.TunnelFamily, error) {
	if len(packet) == 0 {
		return 0, errFamily
	}
	switch packet[0] >> 4 {
	case 4:
		return wire.TunnelIPv4, nil
	case 6:
		return wire.TunnelIPv6, nil
	}
	return 0, errFamily
}

// wrap puts the family in front of the packet in b[4:], if the tunnel is of layer 3, and
// returns the message.
func wrap(mode wire.TunnelMode, b []byte) ([]byte, error) {
	if mode == wire.TunnelFrames {
		return b[familyLen:], nil
	}
	f, err := family(b[familyLen:])
	if err != nil {
		return nil, err
	}
	binary.BigEndian.PutUint32(b, uint32(f))
	return b, nil
}

// unwrap returns the packet or frame of a message.
func unwrap(mode wire.TunnelMode, message []byte) ([]byte, error) {
	if mode == wire.TunnelFrames {
		return message, nil
	}
	if len(message) <= familyLen {
		return nil, errFamily
	}
	packet := message[familyLen:]
	f, err := family(packet)
	if err != nil || uint32(f) != binary.BigEndian.Uint32(message) {
		return nil, errFamily
	}
	return packet, nil
}

// Join carries packets between an interface and a channel until either ends, and closes
// both. Packets that the other side cannot take are lost, as on any network: those that
// are too long, those of other protocols than IP, those for an interface that is down.
func Join(mode wire.TunnelMode, d Device, pc *ssh.PacketChannel) error {
	ended := make(chan error, 1)
	go func() { // the end of the channel stops it
		err := receive(mode, d, pc)
		d.Close() // whoever reads from it below
		ended <- err
	}()
	err := send(mode, d, pc)
	pc.Close()
	if other := <-ended; other != nil && !errors.Is(other, io.EOF) {
		err = other
	}
	return err
}

func send(mode wire.TunnelMode, d Device, pc *ssh.PacketChannel) error {
	b := make([]byte, familyLen+maxPacket)
	for {
		n, err := d.Read(b[familyLen:])
		if err != nil {
			return fmt.Errorf("tunnel: %w", err)
		}
		message, err := wrap(mode, b[:familyLen+n])
		if err != nil {
			continue
		}
		if err := pc.WritePacket(message); err != nil && !errors.Is(err, ssh.ErrPacketTooLong) {
			return err
		}
	}
}

func receive(mode wire.TunnelMode, d Device, pc *ssh.PacketChannel) error {
	b := make([]byte, familyLen+maxPacket)
	for {
		n, err := pc.ReadPacket(b)
		if errors.Is(err, io.ErrShortBuffer) {
			continue
		}
		if err != nil {
			return err
		}
		if packet, err := unwrap(mode, b[:n]); err == nil {
			d.Write(packet) // an interface that is down takes none
		}
	}
}
