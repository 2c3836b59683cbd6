//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package main

import (
	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/wire"
)

const (
	ioctlGetTermios = unix.TIOCGETA
	ioctlSetTermios = unix.TIOCSETA

	vdisable = 0xff
)

// What the BSDs have, and Linux has not. IUTF8 is macOS's alone.
var (
	ownModeFlags = utf8ModeFlag
	ownModeChars = []modeChar{{wire.ModeVDSUSP, unix.VDSUSP}, {wire.ModeVSTATUS, unix.VSTATUS}}
)

func speeds(t *unix.Termios) (in, out uint32) { return uint32(t.Ispeed), uint32(t.Ospeed) }

func setInputSpeed(t *unix.Termios, speed uint32)  { setSpeed(&t.Ispeed, speed) }
func setOutputSpeed(t *unix.Termios, speed uint32) { setSpeed(&t.Ospeed, speed) }

// setSpeed works on the speeds of all BSDs, which differ in their type.
func setSpeed[S int32 | uint32 | uint64](s *S, speed uint32) {
	if speed <= 1<<30 {
		*s = S(speed)
	}
}
