package wire_test

import (
	"runtime"
	"testing"

	. "github.com/glassh/glassh/wire"
)

func TestParseAndAppendDoNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 1024)
	for _, s := range samples() {
		payload, m := s.bytes(t), s.fresh()
		if n := testing.AllocsPerRun(100, func() {
			if m.Parse(payload) != nil {
				t.Fail()
			}
		}); n != 0 {
			t.Errorf("%s: Parse allocates %v times", s.name(), n)
		}
		if n := testing.AllocsPerRun(100, func() { m.Append(buf) }); n != 0 {
			t.Errorf("%s: Append allocates %v times", s.name(), n)
		}
	}
}

func TestWalkingListsDoesNotAllocate(t *testing.T) {
	list, known := Names("aes128-ctr", "aes256-ctr"), map[string]bool{"aes256-ctr": true}
	prompts := Prompts(nil).Append([]byte("Password:"), false)
	modes := TerminalModes(nil).Append(ModeECHO, 1).End()
	found := 0
	if n := testing.AllocsPerRun(100, func() {
		for name := range list.All() {
			if known[string(name)] {
				found++
			}
		}
		for range prompts.All() {
			found++
		}
		for range modes.All() {
			found++
		}
		if list.Contains("aes256-ctr") {
			found++
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if found == 0 {
		t.Error("nothing found")
	}
}

// A length or a count that promises more than there is must cost nothing: a parser
// allocates its error at most.
func TestPromisesOfLengthCostNothing(t *testing.T) {
	const perError = 512 // the error, whatever its size class, and to spare
	for _, s := range samples() {
		payload := s.bytes(t)
		for at := range max(0, len(payload)-3) {
			hostile := append([]byte(nil), payload...)
			copy(hostile[at:], []byte{0x7f, 0xff, 0xff, 0xff})
			m := s.fresh()
			if n := testing.AllocsPerRun(1, func() { _ = m.Parse(hostile) }); n > 1 {
				t.Fatalf("%s, 7fffffff at %d: %v allocations", s.name(), at, n)
			}
			// The runtime allocates now and then, too: the least of some tries counts.
			grown := uint64(perError + 1)
			for try := 0; try < 5 && grown > perError; try++ {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				_ = m.Parse(hostile)
				runtime.ReadMemStats(&after)
				grown = min(grown, after.TotalAlloc-before.TotalAlloc)
			}
			if grown > perError {
				t.Fatalf("%s, 7fffffff at %d: more than %d bytes allocated", s.name(), at, perError)
			}
		}
	}
}
