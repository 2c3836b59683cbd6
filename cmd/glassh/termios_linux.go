package main

import (
	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/wire"
)

const (
	ioctlGetTermios = unix.TCGETS
	ioctlSetTermios = unix.TCSETS

	vdisable = 0
)

// What only Linux has.
var (
	ownModeFlags = []modeFlag{
		{wire.ModeIUCLC, iflag, unix.IUCLC}, {wire.ModeIUTF8, iflag, unix.IUTF8},
		{wire.ModeXCASE, lflag, unix.XCASE},
		{wire.ModeOLCUC, oflag, unix.OLCUC},
	}
	ownModeChars = []modeChar{{wire.ModeVSWTCH, unix.VSWTC}}
)

// bauds are the speeds that Cflag has codes for. Both directions have the same.
var bauds = [...]struct{ code, speed uint32 }{
	{unix.B50, 50}, {unix.B75, 75}, {unix.B110, 110}, {unix.B134, 134}, {unix.B150, 150}, {unix.B200, 200},
	{unix.B300, 300}, {unix.B600, 600}, {unix.B1200, 1200}, {unix.B1800, 1800}, {unix.B2400, 2400},
	{unix.B4800, 4800}, {unix.B9600, 9600}, {unix.B19200, 19200}, {unix.B38400, 38400}, {unix.B57600, 57600},
	{unix.B115200, 115200}, {unix.B230400, 230400}, {unix.B460800, 460800}, {unix.B921600, 921600},
}

func speeds(t *unix.Termios) (in, out uint32) {
	code := t.Cflag & unix.CBAUD
	for _, b := range bauds {
		if b.code == code {
			return b.speed, b.speed
		}
	}
	return 38400, 38400 // what a pseudo-terminal begins with
}

// setOutputSpeed leaves a speed that has no code as it is.
func setOutputSpeed(t *unix.Termios, speed uint32) {
	for _, b := range bauds {
		if b.speed == speed {
			t.Cflag = t.Cflag&^unix.CBAUD | b.code
		}
	}
}

// setInputSpeed does nothing: it is the output's.
func setInputSpeed(*unix.Termios, uint32) {}
