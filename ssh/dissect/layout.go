package dissect

import (
	"slices"

	"github.com/glassh/glassh/wire"
)

// A Layout is what stands one behind the other under a name: the fields of a request, of
// a type of key.
type Layout struct {
	Name   string
	Source string // of the fields that do not say it themselves
	Fields []Field

	// show returns the Value of a string that holds this.
	show func(content []byte) string
}

// A Field is a line of a table. Most are one field of RFC 4251's types. Three are not:
//
//   - a [Choice] is the fields of that one of its Cases whose name stands in the field On,
//     or in the [Context];
//   - a [List] is the fields in Each, Count times or up to the end;
//   - [Modes] is opcodes of terminal modes, each with its argument.
type Field struct {
	Name   string
	Type   Type
	Source string // "" for the layout's
	Note   string
	Kind   Kind

	Size  int    // of Bytes: how many, or 0 for those that are left
	Holds string // of a String: what is in it, "" for text, "bytes", or a name for [Structure]

	When     string // the boolean field that must be TRUE for this one to be there
	Optional bool   // the message may end in front of it

	On    string
	Cases []Layout

	Each  []Field
	Count string // the field that says how often; "" is up to the end
	Most  int    // what that may be at most; 0 is anything

	// loose says that what it Holds may be malformed even in a key, which is a note then.
	loose bool
	// words returns what a number means; "" for nothing.
	words func(v uint64) string
	// about returns the note of one of the names in a list; "" for none.
	about func(name string) string
	// valid is for Bytes that can be but one thing.
	valid func(content []byte) bool
	// open reports whether the i-th of its kind in a list, which is secret, may show.
	open func(c *Context, i int) bool
}

// rawBytes is what a string Holds that is not text.
const rawBytes = "bytes"

// A message is the row of one message. What it is called, and where it is specified,
// wire's table says.
type message struct {
	number wire.Number
	method string // one under which the number means this, where it depends on that
	fields []Field
	note   func(Side) string // of the message number; nil for none
}

func (m *message) info() wire.Info { return m.number.InfoFor(m.method) }

// messages are the rows, file by file.
var messages = slices.Concat(transportMessages, extensionMessages, kexInitMessages,
	kexDHMessages, kexECDHMessages, kexGexMessages, kexRSAMessages,
	userauthMessages, interactiveMessages, globalMessages, channelMessages, pingMessages)

// find returns the row of that number and name, or nil.
func find(n wire.Number, name string) *message {
	for i := range messages {
		if m := &messages[i]; m.number == n && m.info().Name == name {
			return m
		}
	}
	return nil
}

// A Description is a message as its table has it: for those who want to know what
// stands in it, and have none at hand.
type Description struct {
	wire.Info
	Method string // an example of the methods under which the number means this; "" for all
	Fields []Field
}

// Messages returns all messages that [Message] explains, in the order of their numbers.
// What they refer to belongs to this package: it is not to be changed.
func Messages() []Description {
	var all []Description
	for i := range messages {
		m := &messages[i]
		all = append(all, Description{Info: m.info(), Method: m.method, Fields: m.fields})
	}
	slices.SortStableFunc(all, func(a, b Description) int { return int(a.Number) - int(b.Number) })
	return all
}

// structures are what strings hold. Tables refer to them by name, so that they can hold
// each other.
var structures = slices.Concat(keyStructures, keyParts, certificateStructures, signatureStructures,
	shareStructures, terminalStructures, extensionStructures, fileStructures)

// Structure returns the layout of what a [Field] holds.
func Structure(name string) (l Layout, ok bool) {
	for _, l := range structures {
		if l.Name == name {
			return l, true
		}
	}
	return Layout{}, false
}

// structure is Structure for a name in a table.
func structure(name string) *Layout {
	for i := range structures {
		if structures[i].Name == name {
			return &structures[i]
		}
	}
	panic("dissect: a table names the structure " + name + ", which is not there")
}
