package keys

import "strings"

// Options are what stands before the key in a line of authorized_keys (sshd(8)).
// The zero value is a line without options, which restricts nothing.
type Options struct {
	// What a session may do. The caller enforces these.
	ForceCommand      bool     // command= is there: run Command instead of what the client asks for
	Command           string   // may be empty
	NoPTY             bool     // no-pty, or restrict without pty
	NoPortForwarding  bool     // likewise, and so on
	NoAgentForwarding bool     //
	NoX11Forwarding   bool     //
	NoUserRC          bool     // ~/.ssh/rc is not run
	Environment       []string // environment=, "NAME=value"; of equal names the first counts, and is the only one here
	PermitOpen        []string // permitopen=, "host:port"; nil is any
	PermitListen      []string // permitlisten=, "[host:]port"; nil is any
	Tunnel            string   // tunnel=, a device number; "" is any

	// When and from where the key may be used: [Authorized] enforces these.
	From   []string // from=, patterns and CIDR blocks; nil is any
	Expiry []string // expiry-time=, in TimeLayout, with Z behind where it is UTC; each counts

	// The key signs certificates, and does not log in itself: [Authorized] enforces
	// these, too.
	CertAuthority bool     // cert-authority
	Principals    []string // principals=: whom its certificates must be for; nil is the user

	// What concerns keys in devices.
	NoTouchRequired bool // no-touch-required
	VerifyRequired  bool // verify-required
}

// parseOptions takes the options off the front of a line: separated by commas, and
// ended by a blank that is not inside quotes.
func parseOptions(line string) (o Options, rest string, err error) {
	for {
		name, value, hasValue, after, err := cutOption(line)
		if err != nil {
			return o, "", err
		}
		if err := o.set(name, value, hasValue); err != nil {
			return o, "", err
		}
		if after == "" {
			return o, "", malformed("there is no key after the options")
		}
		line = after[1:]
		if after[0] != ',' {
			return o, line, nil
		}
	}
}

// cutOption takes one option off: a name, or name="value", in which \" stands for
// a quote. What remains starts with the comma or blank that ended it.
func cutOption(line string) (name, value string, hasValue bool, rest string, err error) {
	end := strings.IndexAny(line, "=, \t")
	if end < 0 {
		end = len(line)
	}
	name, rest = line[:end], line[end:]
	if !strings.HasPrefix(rest, "=") {
		return name, "", false, rest, nil
	}
	quoted, ok := strings.CutPrefix(rest[1:], `"`)
	if !ok {
		return "", "", false, "", malformed("option %s: its value is not in quotes", escape(name))
	}
	var b strings.Builder
	for i := 0; i < len(quoted); i++ {
		switch {
		case quoted[i] == '\\' && i+1 < len(quoted) && quoted[i+1] == '"':
			i++
		case quoted[i] == '"':
			rest = quoted[i+1:]
			if rest != "" && !strings.ContainsRune(", \t", rune(rest[0])) {
				return "", "", false, "", malformed("option %s: text after the closing quote", escape(name))
			}
			return name, b.String(), true, rest, nil
		}
		b.WriteByte(quoted[i])
	}
	return "", "", false, "", malformed("option %s: the closing quote is missing", escape(name))
}

// set applies one option. Options take effect in their order, so that one after
// restrict gives back what that took. A name that is not known is an error: it may
// be a restriction.
func (o *Options) set(name, value string, hasValue bool) error {
	lower := strings.ToLower(name)
	if flag := o.flag(lower); flag != nil {
		if hasValue {
			return malformed("option %s takes no value", name)
		}
		flag()
		return nil
	}
	apply := o.valued(lower)
	if apply == nil {
		return malformed("option %s is not known", escape(name))
	}
	if !hasValue {
		return malformed("option %s needs a value", name)
	}
	return apply(value)
}

// flag returns what an option without a value does, or nil.
func (o *Options) flag(name string) func() {
	to := func(p *bool, v bool) func() { return func() { *p = v } }
	switch name {
	case "restrict":
		return func() {
			o.NoPTY, o.NoPortForwarding, o.NoAgentForwarding = true, true, true
			o.NoX11Forwarding, o.NoUserRC = true, true
		}
	case "pty":
		return to(&o.NoPTY, false)
	case "no-pty":
		return to(&o.NoPTY, true)
	case "port-forwarding":
		return to(&o.NoPortForwarding, false)
	case "no-port-forwarding":
		return to(&o.NoPortForwarding, true)
	case "agent-forwarding":
		return to(&o.NoAgentForwarding, false)
	case "no-agent-forwarding":
		return to(&o.NoAgentForwarding, true)
	case "x11-forwarding":
		return to(&o.NoX11Forwarding, false)
	case "no-x11-forwarding":
		return to(&o.NoX11Forwarding, true)
	case "user-rc":
		return to(&o.NoUserRC, false)
	case "no-user-rc":
		return to(&o.NoUserRC, true)
	case "touch-required":
		return to(&o.NoTouchRequired, false)
	case "no-touch-required":
		return to(&o.NoTouchRequired, true)
	case "verify-required":
		return to(&o.VerifyRequired, true)
	case "no-verify-required":
		return to(&o.VerifyRequired, false)
	case "cert-authority":
		return to(&o.CertAuthority, true)
	}
	return nil
}

// valued returns what an option with a value does, or nil.
func (o *Options) valued(name string) func(value string) error {
	switch name {
	case "command":
		return func(v string) error {
			if o.ForceCommand {
				return malformed("option command is given twice")
			}
			o.ForceCommand, o.Command = true, v
			return nil
		}
	case "environment":
		return o.addEnvironment
	case "from":
		return func(v string) (err error) {
			if o.From != nil {
				return malformed("option from is given twice")
			}
			o.From, err = parseAddrPatterns(v)
			return err
		}
	case "expiry-time":
		return o.addExpiry
	case "principals":
		return func(v string) error {
			if o.Principals != nil {
				return malformed("option principals is given twice")
			}
			o.Principals = strings.Split(v, ",")
			return nil
		}
	case "permitopen":
		return func(v string) error { return addPermit(&o.PermitOpen, name, v, false) }
	case "permitlisten":
		return func(v string) error { return addPermit(&o.PermitListen, name, v, true) }
	case "tunnel":
		return func(v string) error {
			if o.Tunnel != "" || v == "" || strings.Trim(v, "0123456789") != "" {
				return malformed("option tunnel needs one device number")
			}
			o.Tunnel = v
			return nil
		}
	}
	return nil
}
