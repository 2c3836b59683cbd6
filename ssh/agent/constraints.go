package agent

import (
	"errors"
	"fmt"

	"github.com/glassh/glassh/wire"
)

// Constraints limit the use of a key in an agent (RFC 9987 §5.2.7). The zero value
// is a key without limits.
type Constraints struct {
	Lifetime uint32 // seconds until the agent forgets the key; 0 is for ever
	Confirm  bool   // a person must agree to each signature
	// Destinations, if there are any, are the only hops that the key may be used
	// for.
	Destinations []Destination
}

// Types of constraints.
const (
	constrainLifetime  = 1
	constrainConfirm   = 2
	constrainMaxSign   = 3 // of keys that nobody has
	constrainExtension = 255
)

const (
	extensionDestination = "restrict-destination-v00@openssh.com"
	extensionProvider    = "sk-provider@openssh.com"
	extensionCerts       = "associated-certs-v00@openssh.com"
)

// A ConstraintError says which constraint an agent cannot keep. A key must not be
// taken without it.
type ConstraintError struct {
	Name string // not escaped
	Why  string
}

// Error is one line.
func (e *ConstraintError) Error() string {
	return fmt.Sprintf("agent: constraint %s: %s", wire.Escape([]byte(e.Name)), e.Why)
}

// none reports whether there are no limits.
func (c *Constraints) none() bool {
	return c.Lifetime == 0 && !c.Confirm && len(c.Destinations) == 0
}

// Append appends the constraints to dst:
//
//	byte 1 │ uint32 seconds
//	byte 2
//	byte 255 │ string restrict-destination-v00@openssh.com │ string destinations
func (c *Constraints) Append(dst []byte) []byte {
	if c.Lifetime > 0 {
		dst = wire.AppendUint32(append(dst, constrainLifetime), c.Lifetime)
	}
	if c.Confirm {
		dst = append(dst, constrainConfirm)
	}
	if len(c.Destinations) > 0 {
		var list []byte
		for i := range c.Destinations {
			list = wire.AppendString(list, c.Destinations[i].Append(nil))
		}
		dst = wire.AppendText(append(dst, constrainExtension), extensionDestination)
		dst = wire.AppendString(dst, list)
	}
	return dst
}

// Parse reads constraints until the end. One that is not known gives a
// *ConstraintError: what its fields are is not known either, and to take the key
// without it would lift a limit. So does one that comes twice. The destinations'
// keys alias b.
func (c *Constraints) Parse(b []byte) error {
	r := wire.NewNamedReader("key constraints", b)
	*c = Constraints{}
	for r.Len() > 0 {
		kind := r.At("type").Byte()
		var err error
		switch kind {
		case constrainLifetime:
			seconds := r.At("lifetime").Uint32()
			switch {
			case r.Err() != nil:
			case c.Lifetime != 0:
				err = twice("lifetime")
			case seconds == 0:
				err = &ConstraintError{"lifetime", "it is over at once"}
			}
			c.Lifetime = seconds
		case constrainConfirm:
			if c.Confirm {
				err = twice("confirm")
			}
			c.Confirm = true
		case constrainExtension:
			err = c.extension(&r)
		case constrainMaxSign:
			err = &ConstraintError{"maxsign", "no keys have it"}
		default:
			err = &ConstraintError{fmt.Sprintf("of type %d", kind), "it is not known"}
		}
		if r.Err() == nil && err != nil {
			return err
		}
	}
	return r.End()
}

func twice(name string) error { return &ConstraintError{name, "it is given twice"} }

// extension reads a constraint of type 255 behind its type.
func (c *Constraints) extension(r *wire.Reader) error {
	switch name := r.At("extension name").Text(); {
	case r.Err() != nil:
		return r.Err()
	case name == extensionDestination:
		list := r.At("destinations").Bytes()
		switch {
		case r.Err() != nil:
			return r.Err()
		case c.Destinations != nil:
			return twice(name)
		}
		var err error
		c.Destinations, err = parseDestinations(list)
		return err
	case name == extensionProvider:
		return &ConstraintError{name, "keys in devices are not supported"}
	case name == extensionCerts:
		return &ConstraintError{name, "it is for keys in smartcards, which are not supported"}
	default:
		return &ConstraintError{name, "it is not known"}
	}
}

// parseDestinations reads the list of a constraint, each destination a string.
func parseDestinations(list []byte) ([]Destination, error) {
	r := wire.NewNamedReader(extensionDestination, list)
	var all []Destination
	for r.Len() > 0 {
		if len(all) == MaxDestinations {
			r.At("destinations").Fail(wire.TooLong)
			break
		}
		b := r.At("destination").Bytes()
		if r.Err() != nil {
			break
		}
		var d Destination
		if err := d.Parse(b); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	if err := r.End(); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, errNoDestination
	}
	return all, nil
}

var errNoDestination error = &ConstraintError{extensionDestination, "it allows no destination"}

// A Destination is a hop that a key may be used for: a login at To, by a client
// that runs where the agent does, or on From, through which the agent was forwarded.
type Destination struct {
	From Hop // zero: from here. It has no User
	To   Hop // with at least one key
}

// A Hop is a host on a path.
type Hop struct {
	User string    // a pattern of user names; "" is any
	Host string    // the name; it counts for certificates, and for people
	Keys []HostKey // the host has one of them
}

// A HostKey is a host's key, or that of an authority that certifies it.
type HostKey struct {
	Blob []byte
	CA   bool
}

// Append appends the destination to dst, as OpenSSH's authfd.c has it:
//
//	string from │ string to │ string reserved
//	hop: string user │ string host │ string reserved │ each key: string blob │ boolean is_ca
func (d *Destination) Append(dst []byte) []byte {
	for _, h := range []*Hop{&d.From, &d.To} {
		hop := wire.AppendText(wire.AppendText(nil, h.User), h.Host)
		hop = wire.AppendText(hop, "")
		for _, k := range h.Keys {
			hop = wire.AppendBool(wire.AppendString(hop, k.Blob), k.CA)
		}
		dst = wire.AppendString(dst, hop)
	}
	return wire.AppendText(dst, "")
}

// Parse reads a destination and checks that it says where to, and that From is a
// host with its keys or nothing. The keys alias b.
func (d *Destination) Parse(b []byte) error {
	r := wire.NewNamedReader(extensionDestination, b)
	from, to := r.At("from").Bytes(), r.At("to").Bytes()
	if len(r.At("reserved field").Bytes()) > 0 {
		r.Fail(wire.BadText)
	}
	if err := r.End(); err != nil {
		return err
	}
	if err := d.From.parse(from); err != nil {
		return err
	}
	if err := d.To.parse(to); err != nil {
		return err
	}
	return d.check()
}

func (d *Destination) check() error {
	switch {
	case d.From.User != "":
		return errFromUser
	case (d.From.Host == "") != (len(d.From.Keys) == 0):
		return errFrom
	case d.To.Host == "" || len(d.To.Keys) == 0:
		return errTo
	}
	return nil
}

var (
	errFromUser = errors.New("agent: a destination names a user on the host that it comes from")
	errFrom     = errors.New("agent: a destination comes from a host without keys, or from keys without a host")
	errTo       = errors.New("agent: a destination has no host, or no keys of it")
)

func (h *Hop) parse(b []byte) error {
	r := wire.NewNamedReader(extensionDestination, b)
	*h = Hop{User: r.At("user").Text(), Host: r.At("host").Text()}
	if len(h.User) > MaxUser {
		r.Fail(wire.TooLong)
	}
	if len(r.At("reserved field").Bytes()) > 0 {
		r.Fail(wire.BadText)
	}
	for r.Len() > 0 {
		h.Keys = append(h.Keys, HostKey{r.At("host key").Bytes(), r.At("is_ca").Bool()})
	}
	return r.End()
}
