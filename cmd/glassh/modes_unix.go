//go:build unix && !solaris && !illumos && !aix

package main

import (
	"os"

	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/wire"
)

// A pty-req carries the state of the client's terminal, and the server gives it to
// its own (RFC 4254 §8): characters, flags of four words, and two speeds.
//
//	termios    Cc[VINTR] … │ Iflag │ Lflag │ Oflag │ Cflag │ speeds
//	opcodes    1 … 18      │ 30 …  │ 50 …  │ 70 …  │ 90 …  │ 128, 129

// A word is one of the words of flags in a termios.
type word byte

const (
	iflag word = iota
	lflag
	oflag
	cflag
)

// A modeFlag is an opcode and its bits: one flag of a word.
type modeFlag struct {
	op   wire.TerminalMode
	word word
	bits uint32
}

var modeFlags = append([]modeFlag{
	{wire.ModeIGNPAR, iflag, unix.IGNPAR}, {wire.ModePARMRK, iflag, unix.PARMRK}, {wire.ModeINPCK, iflag, unix.INPCK},
	{wire.ModeISTRIP, iflag, unix.ISTRIP}, {wire.ModeINLCR, iflag, unix.INLCR}, {wire.ModeIGNCR, iflag, unix.IGNCR},
	{wire.ModeICRNL, iflag, unix.ICRNL}, {wire.ModeIXON, iflag, unix.IXON}, {wire.ModeIXANY, iflag, unix.IXANY},
	{wire.ModeIXOFF, iflag, unix.IXOFF}, {wire.ModeIMAXBEL, iflag, unix.IMAXBEL},

	{wire.ModeISIG, lflag, unix.ISIG}, {wire.ModeICANON, lflag, unix.ICANON}, {wire.ModeECHO, lflag, unix.ECHO},
	{wire.ModeECHOE, lflag, unix.ECHOE}, {wire.ModeECHOK, lflag, unix.ECHOK}, {wire.ModeECHONL, lflag, unix.ECHONL},
	{wire.ModeNOFLSH, lflag, unix.NOFLSH}, {wire.ModeTOSTOP, lflag, unix.TOSTOP}, {wire.ModeIEXTEN, lflag, unix.IEXTEN},
	{wire.ModeECHOCTL, lflag, unix.ECHOCTL}, {wire.ModeECHOKE, lflag, unix.ECHOKE}, {wire.ModePENDIN, lflag, unix.PENDIN},

	{wire.ModeOPOST, oflag, unix.OPOST}, {wire.ModeONLCR, oflag, unix.ONLCR}, {wire.ModeOCRNL, oflag, unix.OCRNL},
	{wire.ModeONOCR, oflag, unix.ONOCR}, {wire.ModeONLRET, oflag, unix.ONLRET},

	{wire.ModePARENB, cflag, unix.PARENB}, {wire.ModePARODD, cflag, unix.PARODD},
}, ownModeFlags...)

// A modeChar is an opcode and its index in the table of characters.
type modeChar struct {
	op    wire.TerminalMode
	index int
}

var modeChars = append([]modeChar{
	{wire.ModeVINTR, unix.VINTR}, {wire.ModeVQUIT, unix.VQUIT}, {wire.ModeVERASE, unix.VERASE},
	{wire.ModeVKILL, unix.VKILL}, {wire.ModeVEOF, unix.VEOF}, {wire.ModeVEOL, unix.VEOL}, {wire.ModeVEOL2, unix.VEOL2},
	{wire.ModeVSTART, unix.VSTART}, {wire.ModeVSTOP, unix.VSTOP}, {wire.ModeVSUSP, unix.VSUSP},
	{wire.ModeVREPRINT, unix.VREPRINT}, {wire.ModeVWERASE, unix.VWERASE}, {wire.ModeVLNEXT, unix.VLNEXT},
	{wire.ModeVDISCARD, unix.VDISCARD},
}, ownModeChars...)

// noCharacter stands for a character that is off, on the wire (RFC 4254 §8). In a
// termios that is vdisable.
const noCharacter = 255

// terminalModes returns the state of a terminal.
func terminalModes(file *os.File) (wire.TerminalModes, error) {
	t, err := getTermios(file)
	if err != nil {
		return nil, err
	}
	return encodeModes(t), nil
}

func encodeModes(t *unix.Termios) (modes wire.TerminalModes) {
	in, out := speeds(t)
	modes = modes.Append(wire.ModeISPEED, in).Append(wire.ModeOSPEED, out)
	for _, c := range modeChars {
		char := uint32(t.Cc[c.index])
		if char == vdisable {
			char = noCharacter
		}
		modes = modes.Append(c.op, char)
	}
	for _, f := range modeFlags {
		modes = modes.Append(f.op, truth(hasFlag(t, f)))
	}
	size := uint32(t.Cflag) & unix.CSIZE
	modes = modes.Append(wire.ModeCS7, truth(size == unix.CS7)).Append(wire.ModeCS8, truth(size == unix.CS8))
	return modes.End()
}

func truth(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// applyModes gives a terminal the state that a pty-req carries. Opcodes that this
// system does not have are passed over: they describe the other one.
func applyModes(file *os.File, modes wire.TerminalModes) error {
	t, err := getTermios(file)
	if err != nil {
		return err
	}
	decodeModes(t, modes)
	return setTermios(file, t)
}

func decodeModes(t *unix.Termios, modes wire.TerminalModes) {
	for op, arg := range modes.All() {
		switch op {
		case wire.ModeISPEED:
			setInputSpeed(t, arg)
		case wire.ModeOSPEED:
			setOutputSpeed(t, arg)
		case wire.ModeCS7:
			setSize(t, unix.CS7, arg != 0)
		case wire.ModeCS8:
			setSize(t, unix.CS8, arg != 0)
		}
		for _, c := range modeChars {
			if c.op == op {
				if arg == noCharacter {
					arg = vdisable
				}
				t.Cc[c.index] = byte(arg)
			}
		}
		for _, f := range modeFlags {
			if f.op == op {
				setFlag(t, f, arg != 0)
			}
		}
	}
}

func hasFlag(t *unix.Termios, f modeFlag) bool {
	switch f.word {
	case iflag:
		return uint32(t.Iflag)&f.bits != 0
	case lflag:
		return uint32(t.Lflag)&f.bits != 0
	case oflag:
		return uint32(t.Oflag)&f.bits != 0
	}
	return uint32(t.Cflag)&f.bits != 0
}

func setFlag(t *unix.Termios, f modeFlag, on bool) {
	switch f.word {
	case iflag:
		setBits(&t.Iflag, f.bits, on)
	case lflag:
		setBits(&t.Lflag, f.bits, on)
	case oflag:
		setBits(&t.Oflag, f.bits, on)
	case cflag:
		setBits(&t.Cflag, f.bits, on)
	}
}

// setBits works on words of either size: they have 64 bits on macOS.
func setBits[W uint32 | uint64](w *W, bits uint32, on bool) {
	if *w &^= W(bits); on {
		*w |= W(bits)
	}
}

// setSize chooses the size of a character. One that is turned off chooses none.
func setSize(t *unix.Termios, size uint32, on bool) {
	if on {
		setBits(&t.Cflag, unix.CSIZE, false)
		setBits(&t.Cflag, size, true)
	}
}
