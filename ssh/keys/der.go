package keys

import "bytes"

// DER (X.690 §8 and §10), as far as keys need it. An element is a tag, a length in the
// shortest form, and that many bytes, which are elements again where the tag says so:
//
//	30 0a  02 01 01  04 05 …        SEQUENCE { INTEGER 1, OCTET STRING … }
//
// Of secrets nothing shows here but their lengths. Each format is read by a function
// that knows its levels: there is no recursion for a file to drive.
const (
	tagInteger     = 0x02
	tagBitString   = 0x03
	tagOctetString = 0x04
	tagNull        = 0x05
	tagOID         = 0x06
	tagSequence    = 0x30
	tagContext     = 0xa0 // [0] with elements in it; [1] is one more
	tagContextRaw  = 0x80 // [0] IMPLICIT of a string
)

// A derReader takes elements off the front of DER. Its first error sticks, for it and
// for the readers of the elements in it. What it returns aliases the input.
type derReader struct {
	b   []byte
	bad *string // what is wrong; shared by all levels
}

func newDER(b []byte) derReader { return derReader{b, new(string)} }

func (r *derReader) fail(what string) {
	if *r.bad == "" {
		*r.bad = what
	}
	r.b = nil
}

// next reports whether another element follows, and its tag.
func (r *derReader) next() (tag byte, ok bool) {
	if len(r.b) == 0 || *r.bad != "" {
		return 0, false
	}
	return r.b[0], true
}

// element returns the content of the next element, which must have that tag.
func (r *derReader) element(tag byte) []byte {
	if *r.bad != "" {
		return nil
	}
	if len(r.b) < 2 {
		r.fail("it is cut short")
		return nil
	}
	if r.b[0] != tag {
		r.fail("an element is of another type than there must be")
		return nil
	}
	n, head := int(r.b[1]), 2
	if n >= 0x80 { // the number of bytes of the length
		size := n - 0x80
		if size == 0 || size > 3 || len(r.b) < 2+size {
			r.fail("a length is wrong")
			return nil
		}
		n, head = 0, 2+size
		for _, b := range r.b[2:head] {
			n = n<<8 | int(b)
		}
		if n < 0x80 || n>>(8*(size-1)) == 0 {
			r.fail("a length is not in its shortest form")
			return nil
		}
	}
	if n > len(r.b)-head {
		r.fail("it is cut short")
		return nil
	}
	content := r.b[head : head+n : head+n]
	r.b = r.b[head+n:]
	return content
}

// inside returns a reader of the elements in the next one.
func (r *derReader) inside(tag byte) derReader { return derReader{r.element(tag), r.bad} }

// optional is inside for an element that may be missing.
func (r *derReader) optional(tag byte) (derReader, bool) {
	if t, ok := r.next(); !ok || t != tag {
		return derReader{nil, r.bad}, false
	}
	return r.inside(tag), true
}

// integer returns the magnitude of an INTEGER that is not negative, without leading
// zeros.
func (r *derReader) integer() []byte {
	b := r.element(tagInteger)
	switch {
	case *r.bad != "":
	case len(b) == 0 || b[0] >= 0x80:
		r.fail("a number is negative")
	case len(b) > 1 && b[0] == 0 && b[1] < 0x80:
		r.fail("a number is not in its shortest form")
	case b[0] == 0:
		return b[1:]
	default:
		return b
	}
	return nil
}

// small returns an INTEGER of at most 31 bits.
func (r *derReader) small() int {
	b := r.integer()
	if len(b) > 4 || len(b) == 4 && b[0] >= 0x80 {
		r.fail("a number is too large")
		return 0
	}
	n := 0
	for _, x := range b {
		n = n<<8 | int(x)
	}
	return n
}

// bits returns a BIT STRING of whole bytes.
func (r *derReader) bits() []byte { return r.wholeBytes(tagBitString) }

func (r *derReader) wholeBytes(tag byte) []byte {
	b := r.element(tag)
	if *r.bad == "" && (len(b) == 0 || b[0] != 0) {
		r.fail("a string of bits does not end with a byte")
	}
	if *r.bad != "" {
		return nil
	}
	return b[1:]
}

func (r *derReader) octets() []byte { return r.element(tagOctetString) }
func (r *derReader) oid() string    { return string(r.element(tagOID)) }

func (r *derReader) null() {
	if len(r.element(tagNull)) > 0 {
		r.fail("a NULL is not empty")
	}
}

// end makes it an error if anything is left.
func (r *derReader) end() {
	if len(r.b) > 0 {
		r.fail("bytes are left over")
	}
}

// err returns the error of all levels, as one about part.
func (r *derReader) err(part string) error {
	if *r.bad == "" {
		return nil
	}
	return malformed("%s is damaged: %s (DER)", part, *r.bad)
}

// A node is an element to be written. Its content aliases the key that it is of, so
// that the only copy of a secret is in the output.
type node struct {
	tag      byte
	zero     bool   // a 00 in front of the content
	content  []byte // or
	children []node
}

func sequence(children ...node) node  { return node{tag: tagSequence, children: children} }
func octetString(b []byte) node       { return node{tag: tagOctetString, content: b} }
func bitString(b []byte) node         { return node{tag: tagBitString, zero: true, content: b} }
func object(oid string) node          { return node{tag: tagOID, content: []byte(oid)} }
func context(n byte, child node) node { return node{tag: tagContext + n, children: []node{child}} }
func octetsOf(child node) node        { return node{tag: tagOctetString, children: []node{child}} }
func bitsOf(child node) node          { return node{tag: tagBitString, zero: true, children: []node{child}} }

// integer takes a magnitude. The zero in front keeps it from being negative, or empty.
func integer(magnitude []byte) node {
	magnitude = bytes.TrimLeft(magnitude, "\x00")
	return node{tag: tagInteger, zero: len(magnitude) == 0 || magnitude[0] >= 0x80, content: magnitude}
}

// smallInteger takes a number of at most 31 bits.
func smallInteger(n int) node {
	return integer([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}

var null = node{tag: tagNull}

// contentLen is the length of what follows tag and length.
func (n node) contentLen() int {
	size := len(n.content)
	if n.zero {
		size++
	}
	for _, c := range n.children {
		size += c.len()
	}
	return size
}

func (n node) len() int {
	size := n.contentLen()
	switch {
	case size < 0x80:
		return 2 + size
	case size < 1<<8:
		return 3 + size
	case size < 1<<16:
		return 4 + size
	}
	return 5 + size
}

func (n node) append(dst []byte) []byte {
	size := n.contentLen()
	dst = append(dst, n.tag)
	switch {
	case size < 0x80:
		dst = append(dst, byte(size))
	case size < 1<<8:
		dst = append(dst, 0x81, byte(size))
	case size < 1<<16:
		dst = append(dst, 0x82, byte(size>>8), byte(size))
	default:
		dst = append(dst, 0x83, byte(size>>16), byte(size>>8), byte(size))
	}
	if n.zero {
		dst = append(dst, 0)
	}
	dst = append(dst, n.content...)
	for _, c := range n.children {
		dst = c.append(dst)
	}
	return dst
}

// der returns the element, with room behind it for spare bytes. The buffer does not
// grow.
func (n node) der(spare int) []byte { return n.append(make([]byte, 0, n.len()+spare)) }
