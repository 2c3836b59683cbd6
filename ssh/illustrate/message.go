package illustrate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// A meaning is one message that a number can be.
type meaning struct {
	wire.Info
	methods []string // under which it is that; nil for any
	fields  []dissect.Field
	known   bool // the fields are
}

// authMethods are those with messages of their own.
var authMethods = []string{wire.MethodPublicKey, wire.MethodPassword, wire.MethodKeyboardInteractive}

// meanings returns what a number can be.
func meanings(n wire.Number) (list []meaning) {
	var methods []string
	switch n.Layer() {
	case wire.LayerKex:
		methods = kex.AllMethods()
	case wire.LayerUserauthMethod:
		methods = authMethods
	default:
		if info := n.Info(); info.Name != "" {
			list = append(list, meaning{Info: info})
		}
	}
	for _, method := range methods {
		info := n.InfoFor(method)
		at := slices.IndexFunc(list, func(m meaning) bool { return m.Info == info })
		switch {
		case info.Name == "":
		case at >= 0:
			list[at].methods = append(list[at].methods, method)
		default:
			list = append(list, meaning{Info: info, methods: []string{method}})
		}
	}
	for i := range list {
		for _, d := range dissect.Messages() {
			if d.Number == n && d.Name == list[i].Name {
				list[i].fields, list[i].known = d.Fields, true
			}
		}
	}
	return list
}

// shortMessage is the name of a message without its prefix.
func shortMessage(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "SSH_MSG_"), "SSH2_MSG_")
}

// Message explains a message, by its number or name; kex and auth, in front of a number,
// may say what it belongs to. A further word chooses among what it can be: a method, a
// request, a type of channel, a layout that it may have.
func Message(words []string) (string, error) {
	var numbers []wire.Number
	var name, choice string
	layers := map[string][]wire.Layer{"kex": {wire.LayerKex, wire.LayerNegotiation}, "auth": {wire.LayerUserauth, wire.LayerUserauthMethod}}
	var want []wire.Layer
	for _, word := range words {
		n, err := strconv.ParseUint(word, 0, 8)
		named := numbersNamed(word)
		switch {
		case err == nil && numbers == nil:
			numbers = []wire.Number{wire.Number(n)}
		case numbers == nil && len(named) > 0:
			numbers, name = named, strings.ToUpper(shortMessage(strings.ToUpper(word)))
		case layers[word] != nil && numbers == nil:
			want = layers[word]
		case numbers != nil && choice == "":
			choice = word
		default:
			return "", noMessage(word)
		}
	}
	if numbers == nil {
		return "", fmt.Errorf("a number from 0 to 255 or a name is needed, 94 or CHANNEL_DATA")
	}
	var s sheet
	for _, n := range numbers {
		if want != nil && !slices.Contains(want, n.Layer()) {
			return "", fmt.Errorf("number %d is not of that layer, but: %s", n, n.Layer())
		}
		if err := s.message(n, name, choice); err != nil {
			return "", err
		}
	}
	return s.String(), nil
}

// numbersNamed returns the numbers of the messages with that name.
func numbersNamed(word string) (numbers []wire.Number) {
	word = shortMessage(strings.ToUpper(word))
	for n := range 256 {
		for _, m := range meanings(wire.Number(n)) {
			if shortMessage(m.Name) == word {
				numbers = append(numbers, wire.Number(n))
				break
			}
		}
	}
	return numbers
}

func noMessage(word string) error {
	var names []string
	for n := range 256 {
		for _, m := range meanings(wire.Number(n)) {
			names = append(names, shortMessage(m.Name))
		}
	}
	word = wire.Escape([]byte(word))
	if like := near(shortMessage(strings.ToUpper(word)), names); len(like) > 0 {
		return fmt.Errorf("no message is called %q; near are %s", word, strings.Join(like, ", "))
	}
	return fmt.Errorf("no message is called %q: its number, or a name like CHANNEL_DATA, is needed", word)
}

// message explains what a number can be, or the one of that name.
func (s *sheet) message(n wire.Number, name, choice string) error {
	list := meanings(n)
	if len(list) == 0 {
		s.unassigned(n)
		return nil
	}
	if byMethod := slices.IndexFunc(list, func(m meaning) bool { return slices.Contains(m.methods, choice) }); byMethod >= 0 {
		list, choice = list[byMethod:byMethod+1], ""
	}
	if name != "" {
		list = slices.DeleteFunc(list, func(m meaning) bool { return shortMessage(m.Name) != name })
	}
	if choice != "" && !slices.ContainsFunc(list, func(m meaning) bool { return hasCase(m.fields, choice) }) {
		var all []string
		for _, m := range list {
			all = append(append(all, m.methods...), cases(m.fields)...)
		}
		if len(all) == 0 {
			return fmt.Errorf("message %d is the same always: %q cannot choose", n, wire.Escape([]byte(choice)))
		}
		return fmt.Errorf("message %d has nothing called %q; there are %s", n, wire.Escape([]byte(choice)), strings.Join(slices.Compact(all), ", "))
	}
	for i := range list {
		if s.Len() > 0 {
			s.gap()
		}
		s.meaning(&list[i], choice)
	}
	return nil
}

func (s *sheet) unassigned(n wire.Number) {
	s.head("Message %d: nobody has assigned it", n)
	s.row("layer", "%s", n.Layer())
	s.sent(n, "")
}

func (s *sheet) meaning(m *meaning, choice string) {
	s.head("%s: message %d", m.Name, m.Number)
	s.row("source", "%s", m.Source)
	s.row("layer", "%s", m.Layer)
	if m.methods != nil {
		s.row("under", "%s", strings.Join(m.methods, ", "))
	}
	s.sent(m.Number, m.Name)
	if !m.known {
		s.row("fields", "not known here")
		return
	}
	s.row("fields", "byte        message number: %d", m.Number)
	s.fields(m.fields, m.Source, choice, 0)
}

// sent says who may send a message, and when: the table of package transport. Of the
// messages of a method each is one side's.
func (s *sheet) sent(n wire.Number, name string) {
	label := "sent"
	for _, to := range []transport.Role{transport.Server, transport.Client} {
		by := "client"
		if to == transport.Client {
			by = "server"
		}
		if side := sideOf(name); side != "" && side != by {
			continue
		}
		during := map[transport.Verdict][]string{}
		for state := transport.Ident; state <= transport.Closed; state++ {
			v := transport.Legal(to, state, n)
			during[v] = append(during[v], state.String())
		}
		var parts []string
		if list := during[transport.Take]; list != nil {
			parts = append(parts, "during "+strings.Join(list, ", "))
		}
		if list := during[transport.Ignore]; list != nil {
			parts = append(parts, "ignored during "+strings.Join(list, ", "))
		}
		if list := during[transport.Unimplemented]; list != nil {
			parts = append(parts, "answered with UNIMPLEMENTED during "+strings.Join(list, ", "))
		}
		if list := during[transport.Late]; list != nil {
			parts = append(parts, "by peers that do not stop in time during "+strings.Join(list, ", "))
		}
		if parts == nil {
			parts = []string{"never"}
		}
		s.row(label, "by a %s: %s", by, strings.Join(parts, "; "))
		label = ""
	}
	if n.Layer() == wire.LayerChannel {
		s.row("", "of these, the state of each channel decides")
	}
}

// sideOf returns which side sends a message of a method, by its name; "" for those that the
// table of transport is exact about, or that both send.
func sideOf(name string) string {
	for _, m := range []struct{ side, end string }{
		{"client", "KEXDH_INIT"}, {"client", "ECDH_INIT"}, {"client", "HYBRID_INIT"}, {"client", "GEX_INIT"},
		{"client", "GEX_REQUEST"}, {"client", "GEX_REQUEST_OLD"}, {"client", "KEXRSA_SECRET"}, {"client", "INFO_RESPONSE"},
		{"server", "_REPLY"}, {"server", "GEX_GROUP"}, {"server", "KEXRSA_PUBKEY"}, {"server", "KEXRSA_DONE"},
		{"server", "PK_OK"}, {"server", "PASSWD_CHANGEREQ"}, {"server", "INFO_REQUEST"},
	} {
		if strings.HasSuffix(name, m.end) {
			return m.side
		}
	}
	return ""
}

// cases are the names that fields ask for.
func cases(fields []dissect.Field) (names []string) {
	for _, f := range fields {
		for _, c := range f.Cases {
			names = append(names, c.Name)
		}
		if l, ok := dissect.Structure(f.Holds); ok && f.Type == dissect.String {
			names = append(names, cases(l.Fields)...)
		}
		names = append(names, cases(f.Each)...)
	}
	return names
}

func hasCase(fields []dissect.Field, name string) bool { return slices.Contains(cases(fields), name) }

// fields writes a table of fields; source is that of the message. Of what depends on a
// name, choice alone is opened.
func (s *sheet) fields(list []dissect.Field, source, choice string, depth int) {
	for i := range list {
		f := &list[i]
		if f.Source != "" {
			source = f.Source
		}
		indent := strings.Repeat("  ", depth)
		switch f.Type {
		case dissect.Choice:
			s.choice(f, source, choice, depth)
			continue
		case dissect.List:
			s.row("", "%s%s, %s:", indent, f.Name, howOften(f))
			s.fields(f.Each, source, choice, depth+1)
			continue
		}
		s.row("", "%s%-11s %s%s", indent, fieldType(f), f.Name, condition(f))
		if f.Note != "" {
			s.note(depth, f.Note)
		}
		if l, ok := dissect.Structure(f.Holds); ok && f.Type == dissect.String {
			if plainFields(l.Fields) || hasCase(l.Fields, choice) {
				s.fields(l.Fields, l.Source, choice, depth+1)
			} else {
				s.note(depth, "Inside: "+f.Holds+".")
			}
		}
	}
}

func (s *sheet) note(depth int, note string) {
	at := 2 + sheetLabel + 2*depth + 12
	s.WriteString(strings.Repeat(" ", at))
	s.flow(at, at, note)
}

// plainFields reports whether fields are the same always.
func plainFields(list []dissect.Field) bool {
	return !slices.ContainsFunc(list, func(f dissect.Field) bool { return f.Type == dissect.Choice || f.Type == dissect.List })
}

// fieldType names the type: "byte[16]" for 16 bytes.
func fieldType(f *dissect.Field) string {
	if f.Type == dissect.Bytes && f.Size > 0 {
		return fmt.Sprintf("byte[%d]", f.Size)
	}
	return f.Type.String()
}

// condition says when a field is there.
func condition(f *dissect.Field) string {
	text := ""
	if f.When != "" {
		text = ", if " + f.When + " is TRUE"
	}
	if f.Optional {
		text += ", which some leave out"
	}
	if f.Kind == dissect.Secret {
		text += " (secret)"
	}
	return text
}

func howOften(f *dissect.Field) string {
	if f.Count == "" {
		return "up to the end"
	}
	return "as often as " + f.Count + " says"
}

// choice writes what depends on a name: the chosen one, or the names there are.
func (s *sheet) choice(f *dissect.Field, source, choice string, depth int) {
	indent := strings.Repeat("  ", depth)
	for _, c := range f.Cases {
		if c.Name != choice {
			continue
		}
		from := c.Source
		if from == "" {
			from = source
		}
		s.row("", "%sfor %s (%s):", indent, c.Name, from)
		if len(c.Fields) == 0 {
			s.row("", "%s  nothing further", indent)
		}
		s.fields(c.Fields, from, choice, depth+1)
		return
	}
	var names []string
	for _, c := range f.Cases {
		names = append(names, c.Name)
	}
	s.row("", "%s%s: it depends on the %s, which can be %s", indent, f.Name, f.On, strings.Join(names, ", "))
}
