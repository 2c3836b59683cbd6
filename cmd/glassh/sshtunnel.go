package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/tunnel"
	"github.com/glassh/glassh/wire"
)

// -w: a tunnel between a network interface here and one over there.

// tunnelMode is a value of Tunnel, and as bits of PermitTunnel.
type tunnelMode int

const (
	tunnelPoint    tunnelMode = 1 << iota // layer 3
	tunnelEthernet                        // layer 2
)

func parseTunnelMode(s string) (tunnelMode, error) {
	switch strings.ToLower(s) {
	case "no", "false":
		return 0, nil
	case "yes", "true", "point-to-point":
		return tunnelPoint, nil
	case "ethernet":
		return tunnelEthernet, nil
	}
	return 0, fmt.Errorf("%q is none of no, yes, point-to-point, ethernet", s)
}

// parsePermitTunnel is parseTunnelMode where yes is both.
func parsePermitTunnel(s string) (tunnelMode, error) {
	m, err := parseTunnelMode(s)
	if yes, err := parseYesNo(s); err == nil && yes {
		m = tunnelPoint | tunnelEthernet
	}
	return m, err
}

// wire returns the mode as it goes over the network.
func (m tunnelMode) wire() wire.TunnelMode {
	if m == tunnelEthernet {
		return wire.TunnelFrames
	}
	return wire.TunnelPackets
}

// A tunnelDevice is a value of TunnelDevice: the numbers of the interfaces.
type tunnelDevice struct{ local, remote uint32 }

var anyTunnel = tunnelDevice{wire.AnyTunnelUnit, wire.AnyTunnelUnit}

// maxTunnelUnit is the last number of an interface: OpenSSH has a use for the next one.
const maxTunnelUnit = wire.AnyTunnelUnit - 2

// parseTunnelDevice reads local[:remote], each of which is a number or any.
func parseTunnelDevice(s string) (d tunnelDevice, err error) {
	local, remote, both := strings.Cut(s, ":")
	if !both {
		remote = "any"
	}
	if d.local, err = parseTunnelUnit(local); err == nil {
		d.remote, err = parseTunnelUnit(remote)
	}
	return d, err
}

func parseTunnelUnit(s string) (uint32, error) {
	if strings.EqualFold(s, "any") {
		return wire.AnyTunnelUnit, nil
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n > maxTunnelUnit {
		return 0, fmt.Errorf("%q is not the number of an interface, nor any", s)
	}
	return uint32(n), nil
}

// tunnelFlag is -w, which turns Tunnel on.
func tunnelFlag(o *sshOptions, device string) error {
	if err := o.option("TunnelDevice", device); err != nil {
		return err
	}
	if o.tunnel == 0 {
		o.tunnel, o.given["tunnel"] = tunnelPoint, true
	}
	return nil
}

// openTunnel opens the tunnel that the options ask for. It ends with the connection. It
// fails if the tunnel does, and the user wants that.
func (d *dialer) openTunnel(ctx context.Context, client *ssh.Client) error {
	if d.o.tunnel == 0 || d.o.clears() || !d.mayForward("Tunnel") {
		return nil
	}
	mode := d.o.tunnel.wire()
	device, err := tunnel.Open(mode, d.o.tunnelDevice.local)
	if err != nil {
		d.log.Warn("Tunnel device open failed.", "error", err)
		if d.o.exitOnForward {
			return errors.New("Could not request tunnel forwarding.")
		}
		return nil
	}
	open := wire.OpenTun{Mode: mode, Unit: d.o.tunnelDevice.remote}
	pc, err := client.OpenPackets(ctx, wire.ChannelTypeTun, open.Append(nil))
	if err != nil {
		device.Close()
		d.log.Warn("Tunnel forwarding failed", "error", err)
		if d.o.exitOnForward {
			return statusError(255)
		}
		return nil
	}
	d.tunnelName = device.Name()
	d.log.Info("tunnel open", "interface", d.tunnelName)
	go tunnel.Join(mode, device, pc) // the end of the connection stops it
	return nil
}
