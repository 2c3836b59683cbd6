package wire_test

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	. "github.com/glassh/glassh/wire"
)

// diff compares two messages; an absent string is an empty one.
func diff(want, got any) string { return cmp.Diff(want, got, cmpopts.EquateEmpty()) }

func TestEveryMessageHasTheLayoutOfItsRFC(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name(), func(t *testing.T) {
			want := s.bytes(t)
			if got := s.message.Append(nil); !bytes.Equal(want, got) {
				t.Errorf("Append: want\n%x, got\n%x", want, got)
			}
			if got := s.message.Append([]byte("head")); !bytes.Equal(append([]byte("head"), want...), got) {
				t.Errorf("Append does not append: %x", got)
			}
			m := s.fresh()
			if err := m.Parse(want); err != nil {
				t.Fatal(err)
			}
			if d := diff(s.message, m); d != "" {
				t.Error("Parse (-want +got):\n" + d)
			}
		})
	}
}

func TestEveryTruncationNamesMessageAndField(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name(), func(t *testing.T) {
			payload := s.bytes(t)
			rest, _ := s.restLen()
			for n := range len(payload) - rest {
				err := s.fresh().Parse(payload[:n:n])
				var e *ParseError
				if !errors.As(err, &e) {
					t.Fatalf("the first %d of %d bytes: want a *ParseError, got %v", n, len(payload), err)
				}
				if e.Problem != CutShort || e.Field == "" || e.Message == 0 || e.Offset > n {
					t.Errorf("the first %d bytes: got %#v", n, e)
				}
			}
		})
	}
}

func TestATrailingByteIsAnError(t *testing.T) {
	for _, s := range samples() {
		if _, opaque := s.restLen(); opaque {
			continue // Rest takes it: whoever knows the type judges
		}
		payload := s.bytes(t)
		err := s.fresh().Parse(append(payload, 0))
		var e *ParseError
		if !errors.As(err, &e) || e.Problem != TrailingBytes || e.Offset != len(payload) {
			t.Errorf("%s: want trailing bytes at %d, got %v", s.name(), len(payload), err)
		}
	}
}

func TestAnotherNumberIsAnError(t *testing.T) {
	for _, s := range payloadSamples() {
		payload := s.bytes(t)
		number := Number(payload[0])
		for other := range 256 {
			if Number(other) == number {
				continue
			}
			payload[0] = byte(other)
			var e *ParseError
			if err := s.fresh().Parse(payload); !errors.As(err, &e) || e.Problem != WrongNumber || e.Message != number {
				t.Fatalf("%s with number %d: got %v", s.name(), other, err)
			}
		}
	}
}

// The text of an error goes to logs and to peers, so it holds nothing that came
// from a peer.
func TestErrorsDoNotQuoteContent(t *testing.T) {
	for _, s := range samples() {
		m := s.fresh()
		v := reflect.ValueOf(m).Elem()
		for i := range v.NumField() {
			switch v.Field(i).Interface().(type) {
			case []byte, NameList:
				v.Field(i).SetBytes([]byte("canary"))
			}
		}
		payload := m.Append(nil)
		for n := range len(payload) + 1 {
			short, long := payload[:n:n], append(payload[:n:n], 0xff)
			for _, in := range [][]byte{short, long} {
				if err := s.fresh().Parse(in); err != nil && strings.Contains(err.Error(), "canary") {
					t.Errorf("%s: %v", s.name(), err)
				}
			}
		}
	}
	var e ExecRequest
	want := "wire: SSH_MSG_CHANNEL_REQUEST exec: command: cut short (at byte 0)"
	if got := e.Parse([]byte{0, 0, 0, 9, 'r', 'm'}).Error(); want != got {
		t.Errorf("want %q, got %q", want, got)
	}
	var k KexECDHInit
	want = "wire: SSH_MSG_KEX_ECDH_INIT: Q_C: cut short (at byte 1)"
	if got := k.Parse([]byte{30, 0, 0, 0, 1}).Error(); want != got {
		t.Errorf("want %q, got %q", want, got)
	}
}

func TestParsedFieldsAliasThePayload(t *testing.T) {
	payload := (&ChannelData{Recipient: 1, Data: []byte("data")}).Append(nil)
	var m ChannelData
	if err := m.Parse(payload); err != nil {
		t.Fatal(err)
	}
	payload[9] = 'D'
	if string(m.Data) != "Data" {
		t.Errorf("the field was copied: %q", m.Data)
	}
	if cap(m.Data) != len(m.Data) {
		t.Error("appending to a field would overwrite what follows it")
	}
}

func TestAnEarlierParseLeavesNothingBehind(t *testing.T) {
	m := UserauthPublicKey{HasSig: true, Signature: []byte("of the last request")}
	if err := m.Parse((&UserauthPublicKey{Algorithm: []byte("a"), Key: []byte("k")}).Append(nil)); err != nil {
		t.Fatal(err)
	}
	if m.Signature != nil {
		t.Error("the signature of an earlier request survived")
	}
	info := ExtInfo{Extensions: Extensions(nil).Append("a", nil)}
	if info.Parse([]byte{7, 0, 0, 0, 1}) == nil || info.Extensions != nil {
		t.Error("the extensions of an earlier message survived")
	}
}

func TestAnyNonzeroBooleanIsTrue(t *testing.T) {
	for v := range 256 {
		var m XonXoff
		if err := m.Parse([]byte{byte(v)}); err != nil || m.ClientCanDo != (v != 0) {
			t.Errorf("boolean %d: %v, %v", v, m.ClientCanDo, err)
		}
	}
}

func TestCountsMustMatchTheirItems(t *testing.T) {
	for _, c := range []struct {
		m       codec
		payload string
		want    Problem
	}{
		{&ExtInfo{}, "07 │ 00000001", CutShort},
		{&ExtInfo{}, "07 │ 00000400", CutShort},
		{&ExtInfo{}, "07 │ 00000401", TooLong},
		{&ExtInfo{}, "07 │ ffffffff", TooLong},
		{&ExtInfo{}, "07 │ 00000000 │ 00000000 │ 00000000", TrailingBytes},
		{&UserauthInfoRequest{}, "3c │ 00000000 │ 00000000 │ 00000000 │ ffffffff │ 00000000 01", CutShort},
		{&UserauthInfoRequest{}, "3c │ 00000000 │ 00000000 │ 00000000 │ 00000000 │ 00000000 01", TrailingBytes},
		{&UserauthInfoResponse{}, "3d │ 80000000 │ 00000000", CutShort},
		{&UserauthInfoResponse{}, "3d │ 00000001 │ 00000000 │ 00000000", TrailingBytes},
	} {
		var e *ParseError
		if err := c.m.Parse(layout(t, c.payload)); !errors.As(err, &e) || e.Problem != c.want {
			t.Errorf("%s: want %v, got %v", c.payload, c.want, err)
		}
	}
}

func TestSequencesYieldTheirItemsAndStopWhenTold(t *testing.T) {
	e := Extensions(nil).Append("a", []byte("1")).Append("b", nil)
	var got []string
	for name, value := range e.All() {
		got = append(got, string(name)+"="+string(value))
	}
	p := Prompts(nil).Append([]byte("User"), true).Append([]byte("PIN"), false)
	for prompt, echo := range p.All() {
		got = append(got, string(prompt)+map[bool]string{true: "+", false: "-"}[echo])
	}
	r := Responses(nil).Append([]byte("x")).Append([]byte("y"))
	for response := range r.All() {
		got = append(got, string(response))
	}
	if d := cmp.Diff([]string{"a=1", "b=", "User+", "PIN-", "x", "y"}, got); d != "" {
		t.Error(d)
	}
	for range e.All() {
		break
	}
	for range p.All() {
		break
	}
	for range r.All() {
		break
	}
}

// random fills every field of m with something that Parse gives back unchanged.
func random(rnd *rand.Rand, m codec) {
	text := func() []byte {
		b := make([]byte, rnd.IntN(40))
		for i := range b {
			b[i] = byte(1 + rnd.IntN(255)) // no zero, which would not survive in front of an mpint
		}
		return b
	}
	v := reflect.ValueOf(m).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		switch f.Interface().(type) {
		case NameList:
			f.SetBytes(Names([]string{"zlib", "none", "x@example.com"}[:rnd.IntN(4)]...))
		case Extensions:
			f.SetBytes(Extensions(nil).Append("name", text()).Append("", text()))
		case Prompts:
			f.SetBytes(Prompts(nil).Append(text(), true).Append(text(), false))
		case Responses:
			f.SetBytes(Responses(nil).Append(text()).Append(text()))
		default:
			switch f.Kind() {
			case reflect.Bool:
				f.SetBool(rnd.IntN(2) == 1)
			case reflect.Uint32:
				f.SetUint(uint64(rnd.Uint32()))
			case reflect.Slice:
				f.SetBytes(text())
			case reflect.Array:
				for j := range f.Len() {
					f.Index(j).SetUint(uint64(rnd.IntN(256)))
				}
			default:
				panic("a field of a new kind: " + f.Type().String())
			}
		}
	}
	switch m := m.(type) {
	case *UserauthPublicKey:
		if !m.HasSig {
			m.Signature = nil
		}
	case *UserauthPublicKeyHostBound:
		if !m.HasSig {
			m.Signature = nil
		}
	case *UserauthPassword:
		if !m.Change {
			m.New = nil
		}
	}
}

func TestEveryMessageComesBackAsItWasSent(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4253, 6))
	for _, s := range samples() {
		for range 200 {
			sent, got := s.fresh(), s.fresh()
			random(rnd, sent)
			payload := sent.Append(nil)
			if err := got.Parse(payload); err != nil {
				t.Fatalf("%s: %v", s.name(), err)
			}
			if d := diff(sent, got); d != "" {
				t.Fatalf("%s (-sent +received):\n%s", s.name(), d)
			}
			if again := got.Append(nil); !bytes.Equal(payload, again) {
				t.Fatalf("%s: want\n%x, got\n%x", s.name(), payload, again)
			}
		}
	}
}

// Whoever adds a message adds a sample and a fuzz target.
func TestEveryMessageHasASampleAndAFuzzTarget(t *testing.T) {
	sampled := map[string]bool{}
	for _, s := range samples() {
		sampled[s.name()] = true
	}
	parsers, targets := map[string]bool{}, map[string]bool{}
	names, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if target, ok := strings.CutPrefix(f.Name.Name, "FuzzParse"); ok {
				targets[target] = true
			}
			if f.Name.Name == "Parse" && f.Recv != nil && !strings.HasSuffix(name, "_test.go") {
				parsers[f.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name] = true
			}
		}
	}
	if len(parsers) < 50 {
		t.Fatalf("found only %d messages", len(parsers))
	}
	if d := cmp.Diff(parsers, sampled); d != "" {
		t.Errorf("samples (-want +got):\n%s", d)
	}
	if d := cmp.Diff(parsers, targets); d != "" {
		t.Errorf("fuzz targets (-want +got):\n%s", d)
	}
}
