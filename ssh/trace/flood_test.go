package trace_test

import (
	"bytes"
	"testing"

	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// TestTraceOfAPeerWithManySmallFieldsCanBeRead has packets as long as they get, of fields
// as short as they get.
func TestTraceOfAPeerWithManySmallFieldsCanBeRead(t *testing.T) {
	const size = wire.MaxPacket - 1000
	global := wire.AppendString([]byte{80}, []byte("hostkeys-00@openssh.com"))
	terminal := wire.AppendString([]byte{98, 0, 0, 0, 0}, []byte("pty-req"))
	for name, payload := range map[string][]byte{
		"names":            append(wire.AppendString([]byte{51}, bytes.Repeat([]byte("a,"), size/2)[:size-1]), 0),
		"host keys":        append(append(global, 0), make([]byte, size/4*4)...),
		"keys of one byte": append(append(bytes.Clone(global), 0), bytes.Repeat([]byte{0, 0, 0, 1, 200}, size/5)...),
		"modes":            append(append(terminal, 0), wire.AppendString(make([]byte, 20), bytes.Repeat([]byte{129, 0, 0, 0, 9}, size/5))...),
		"questions":        append(wire.AppendUint32(append([]byte{60}, make([]byte, 12)...), size/5), make([]byte, size/5*5)...),
	} {
		r := newRecording(t, trace.Secrets, 1)
		r.says(toServer, interactiveRequest())
		p := r.sends(toClient, payload)
		var b bytes.Buffer
		if err := trace.Write(&b, p); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 4<<20 {
			t.Errorf("%s: the record has %d MiB", name, b.Len()>>20)
		}
		if _, err := trace.ReadAll(&b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
