package knownhosts

import (
	"errors"
	"fmt"
	"strings"
)

// CheckHostIP: the address of a host has a line of its own. A name that leads to an address
// with another key is a sign of a forged answer of the DNS, though the key is the name's.

// address decides on the address of a host whose key was accepted. It adds one that is new.
func (d *decision) address(v Verdict) error {
	ip := Name(d.addr, d.shownPort)
	_, err := d.DB.check(Address, d.addr, d.shownPort, d.key)
	var revoked *RevokedError
	var changed *ChangedError
	var unknown *UnknownError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &revoked):
		d.warn(d.revokedText(revoked))
		return d.refuse(err, "")
	case errors.As(err, &changed) && !changed.OtherType:
		return d.otherAddress(v, changed)
	case errors.As(err, &changed), errors.As(err, &unknown):
		if file := d.file(); file != "" {
			if err := Add(file, d.addr, d.shownPort, d.key, d.Hash); err != nil {
				d.warn(fmt.Sprintf("Failed to add the %s host key for IP address '%s' to the list of known hosts: %v\n", d.key.Label(), shown(ip), err))
			} else {
				d.warn(fmt.Sprintf("Warning: Permanently added the %s host key for IP address '%s' to the list of known hosts.\n", d.key.Label(), shown(ip)))
			}
		}
		return nil
	}
	return d.refuse(err, "")
}

// otherAddress decides on an address that is known with another key.
func (d *decision) otherAddress(v Verdict, e *ChangedError) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Warning: the %s host key for '%s' differs from the key for the IP address '%s'\n",
		d.key.Label(), shown(Name(d.host, d.port)), shown(e.Host))
	for i := range e.Entries {
		fmt.Fprintf(&b, "Offending key for IP in %v\n", e.Entries[i].Place)
	}
	if v.Known.File != "" {
		fmt.Fprintf(&b, "Matching host key in %v\n", v.Known)
	}
	if d.Mode != Ask || d.Prompt == nil {
		d.warn(b.String())
		if d.Mode == No {
			return nil
		}
		return d.refuse(e, "strict checking is asked for")
	}
	question := b.String() + "Are you sure you want to continue connecting (yes/no)? "
	for range maxAsks {
		answer, err := d.Prompt(d.ctx, question)
		switch answer = strings.TrimSpace(answer); {
		case err != nil || d.ctx.Err() != nil || strings.EqualFold(answer, "no") || answer == "":
			return d.refuse(e, errDeclined.Error())
		case strings.EqualFold(answer, "yes"):
			return nil
		}
		question = "Please type yes or no: "
	}
	return d.refuse(e, errDeclined.Error())
}
