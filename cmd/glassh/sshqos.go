package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// IPQoS marks the packets of a connection for the routers on the way: those of a terminal
// one way, others another. The mark is the second octet of an IPv4 header, RFC 791's type of
// service, and its like in IPv6: six bits of a class (RFC 2474), and two of the network's own.

// A trafficClass is that octet, or sysClass for what the system makes it.
type trafficClass int

const sysClass trafficClass = -1

// trafficClasses are the names of classes, the first one of each value for printing:
// RFC 2597 (af), 2474 (cs), 3246 (ef), 8622 (le), and RFC 1349's.
var trafficClasses = []struct {
	name  string
	class trafficClass
}{
	{"af11", 0x28}, {"af12", 0x30}, {"af13", 0x38}, {"af21", 0x48}, {"af22", 0x50}, {"af23", 0x58},
	{"af31", 0x68}, {"af32", 0x70}, {"af33", 0x78}, {"af41", 0x88}, {"af42", 0x90}, {"af43", 0x98},
	{"cs0", 0x00}, {"cs1", 0x20}, {"cs2", 0x40}, {"cs3", 0x60}, {"cs4", 0x80}, {"cs5", 0xa0}, {"cs6", 0xc0}, {"cs7", 0xe0},
	{"ef", 0xb8}, {"le", 0x04}, {"lowdelay", 0x10}, {"throughput", 0x08}, {"reliability", 0x04}, {"none", sysClass},
}

// String returns the class as ssh -G prints it.
func (c trafficClass) String() string {
	for _, known := range trafficClasses {
		if known.class == c {
			return known.name
		}
	}
	return fmt.Sprintf("0x%02x", int(c))
}

func parseTrafficClass(s string) (trafficClass, error) {
	for _, known := range trafficClasses {
		if strings.EqualFold(known.name, s) {
			return known.class, nil
		}
	}
	n, err := strconv.ParseUint(s, 0, 8)
	if err != nil {
		return 0, fmt.Errorf("bad IPQoS value: %s", s)
	}
	return trafficClass(n), nil
}

// A quality is what IPQoS says.
type quality struct{ interactive, bulk trafficClass }

// parseQuality reads one class for all, or two.
func parseQuality(o *sshOptions, words []string) (err error) {
	if len(words) > 2 {
		return errors.New("one value or two are wanted")
	}
	if o.qos.interactive, err = parseTrafficClass(words[0]); err != nil {
		return err
	}
	o.qos.bulk, err = parseTrafficClass(words[len(words)-1])
	return err
}

// classify marks the packets of the connection, if it is one of the network's. The mark is
// advice: if it fails, that is no reason to stop.
func (d *dialer) classify(interactive bool) {
	class := d.o.qos.bulk
	if interactive {
		class = d.o.qos.interactive
	}
	if class == sysClass || d.conn == nil {
		return
	}
	if err := setTrafficClass(d.conn, int(class)); err != nil {
		d.log.Info("the packets are not marked", "class", class, "error", err)
	}
}
