package main

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/glassh/glassh/primitives/sha1"
)

// tokens are what % stands for in the options of one connection, whose host has the
// final name hostName (ssh_config(5), TOKENS).
func (o *sshOptions) tokens(e *env, hostName string) tokens {
	short, _, _ := strings.Cut(e.hostname, ".")
	port, user := strconv.Itoa(o.port), cmp.Or(o.user, e.user)
	jump := ""
	if o.jumps() {
		jump = o.proxyJump
	}
	h := sha1.New()
	h.Write([]byte(e.hostname + hostName + port + user + jump))
	return tokens{
		"C": hex.EncodeToString(h.Sum(nil)), "d": e.home, "h": hostName, "i": strconv.Itoa(os.Getuid()),
		"j": jump, "k": cmp.Or(o.hostKeyAlias, o.host), "L": short, "l": e.hostname, "n": o.host,
		"p": port, "r": user, "u": e.user,
	}
}

// proxyTokens are those of ProxyCommand and ProxyJump.
func (o *sshOptions) proxyTokens() tokens {
	return tokens{"h": o.hostName, "n": o.host, "p": strconv.Itoa(o.port), "r": o.user}
}

// expandHostName returns the name or the address to dial: what HostName says, or what
// was given, in which upper case means nothing.
func (o *sshOptions) expandHostName() (string, error) {
	if o.hostName == "" {
		return strings.ToLower(o.host), nil
	}
	return expand(o.hostName, tokens{"h": o.host})
}

// expandPath replaces ~/, ${VARIABLE} and tokens in the name of a file.
func (e *env) expandPath(file string, t tokens) (string, error) {
	file, err := e.expandVariables(tilde(file, e.home))
	if err != nil {
		return "", err
	}
	return expand(file, t)
}

// expandVariables replaces each ${NAME}. One that is not set is an error: a path with a
// hole in it would be another.
func (e *env) expandVariables(text string) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, behind, closed := strings.Cut(rest, "}")
		if !closed || name == "" {
			return "", fmt.Errorf("%s: ${ is without a name and a }", text)
		}
		value, ok := e.lookup(name)
		if !ok {
			return "", fmt.Errorf("the variable %s is not set", name)
		}
		// A percent sign in it is no token.
		b.WriteString(strings.ReplaceAll(value, "%", "%%"))
		text = behind
	}
}

func (e *env) lookup(name string) (string, bool) {
	for _, v := range e.environ {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value, true
		}
	}
	return "", false
}
