package illustrate

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// A PacketReading is what bytes were taken for.
type PacketReading struct {
	What  string // in a sentence
	Spans []dissect.Span
}

// ReadPacket finds out what bytes are, and dissects them: an identification string, a
// payload, or a packet. suite is what protects the packet, and sealed says that it is
// encrypted; otherwise that is tried if it is no packet in clear.
func ReadPacket(b []byte, suite protect.Suite, sealed bool, ctx dissect.Context) (r PacketReading, err error) {
	f := dissect.Frame{Suite: suite}
	protected := suite != protect.Suite{}
	switch {
	case len(b) == 0:
		return r, errors.New("there are no bytes")
	case bytes.HasPrefix(b, []byte("SSH-")):
		r.What = "An identification string, of " + numberOfBytes(len(b)) + "."
		r.Spans, err = dissect.Version(b, ctx.Sender)
	case protected && !sealed && b[0] == 0:
		r.What = fmt.Sprintf("A packet of %s under %s, decrypted.", numberOfBytes(len(b)), suiteName(suite))
		if r.Spans, err = dissect.Packet(b, f, ctx); err == nil {
			break
		}
		clear := err
		if r.Spans, err = dissect.Sealed(b, f); err != nil {
			err = clear
			break
		}
		r.What = fmt.Sprintf("A packet of %s under %s, as it was sent: decrypted, it would be no message.", numberOfBytes(len(b)), suiteName(suite))
	case protected: // a payload needs no suite
		r.What = fmt.Sprintf("A packet of %s under %s, as it was sent.", numberOfBytes(len(b)), suiteName(suite))
		r.Spans, err = dissect.Sealed(b, f)
	case b[0] == 0: // no message has the number 0, and no packet more than 2²⁴ bytes
		r.What = fmt.Sprintf("A packet of %s, in clear.", numberOfBytes(len(b)))
		r.Spans, err = dissect.Packet(b, f, ctx)
	default:
		r.What = fmt.Sprintf("A payload of %s: it begins with the number of a message, not with a packet's length.", numberOfBytes(len(b)))
		r.Spans, err = dissect.Message(b, ctx)
	}
	if err != nil {
		return r, packetError(b, err, ctx)
	}
	return r, nil
}

func suiteName(s protect.Suite) string {
	if s.MAC == (protect.MAC{}) {
		return s.Cipher.Name
	}
	return s.Cipher.Name + " and " + s.MAC.Name
}

// packetError adds to an error what could help.
func packetError(b []byte, err error, ctx dissect.Context) error {
	var e *dissect.Error
	if !errors.As(err, &e) || e.Field != "message number" {
		return fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "dissect: "))
	}
	n := wire.Number(b[e.Off])
	if e.Off == 0 && len(b) > wire.HeaderLen && b[0] == 0 {
		n = wire.Number(b[wire.HeaderLen])
	}
	list := meanings(n)
	flag, given := "", ""
	switch n.Layer() {
	case wire.LayerKex:
		flag, given = "--kex", ctx.Kex
	case wire.LayerUserauthMethod:
		flag, given = "--auth", ctx.Auth
	}
	if flag == "" || len(list) == 0 {
		return fmt.Errorf("message %d is not assigned, so that its bytes mean nothing", n)
	}
	var ways []string
	for _, m := range list {
		ways = append(ways, fmt.Sprintf("%s %s for %s", flag, m.methods[0], shortMessage(m.Name)))
	}
	why := "what message %d is depends on the method"
	if given != "" {
		why = "%[1]d is no message of that method, but of others"
	}
	return fmt.Errorf(why+": say %s", n, strings.Join(ways, ", "))
}
