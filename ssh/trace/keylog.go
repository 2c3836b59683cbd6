package trace

import (
	"fmt"
	"io"

	"github.com/glassh/glassh/wire"
)

// A KeyLogFormat is how Wireshark wants the secrets of a connection.
type KeyLogFormat int

// The formats: a line for each key exchange, which begins with the cookie of a KEXINIT.
//
//	cookie private                the ephemeral private key: Wireshark 3 and 4.0
//	cookie SHARED_SECRET K        K, big-endian: Wireshark 4.2 and later
const (
	PrivateKeys KeyLogFormat = iota
	SharedSecrets
)

// WriteKeyLog writes the key log of the records, which have the level Secrets. The first
// format leaves out exchanges without one ephemeral number: those with a KEM, and of RSA.
func WriteKeyLog(w io.Writer, records []Record, format KeyLogFormat) error {
	for _, r := range records {
		e, ok := r.(*Exchange)
		if !ok {
			continue
		}
		cookie, ok := cookieOf(records, e.ClientInit)
		if !ok {
			return fmt.Errorf("record %d names no KEXINIT", e.N)
		}
		var err error
		switch {
		case e.K == nil:
			return fmt.Errorf("the trace holds no secrets: it was made at the level below %q", Secrets)
		case format == SharedSecrets:
			_, err = fmt.Fprintf(w, "%x SHARED_SECRET %x\n", cookie, magnitude(e.K))
		case !hybrid(e.Kex) && len(e.Private) > 0:
			_, err = fmt.Fprintf(w, "%x %x\n", cookie, []byte(e.Private))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// cookieOf returns the cookie of the KEXINIT in the record of that number.
func cookieOf(records []Record, n int) (cookie [16]byte, ok bool) {
	if n < 0 || n >= len(records) {
		return cookie, false
	}
	p, ok := records[n].(*Packet)
	if !ok {
		return cookie, false
	}
	var msg wire.KexInit
	if msg.Parse(p.Payload()) != nil {
		return cookie, false
	}
	return msg.Cookie, true
}

// magnitude returns the content of K without what encodes it: its length, and an mpint's
// leading zero. Wireshark adds that again (RFC 4251 §5).
func magnitude(k []byte) []byte {
	k = k[min(4, len(k)):]
	if len(k) > 1 && k[0] == 0 {
		return k[1:]
	}
	return k
}
