package main

import (
	"fmt"
	"strings"
)

const helpUsage = `usage: glassh help [COMMAND]

Explains the command, or lists all.
`

func runHelp(e *env, args []string) error {
	switch {
	case len(args) == 0:
		fmt.Fprint(e.stdout, overview())
		return nil
	case strings.HasPrefix(args[0], "-"):
		return errHelp
	case len(args) > 1:
		return badUsage("one command at a time")
	}
	for _, c := range commands() {
		if c.name == args[0] || c.as == args[0] && c.as != "" {
			fmt.Fprint(e.stdout, c.usage)
			return nil
		}
	}
	return badUsage("there is no command %q", args[0])
}

// overview is the usage text of the whole program.
func overview() string {
	var b strings.Builder
	b.WriteString("usage: glassh COMMAND [FLAG…] [ARGUMENT…]\n\n")
	for _, c := range commands() {
		as := ""
		if c.as != "" {
			as = " (" + c.as + ")"
		}
		fmt.Fprintf(&b, "  %-8s %s%s\n", c.name, c.summary, as)
	}
	b.WriteString(`
glassh help COMMAND explains one. Called by a name in parentheses, through a link
say, the program is that command.

GLASSH_TIER=aes=generic,… in the environment forces implementations; glassh tiers
lists them.
`)
	return b.String()
}
