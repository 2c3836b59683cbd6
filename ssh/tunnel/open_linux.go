package tunnel

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/wire"
)

// A device is an interface of Linux (Documentation/networking/tuntap).
type device struct {
	*os.File
	name string
}

// Name returns the interface's name.
func (d *device) Name() string { return d.name }

// Open makes an interface, or takes one that was made for this user: tunN for packets
// and tapN for frames. Unit is its number, or [wire.AnyTunnelUnit]. It needs CAP_NET_ADMIN
// for one that it makes. Close takes away what Open made.
func Open(mode wire.TunnelMode, unit uint32) (Device, error) {
	name, flags := "tun", uint16(unix.IFF_TUN|unix.IFF_NO_PI)
	switch mode {
	case wire.TunnelPackets:
	case wire.TunnelFrames:
		name, flags = "tap", unix.IFF_TAP|unix.IFF_NO_PI
	default:
		return nil, fmt.Errorf("tunnel: there is no mode %d", mode)
	}
	if unit == wire.AnyTunnelUnit {
		name += "%d" // the kernel's choice
	} else {
		name += fmt.Sprint(unit)
	}
	const path = "/dev/net/tun"
	// Non-blocking, so that Close ends a Read; it must be an interface before it is polled.
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("tunnel: %s: %w", path, err)
	}
	request, err := unix.NewIfreq(name)
	if err == nil {
		request.SetUint16(flags)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, request)
	}
	if err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("tunnel: interface %s: %w", name, err)
	}
	return &device{os.NewFile(uintptr(fd), path), request.Name()}, nil
}
