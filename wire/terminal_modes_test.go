package wire_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "github.com/glassh/glassh/wire"
)

// list writes modes as "ECHO=1 …".
func list(t TerminalModes) string {
	var s []string
	for op, arg := range t.All() {
		s = append(s, fmt.Sprintf("%v=%d", op, arg))
	}
	return strings.Join(s, " ")
}

func TestTerminalModesStopWhereTheirSenseStops(t *testing.T) {
	for _, c := range []struct{ name, modes, want string }{
		{"none", "", ""},
		{"an end alone", "00", ""},
		{"two and the end", "03 0000007f │ 35 00000001 │ 00", "VERASE=127 ECHO=1"},
		{"UTF-8 input", "2a 00000001 │ 00", "IUTF8=1"},
		{"speeds", "80 00009600 │ 81 00009600 │ 00", "TTY_OP_ISPEED=38400 TTY_OP_OSPEED=38400"},
		{"no end", "35 00000000", "ECHO=0"},
		{"more behind the end", "35 00000000 │ 00 │ 35 00000001", "ECHO=0"},
		{"an opcode that nobody knows but with an argument", "9f 00000005 │ 35 00000001 │ 00", "opcode 159=5 ECHO=1"},
		{"an undefined opcode", "35 00000001 │ a0 00000005 │ 35 00000000", "ECHO=1"},
		{"an argument cut short", "35 00000001 │ 03 000000", "ECHO=1"},
	} {
		if got := list(layout(t, c.modes)); c.want != got {
			t.Errorf("%s: want %q, got %q", c.name, c.want, got)
		}
	}
	for range TerminalModes(nil).Append(ModeECHO, 1).All() {
		break
	}
}

func TestTerminalModesAsTheyAreBuilt(t *testing.T) {
	got := TerminalModes(nil).Append(ModeVINTR, 3).Append(ModeIUTF8, 1).End()
	if want := layout(t, "01 00000003 │ 2a 00000001 │ 00"); !bytes.Equal(want, got) {
		t.Errorf("want %x, got %x", want, got)
	}
	for _, op := range []TerminalMode{ModeEnd, 160, 255} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a mode with opcode %d does not panic", op)
				}
			}()
			TerminalModes(nil).Append(op, 0)
		}()
	}
}

// The mnemonics of RFC 4254 §8, with the first opcode of each run.
func TestOpcodesHaveTheirMnemonics(t *testing.T) {
	want := map[TerminalMode]string{}
	for first, run := range map[TerminalMode]string{
		0:   "TTY_OP_END VINTR VQUIT VERASE VKILL VEOF VEOL VEOL2 VSTART VSTOP VSUSP VDSUSP VREPRINT VWERASE VLNEXT VFLUSH VSWTCH VSTATUS VDISCARD",
		30:  "IGNPAR PARMRK INPCK ISTRIP INLCR IGNCR ICRNL IUCLC IXON IXANY IXOFF IMAXBEL IUTF8",
		50:  "ISIG ICANON XCASE ECHO ECHOE ECHOK ECHONL NOFLSH TOSTOP IEXTEN ECHOCTL ECHOKE PENDIN",
		70:  "OPOST OLCUC ONLCR OCRNL ONOCR ONLRET",
		90:  "CS7 CS8 PARENB PARODD",
		128: "TTY_OP_ISPEED TTY_OP_OSPEED",
	} {
		for i, name := range strings.Fields(run) {
			want[first+TerminalMode(i)] = name
		}
	}
	got := map[TerminalMode]string{}
	for n := range 256 {
		if name := TerminalMode(n).String(); !strings.HasPrefix(name, "opcode ") {
			got[TerminalMode(n)] = name
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func FuzzTerminalModes(f *testing.F) {
	f.Add([]byte{53, 0, 0, 0, 1, 0})
	f.Add([]byte{160, 1, 2, 3, 4})
	f.Add([]byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, b []byte) {
		var again TerminalModes
		for op, arg := range TerminalModes(b).All() {
			again = again.Append(op, arg)
		}
		if !bytes.HasPrefix(b, again) {
			t.Fatalf("%x became %x", b, again)
		}
		if rest := b[len(again):]; len(rest) >= 5 && rest[0] != 0 && rest[0] < 160 {
			t.Fatalf("%x: stopped before %x", b, rest)
		}
	})
}
