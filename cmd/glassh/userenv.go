package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

// PermitUserEnvironment (sshd_config(5)) lets users set variables of their commands, by
// environment= in front of a key and in ~/.ssh/environment. Some of them, LD_PRELOAD for
// one, get around a forced command: so it is off by itself.

const (
	maxEnvironmentFile  = 1 << 20 // bytes
	maxEnvironmentLines = 1000    // as sshd
)

// parseUserEnvironment reads yes, no, or patterns of names, which it returns.
func parseUserEnvironment(s string) ([]string, error) {
	switch yes, err := parseYesNo(s); {
	case err == nil && yes:
		return []string{"*"}, nil
	case err == nil:
		return nil, nil
	case s == "":
		return nil, err
	}
	return strings.Split(s, ","), nil
}

// userEnvironment returns the variables that the user sets, the file's last: of equal
// names the last counts.
func (o *serveOptions) userEnvironment(a *account, key keys.Options, log *slog.Logger) (list []string) {
	if len(o.userVariables) == 0 {
		return nil
	}
	file := filepath.Join(a.home, ".ssh", "environment")
	text, err := a.readFile(file, maxEnvironmentFile, false)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Warn("ignored", "error", err)
	}
	variables, number := slices.Clone(key.Environment), 0
	for line := range bytes.Lines(text) {
		if number++; number > maxEnvironmentLines {
			log.Warn("ignored", "file", file, "error", fmt.Sprintf("it has more than %d lines", maxEnvironmentLines))
			break
		}
		line = bytes.TrimLeft(bytes.TrimRight(line, "\n"), blanks)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if bytes.IndexByte(line, '=') < 1 || bytes.IndexByte(line, 0) >= 0 {
			log.Warn("ignored", "file", file, "error", fmt.Sprintf("line %d is not of the form NAME=value", number))
			continue
		}
		variables = append(variables, string(line))
	}
	for _, v := range variables {
		if name, _, _ := strings.Cut(v, "="); keys.MatchList(o.userVariables, name) {
			list = append(list, v)
		}
	}
	return list
}
