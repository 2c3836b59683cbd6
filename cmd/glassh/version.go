package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/glassh/glassh/ssh"
)

const versionUsage = `usage: glassh version

Prints the version of the program, as peers see it too, of Go, and of the machine.
`

func runVersion(e *env, args []string) error {
	if len(args) > 0 {
		if args[0] == "-h" || args[0] == "--help" {
			return errHelp
		}
		return badUsage("there is nothing to say about %q", args[0])
	}
	fmt.Fprintln(e.stdout, version())
	return nil
}

// version is one line: "glassh_0.1, go1.26.0, linux/amd64".
func version() string {
	return fmt.Sprintf("%s, %s, %s/%s",
		strings.TrimPrefix(ssh.Version, "SSH-2.0-"), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
