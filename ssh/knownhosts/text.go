package knownhosts

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

// What people are shown. Programs that answer for a person look for "The
// authenticity of host", "(yes/no", "REMOTE HOST IDENTIFICATION HAS CHANGED" and
// "Permanently added"; the other words are free.

// question asks whether to accept an unknown key.
func (d *decision) question(names, others []Entry) string {
	var b strings.Builder
	name := Name(d.host, d.port)
	at := ""
	if d.addr != "" && lower(d.addr) != lower(d.host) {
		at = " (" + shown(Name(d.addr, d.shownPort)) + ")"
	}
	fmt.Fprintf(&b, "The authenticity of host '%s%s' cannot be established.\n", shown(name), at)
	fmt.Fprintf(&b, "%s key fingerprint is %s.\n", d.key.Label(), d.print(d.key.Blob()))
	if len(others) > 0 {
		b.WriteString("The host is known with keys of other types:\n")
		for i := range others {
			e := &others[i]
			fmt.Fprintf(&b, "    %v: %s %s\n", e.Place, keys.Label(e.Type), d.print(e.Blob))
		}
	}
	if len(names) == 0 {
		b.WriteString("This key is not known by any other name.\n")
	} else {
		b.WriteString("This key is known by other names:\n")
		const most = 8
		for i := range names[:min(len(names), most)] {
			hosts := shown(names[i].Hosts)
			if names[i].hashed != nil {
				hosts = "(hashed name)"
			}
			fmt.Fprintf(&b, "    %v: %s\n", names[i].Place, hosts)
		}
		if more := len(names) - most; more > 0 {
			fmt.Fprintf(&b, "    and %d more\n", more)
		}
	}
	b.WriteString("Do you want to continue connecting (yes/no/[fingerprint])? ")
	return b.String()
}

func (d *decision) changedText(e *ChangedError) string {
	var b strings.Builder
	b.WriteString(framed("WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!"))
	fmt.Fprintf(&b, "The host %s has sent another key than the one known for it.\n", shown(e.Host))
	b.WriteString("Somebody may be reading and altering this connection on its way.\n")
	b.WriteString("Or the host has got a new key: ask those who run it for the fingerprint.\n")
	fmt.Fprintf(&b, "  sent:  %s\n", d.describe(e.Key))
	for i := range e.Entries {
		k := &e.Entries[i]
		fmt.Fprintf(&b, "  known: %s %s, %v\n", keys.Label(k.Type), d.print(k.Blob), k.Place)
	}
	b.WriteString("If the key sent is the right one, ")
	for i := range e.Entries {
		if i > 0 {
			b.WriteString(" and ")
		}
		if e.Entries[i].File == CommandFile {
			fmt.Fprintf(&b, "have the command of %s say so", CommandFile)
			continue
		}
		fmt.Fprintf(&b, "remove line %d of %s", e.Entries[i].Line, e.Entries[i].File)
	}
	b.WriteString(", and connect again.\n")
	return b.String()
}

func (d *decision) revokedText(e *RevokedError) string {
	if e.Authority {
		return framed("WARNING: REVOKED HOST KEY!") +
			fmt.Sprintf("The authority that certified the key of host %s is marked as revoked: anybody may have a certificate.\n", shown(e.Host)) +
			fmt.Sprintf("  sent:    %s\n  revoked: %v\n", d.describe(e.Key), e.Place)
	}
	return framed("WARNING: REVOKED HOST KEY!") +
		fmt.Sprintf("The key that host %s has sent is marked as revoked: somebody else may have it.\n", shown(e.Host)) +
		fmt.Sprintf("  sent:    %s\n  revoked: %v\n", d.describe(e.Key), e.Place)
}

// print is the fingerprint of a key, in the form that is wanted.
func (d *decision) print(blob []byte) string {
	if d.Fingerprint != nil {
		return d.Fingerprint(blob)
	}
	return keys.Fingerprint(blob)
}

func (d *decision) describe(k *keys.PublicKey) string {
	return k.Label() + " " + d.print(k.Plain().Blob())
}

// framed draws a frame around a line.
func framed(text string) string {
	bar := strings.Repeat("@", len(text)+10) + "\n"
	return bar + "@    " + text + "    @\n" + bar
}
