package main

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// IPQoS (ssh_config(5), sshd_config(5)): the byte of IP that says how urgent a connection's
// packets are (RFC 791 §3.1, RFC 2474), once for sessions that somebody types into, or that
// have windows, and once for others. What the first session is counts for its connection.
type qos struct{ interactive, bulk int }

// noQoS leaves the byte to the system.
const noQoS = -1

// defaultQoS is OpenSSH's: RFC 2597 AF21, and CS1 for what may wait.
var defaultQoS = qos{0x48, 0x20}

// qosNames are the names of values, of equal ones in order of preference.
var qosNames = []struct {
	name  string
	value int
}{
	{"none", noQoS},
	{"af11", 0x28}, {"af12", 0x30}, {"af13", 0x38}, {"af21", 0x48}, {"af22", 0x50}, {"af23", 0x58},
	{"af31", 0x68}, {"af32", 0x70}, {"af33", 0x78}, {"af41", 0x88}, {"af42", 0x90}, {"af43", 0x98},
	{"cs0", 0x00}, {"cs1", 0x20}, {"cs2", 0x40}, {"cs3", 0x60}, {"cs4", 0x80}, {"cs5", 0xa0}, {"cs6", 0xc0}, {"cs7", 0xe0},
	{"ef", 0xb8}, {"le", 0x04},
	{"lowdelay", 0x10}, {"throughput", 0x08}, {"reliability", 0x04},
}

func parseQoSValue(s string) (int, error) {
	for _, q := range qosNames {
		if strings.EqualFold(s, q.name) {
			return q.value, nil
		}
	}
	n, err := strconv.ParseUint(s, 0, 8)
	if err != nil {
		return 0, fmt.Errorf("bad IPQoS value: %s", s)
	}
	return int(n), nil
}

// parseQoS makes the setter: one value is that of both.
func parseQoS[T any](field func(*T) *qos) setter[T] {
	return func(o *T, words []string) (err error) {
		var q qos
		if len(words) > 2 {
			return fmt.Errorf("IPQoS has two values")
		}
		if q.interactive, err = parseQoSValue(words[0]); err != nil {
			return err
		}
		if q.bulk, err = parseQoSValue(words[len(words)-1]); err != nil {
			return err
		}
		*field(o) = q
		return nil
	}
}

// String is as -T and -G print it.
func (q qos) String() string {
	name := func(value int) string {
		for _, q := range qosNames {
			if q.value == value {
				return q.name
			}
		}
		return fmt.Sprintf("0x%02x", value)
	}
	return name(q.interactive) + " " + name(q.bulk)
}

// mark sets the byte of a connection. One that is no socket of TCP has none, and where the
// system refuses, packets are as urgent as others.
func (q qos) mark(nc net.Conn, interactive bool) {
	value := q.bulk
	if interactive {
		value = q.interactive
	}
	if tcp, ok := nc.(*net.TCPConn); ok && value != noQoS {
		markTCP(tcp, value)
	}
}
