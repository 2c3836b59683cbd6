package wire

import (
	"encoding/binary"
	"iter"
	"strconv"
)

// TerminalModes is the encoded state of a terminal, for a [PTYRequest]
// (RFC 4254 §8): opcodes of 1 byte, each with an argument of 4.
//
//	│ 3 VERASE │ uint32 127 │ 53 ECHO │ uint32 1 │ … │ 0 TTY_OP_END │
//
// [TerminalModes.Append] adds a mode to an unfinished one, [TerminalModes.End]
// finishes it. The zero value is unfinished and empty.
type TerminalModes []byte

// Append adds a mode to t. It panics unless the opcode has an argument: 1 to 159.
func (t TerminalModes) Append(op TerminalMode, arg uint32) TerminalModes {
	if !op.hasArgument() {
		panic("wire: a terminal mode without argument")
	}
	return AppendUint32(append(t, byte(op)), arg)
}

// End appends TTY_OP_END to t.
func (t TerminalModes) End() TerminalModes { return append(t, byte(ModeEnd)) }

// All yields opcodes and arguments in order. It stops at TTY_OP_END, at the end,
// at an opcode of 160 or above, whose argument nobody knows, and at an argument
// that is cut short.
func (t TerminalModes) All() iter.Seq2[TerminalMode, uint32] {
	return func(yield func(TerminalMode, uint32) bool) {
		for b := t; len(b) >= 5 && TerminalMode(b[0]).hasArgument(); b = b[5:] {
			if !yield(TerminalMode(b[0]), binary.BigEndian.Uint32(b[1:])) {
				return
			}
		}
	}
}

// A TerminalMode is an opcode of [TerminalModes].
type TerminalMode byte

// hasArgument: opcodes 1 to 159 have a uint32; those above are undefined
// (RFC 4254 §8).
func (op TerminalMode) hasArgument() bool { return 1 <= op && op < 160 }

// The opcodes (RFC 4254 §8; IUTF8: RFC 8160). For those up to ModeVDISCARD the
// argument is a character, 255 for none; the speeds are bits per second; all
// others are 0 or 1.
const (
	ModeEnd      TerminalMode = 0
	ModeVINTR    TerminalMode = 1
	ModeVQUIT    TerminalMode = 2
	ModeVERASE   TerminalMode = 3
	ModeVKILL    TerminalMode = 4
	ModeVEOF     TerminalMode = 5
	ModeVEOL     TerminalMode = 6
	ModeVEOL2    TerminalMode = 7
	ModeVSTART   TerminalMode = 8
	ModeVSTOP    TerminalMode = 9
	ModeVSUSP    TerminalMode = 10
	ModeVDSUSP   TerminalMode = 11
	ModeVREPRINT TerminalMode = 12
	ModeVWERASE  TerminalMode = 13
	ModeVLNEXT   TerminalMode = 14
	ModeVFLUSH   TerminalMode = 15
	ModeVSWTCH   TerminalMode = 16
	ModeVSTATUS  TerminalMode = 17
	ModeVDISCARD TerminalMode = 18

	ModeIGNPAR  TerminalMode = 30
	ModePARMRK  TerminalMode = 31
	ModeINPCK   TerminalMode = 32
	ModeISTRIP  TerminalMode = 33
	ModeINLCR   TerminalMode = 34
	ModeIGNCR   TerminalMode = 35
	ModeICRNL   TerminalMode = 36
	ModeIUCLC   TerminalMode = 37
	ModeIXON    TerminalMode = 38
	ModeIXANY   TerminalMode = 39
	ModeIXOFF   TerminalMode = 40
	ModeIMAXBEL TerminalMode = 41
	ModeIUTF8   TerminalMode = 42

	ModeISIG    TerminalMode = 50
	ModeICANON  TerminalMode = 51
	ModeXCASE   TerminalMode = 52
	ModeECHO    TerminalMode = 53
	ModeECHOE   TerminalMode = 54
	ModeECHOK   TerminalMode = 55
	ModeECHONL  TerminalMode = 56
	ModeNOFLSH  TerminalMode = 57
	ModeTOSTOP  TerminalMode = 58
	ModeIEXTEN  TerminalMode = 59
	ModeECHOCTL TerminalMode = 60
	ModeECHOKE  TerminalMode = 61
	ModePENDIN  TerminalMode = 62

	ModeOPOST  TerminalMode = 70
	ModeOLCUC  TerminalMode = 71
	ModeONLCR  TerminalMode = 72
	ModeOCRNL  TerminalMode = 73
	ModeONOCR  TerminalMode = 74
	ModeONLRET TerminalMode = 75

	ModeCS7    TerminalMode = 90
	ModeCS8    TerminalMode = 91
	ModePARENB TerminalMode = 92
	ModePARODD TerminalMode = 93

	ModeISPEED TerminalMode = 128
	ModeOSPEED TerminalMode = 129
)

var modeNames = [...]string{
	ModeEnd: "TTY_OP_END",

	ModeVINTR: "VINTR", ModeVQUIT: "VQUIT", ModeVERASE: "VERASE", ModeVKILL: "VKILL",
	ModeVEOF: "VEOF", ModeVEOL: "VEOL", ModeVEOL2: "VEOL2", ModeVSTART: "VSTART",
	ModeVSTOP: "VSTOP", ModeVSUSP: "VSUSP", ModeVDSUSP: "VDSUSP", ModeVREPRINT: "VREPRINT",
	ModeVWERASE: "VWERASE", ModeVLNEXT: "VLNEXT", ModeVFLUSH: "VFLUSH", ModeVSWTCH: "VSWTCH",
	ModeVSTATUS: "VSTATUS", ModeVDISCARD: "VDISCARD",

	ModeIGNPAR: "IGNPAR", ModePARMRK: "PARMRK", ModeINPCK: "INPCK", ModeISTRIP: "ISTRIP",
	ModeINLCR: "INLCR", ModeIGNCR: "IGNCR", ModeICRNL: "ICRNL", ModeIUCLC: "IUCLC",
	ModeIXON: "IXON", ModeIXANY: "IXANY", ModeIXOFF: "IXOFF", ModeIMAXBEL: "IMAXBEL",
	ModeIUTF8: "IUTF8",

	ModeISIG: "ISIG", ModeICANON: "ICANON", ModeXCASE: "XCASE", ModeECHO: "ECHO",
	ModeECHOE: "ECHOE", ModeECHOK: "ECHOK", ModeECHONL: "ECHONL", ModeNOFLSH: "NOFLSH",
	ModeTOSTOP: "TOSTOP", ModeIEXTEN: "IEXTEN", ModeECHOCTL: "ECHOCTL", ModeECHOKE: "ECHOKE",
	ModePENDIN: "PENDIN",

	ModeOPOST: "OPOST", ModeOLCUC: "OLCUC", ModeONLCR: "ONLCR", ModeOCRNL: "OCRNL",
	ModeONOCR: "ONOCR", ModeONLRET: "ONLRET",

	ModeCS7: "CS7", ModeCS8: "CS8", ModePARENB: "PARENB", ModePARODD: "PARODD",

	ModeISPEED: "TTY_OP_ISPEED", ModeOSPEED: "TTY_OP_OSPEED",
}

// String returns the mnemonic of RFC 4254 §8, or "opcode 99".
func (op TerminalMode) String() string {
	if int(op) < len(modeNames) && modeNames[op] != "" {
		return modeNames[op]
	}
	return "opcode " + strconv.Itoa(int(op))
}
