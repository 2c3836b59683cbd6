package wire_test

import (
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A codec is what every message, and every remainder of one, can do.
type codec interface {
	Append(dst []byte) []byte
	Parse(payload []byte) error
}

// A sample is a message beside its encoding, which was put together by hand from
// the layout in the RFC: see layout for how it is written.
type sample struct {
	message codec
	layout  string
}

// samples holds all of them: whole payloads, then what follows their heads.
func samples() []sample { return slices.Concat(payloadSamples(), restSamples()) }

func payloadSamples() []sample {
	return slices.Concat(transportSamples, kexSamples, userauthSamples, connectionSamples)
}

func restSamples() []sample {
	return slices.Concat(userauthRestSamples, globalRestSamples, openRestSamples, requestRestSamples)
}

// name returns "KexInit" for a *wire.KexInit.
func (s sample) name() string { return reflect.TypeOf(s.message).Elem().Name() }

// fresh returns a zero message of the same type.
func (s sample) fresh() codec {
	return reflect.New(reflect.TypeOf(s.message).Elem()).Interface().(codec)
}

// restLen returns the length of the field Rest, which takes whatever follows;
// opaque says whether there is such a field.
func (s sample) restLen() (n int, opaque bool) {
	rest := reflect.ValueOf(s.message).Elem().FieldByName("Rest")
	if !rest.IsValid() {
		return 0, false
	}
	return rest.Len(), true
}

func (s sample) bytes(t testing.TB) []byte { return layout(t, s.layout) }

// layout reads a hand-written encoding: hexadecimal digits, 'text in quotes', and
// spaces or │ between fields.
func layout(t testing.TB, text string) (b []byte) {
	t.Helper()
	for i, part := range strings.Split(text, "'") {
		if i%2 == 1 {
			b = append(b, part...)
			continue
		}
		digits := strings.NewReplacer(" ", "", "\t", "", "\n", "", "│", "").Replace(part)
		more, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatalf("layout %q: %v", text, err)
		}
		b = append(b, more...)
	}
	return b
}
