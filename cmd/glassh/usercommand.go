package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"strconv"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/config"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// A lookup is a command that prints the keys or the principals of a user
// (sshd_config(5), AuthorizedKeysCommand, AuthorizedPrincipalsCommand).
type lookup struct {
	line string // with tokens; "" is none
	user string // who runs it
}

// check says what is wrong with a lookup, as far as the settings show.
func (c lookup) check(keyword string) error {
	if c.line != "" && c.user == "" {
		return fmt.Errorf("%s is set without %sUser", keyword, keyword)
	}
	return nil
}

// run returns what the command prints. It has nobody's environment, and it gets the
// user's name if it asks for nothing else.
func (c lookup) run(ctx context.Context, e *env, a *account, t tokens) ([]byte, error) {
	words, err := config.Split(c.line)
	if err != nil {
		return nil, err
	}
	if len(words) == 1 {
		words = append(words, "%u")
	}
	for i := 1; i < len(words); i++ {
		if words[i], err = expand(words[i], t); err != nil {
			return nil, err
		}
	}
	by, err := findAccount(e, c.user)
	if err != nil {
		return nil, fmt.Errorf("%s, who is to run %s: %w", c.user, words[0], err)
	}
	info, err := os.Stat(words[0])
	if err != nil {
		return nil, err
	}
	root := &account{name: "root", home: "/"}
	if err := root.checkModes(words[0], info); err != nil && !(by.uid != 0 && !by.switches) { // whose own it is
		return nil, err
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + standardPath, "HOME=" + by.home, "USER=" + by.name, "LOGNAME=" + by.name}
	out := limited{most: maxKeysFile}
	cmd.Stdout = &out
	by.become(cmd)
	ownGroup(cmd)
	cmd.Cancel = func() error { return endGroup(cmd) }
	cmd.WaitDelay = grace
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w", words[0], err)
	}
	return out.text, nil
}

// keyTokens are those of AuthorizedKeysCommand.
func keyTokens(a *account, l ssh.Login, key *keys.PublicKey) tokens {
	remote, remotePort := hostPort(l.RemoteAddr)
	local, localPort := hostPort(l.LocalAddr)
	return tokens{
		"C": remote + " " + remotePort + " " + local + " " + localPort, "D": "",
		"u": a.name, "h": a.home, "U": strconv.FormatUint(uint64(a.uid), 10),
		"t": key.Type(), "k": base64.StdEncoding.EncodeToString(key.Blob()), "f": key.Fingerprint(),
	}
}

// certificateTokens are those of AuthorizedPrincipalsCommand.
func certificateTokens(a *account, l ssh.Login, key *keys.PublicKey) tokens {
	t, c := keyTokens(a, l, key), key.Certificate()
	t["F"], t["T"] = c.CA.Fingerprint(), c.CA.Type()
	t["K"] = base64.StdEncoding.EncodeToString(c.CA.Blob())
	t["i"], t["s"] = c.KeyID, strconv.FormatUint(c.Serial, 10)
	return t
}

// keysOfCommand returns the keys that the command of AuthorizedKeysCommand knows of.
func (g *gate) keysOfCommand(ctx context.Context, a *admission, l ssh.Login, key *keys.PublicKey) (text []byte, place string) {
	c := a.settings.keysCommand
	if c.line == "" {
		return nil, ""
	}
	text, err := c.run(ctx, g.e, a.account, keyTokens(a.account, l, key))
	if err != nil {
		g.log.Warn("AuthorizedKeysCommand failed", "user", wire.Escape([]byte(l.User)), "error", err)
		return nil, ""
	}
	return text, "AuthorizedKeysCommand"
}
