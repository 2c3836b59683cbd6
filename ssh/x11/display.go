package x11

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// A Display is the value of DISPLAY taken apart (X(7), DISPLAY NAMES): host:number.screen,
// where "" and "unix" as a host, and the path of a socket, are on this machine.
type Display struct {
	Network string // of package net: "unix" or "tcp"
	Address string
	Screen  uint32
}

// firstPort is the port of display 0. The numbers go as far as ports do.
const (
	firstPort  = 6000
	maxDisplay = 65535 - firstPort
)

// Port returns the TCP port of a display.
func Port(number int) int { return firstPort + number }

var errDisplay = errors.New("x11: not of the form host:number.screen")

// ParseDisplay reads a value of DISPLAY. Characters other than letters, digits and
// :/.-_[] are an error: the value will be an argument of programs.
func ParseDisplay(text string) (*Display, error) {
	for _, c := range text {
		if !strings.ContainsRune(":/.-_[]", c) && !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9') {
			return nil, fmt.Errorf("x11: DISPLAY holds %q", c)
		}
	}
	colon := strings.LastIndexByte(text, ':')
	if colon < 0 {
		return nil, errDisplay
	}
	host, rest := text[:colon], text[colon+1:]
	numberText, screenText, hasScreen := strings.Cut(rest, ".")
	number, err := strconv.ParseUint(numberText, 10, 16)
	if err != nil || number > maxDisplay {
		return nil, errDisplay
	}
	d := &Display{Network: "unix"}
	if hasScreen {
		screen, err := strconv.ParseUint(screenText, 10, 32)
		if err != nil {
			return nil, errDisplay
		}
		d.Screen = uint32(screen)
	}
	switch {
	case strings.HasPrefix(host, "/"): // as macOS has it: the socket's name ends in :0
		d.Address = host + ":" + numberText
	case host == "" || host == "unix":
		d.Address = "/tmp/.X11-unix/X" + numberText
	default:
		d.Network = "tcp"
		d.Address = net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(Port(int(number))))
	}
	return d, nil
}

// Dial connects to the display.
func (d *Display) Dial(ctx context.Context) (net.Conn, error) {
	var nd net.Dialer
	conn, err := nd.DialContext(ctx, d.Network, d.Address)
	if err != nil {
		return nil, fmt.Errorf("x11: %w", err)
	}
	return conn, nil
}

// AuthName returns the name under which xauth knows a display: connections of this
// machine to itself are those of a socket there.
func AuthName(display string) string {
	if rest, ok := strings.CutPrefix(display, "localhost:"); ok {
		return "unix:" + rest
	}
	return display
}
