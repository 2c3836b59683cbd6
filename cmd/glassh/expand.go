package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// tokens are the texts that %d, %h and so on stand for (ssh_config(5), TOKENS).
type tokens map[string]string

// expand replaces the tokens of a text; %% is a percent sign.
func expand(text string, t tokens) (string, error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b.WriteByte(text[i])
			continue
		}
		i++
		token := text[i:min(i+1, len(text))]
		if token == "%" {
			b.WriteByte('%')
		} else if value, ok := t[token]; ok {
			b.WriteString(value)
		} else {
			return "", fmt.Errorf("%s: there is no token %%%s here", text, token)
		}
	}
	return b.String(), nil
}

// tilde replaces the ~/ in front of a file name by the home directory.
func tilde(file, home string) string {
	if rest, ok := strings.CutPrefix(file, "~/"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	return file
}

// below returns file as it is if it is absolute, and below dir otherwise.
func below(dir, file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(dir, file)
}
