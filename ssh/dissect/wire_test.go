package dissect_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/wire"
)

// fill puts content of every kind into a message of package wire.
func fill(r *rand.Rand, m codec) {
	v := reflect.ValueOf(m).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		switch f.Interface().(type) {
		case bool:
			f.SetBool(r.IntN(2) == 0)
		case [16]byte:
			reflect.Copy(f, reflect.ValueOf(content(r, 16)))
		case wire.NameList:
			f.SetBytes(nameList(r))
		case wire.Extensions:
			var e wire.Extensions
			for range r.IntN(3) {
				e = e.Append(pick(r, "server-sig-algs", "ping@openssh.com", "delay-compression", "unknown"), content(r, r.IntN(9)))
			}
			f.SetBytes(e)
		case wire.Prompts:
			var p wire.Prompts
			for range r.IntN(3) {
				p = p.Append(content(r, r.IntN(9)), r.IntN(2) == 0)
			}
			f.SetBytes(p)
		case wire.Responses:
			var s wire.Responses
			for range r.IntN(4) {
				s = s.Append(content(r, r.IntN(9)))
			}
			f.SetBytes(s)
		case wire.TerminalModes:
			t := wire.TerminalModes(nil)
			for range r.IntN(4) {
				t = t.Append(wire.TerminalMode(1+r.IntN(159)), r.Uint32())
			}
			f.SetBytes(append(t, content(r, r.IntN(3))...))
		case []byte:
			f.SetBytes(content(r, pick(r, 0, 1, 7, 32, 40, 1025)))
		default:
			f.SetUint(pick[uint64](r, 0, 1, 255, 1<<31, 1<<32-1))
		}
	}
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func content(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
		if n%2 == 1 {
			b[i] = ' ' + b[i]%0x5f
		}
	}
	return b
}

func nameList(r *rand.Rand) []byte {
	var names []string
	for range r.IntN(4) {
		names = append(names, pick(r, "none", "ext-info-c", "a", strings.Repeat("x", 64)))
	}
	return []byte(strings.Join(names, ","))
}

func TestWhatWireWritesIsExplained(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, m := range messages {
		t.Run(nameOf(m.codec, m.context), func(t *testing.T) {
			for range 50 {
				fill(r, m.codec)
				if head := reflect.ValueOf(m.codec).Elem().FieldByName("Type"); head.IsValid() && head.Kind() == reflect.Slice {
					head.SetBytes([]byte("unknown@example.com"))
				}
				payload := m.codec.Append(nil)
				spans := explain(t, payload, m.context)
				agree(t, payload, spans[1:], m.codec)
			}
		})
	}
	for _, rest := range rests {
		t.Run(rest.name, func(t *testing.T) {
			for range 50 {
				fill(r, rest.codec)
				payload, ctx, behind := under(r, rest.head, rest.name)
				payload = rest.codec.Append(payload)
				agree(t, payload, explain(t, payload, ctx)[behind:], rest.codec)
			}
		})
	}
}

// under writes a head with that name, and no rest; behind is how many spans that is.
func under(r *rand.Rand, head codec, name string) (payload []byte, ctx Context, behind int) {
	fill(r, head)
	v := reflect.ValueOf(head).Elem()
	v.FieldByName("Rest").SetBytes(nil)
	for _, field := range []string{"Type", "Method"} {
		if f := v.FieldByName(field); f.IsValid() {
			f.SetBytes([]byte(name))
		}
	}
	return head.Append(nil), Context{Request: name}, v.NumField()
}

// explain dissects a payload that must be right.
func explain(t testing.TB, payload []byte, ctx Context) []Span {
	t.Helper()
	spans, err := Message(payload, ctx)
	if err != nil {
		t.Fatalf("%x: %v", payload, err)
	}
	tile(t, spans, 0, len(payload))
	secret(t, spans, false)
	if !accepts(payload, ctx) {
		t.Fatalf("%x: explained, and refused by package wire", payload)
	}
	return spans
}

// agree compares spans with the fields of the message that they are of.
func agree(t *testing.T, payload []byte, spans []Span, written codec) {
	t.Helper()
	v := reflect.ValueOf(written).Elem()
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		if field.Kind() == reflect.Slice {
			switch field.Interface().(type) {
			case wire.Extensions, wire.Prompts, wire.Responses:
				name = "Rest" // several spans, or none
				spans = spans[1:]
			}
			if name == "Rest" {
				var rest []byte
				for _, s := range spans {
					rest = append(rest, s.Bytes(payload)...)
				}
				if !bytes.Equal(field.Bytes(), rest) {
					t.Fatalf("%s: want %x, got %x", name, field.Bytes(), rest)
				}
				return
			}
		}
		if len(spans) == 0 {
			if name == "New" || name == "Signature" { // only with the boolean in front
				return
			}
			t.Fatalf("there is no span of the field %s", name)
		}
		s := spans[0]
		spans = spans[1:]
		if want, got := valueOf(field, s), shown(s, payload); want != got {
			t.Fatalf("%s, %s: want %s, got %s", name, s.Name, want, got)
		}
	}
	if len(spans) > 0 {
		t.Fatalf("there is no field of %q", spans[0].Name)
	}
}

// valueOf writes a field of a struct in a form that shown can produce from a span.
func valueOf(field reflect.Value, s Span) string {
	switch field.Kind() {
	case reflect.Bool:
		return strings.ToUpper(fmt.Sprint(field.Bool()))
	case reflect.Uint32:
		return fmt.Sprint(field.Uint())
	case reflect.Array:
		return fmt.Sprintf("%x", field.Bytes())
	}
	b := field.Bytes()
	if s.Type == Mpint {
		b = bytes.TrimLeft(b, "\x00")
	}
	return fmt.Sprintf("%x", b)
}

func shown(s Span, payload []byte) string {
	switch s.Type {
	case Boolean:
		return s.Value
	case Uint32:
		n, _, _ := strings.Cut(s.Value, " ")
		return n
	case Mpint:
		return fmt.Sprintf("%x", bytes.TrimLeft(s.Bytes(payload)[4:], "\x00"))
	case Bytes:
		return fmt.Sprintf("%x", s.Bytes(payload))
	}
	return fmt.Sprintf("%x", s.Bytes(payload)[4:])
}

// Each cut-off or lengthened payload is refused by both or by neither.
func TestMessageTakesWhatWireTakes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	try := func(payload []byte, ctx Context) {
		for n := range len(payload) + 2 {
			p := append(bytes.Clone(payload), 0)
			p = p[:min(n, len(p))]
			spans, err := Message(p, ctx)
			if want := accepts(p, ctx); want != (err == nil) {
				t.Fatalf("%x: want accepted %v, got %v", p, want, err)
			}
			if err == nil {
				tile(t, spans, 0, len(p))
			}
		}
	}
	for _, m := range messages {
		fill(r, m.codec)
		try(m.codec.Append(nil), m.context)
	}
	for _, rest := range rests {
		fill(r, rest.codec)
		payload, ctx, _ := under(r, rest.head, rest.name)
		try(rest.codec.Append(payload), ctx)
	}
	for _, o := range others {
		payload, ctx, _ := under(r, o.head, o.name)
		for _, letter := range o.layout {
			switch letter {
			case 'b':
				payload = append(payload, 1)
			case 'u':
				payload = wire.AppendUint32(payload, 7)
			default:
				payload = wire.AppendText(payload, "text")
			}
		}
		explain(t, payload, ctx)
		try(payload, ctx)
	}
}
