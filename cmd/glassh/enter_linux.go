package main

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
)

const shadowFile = "/etc/shadow"

// checkShadow refuses accounts that are locked or have expired (shadow(5)). Who may not
// read the file, or has none, knows of neither.
func (a *account) checkShadow(now time.Time) error {
	text, err := os.ReadFile(shadowFile)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		// name:hash:changed:min:max:warn:inactive:expires:
		fields := strings.Split(strings.TrimSuffix(line, "\n"), ":")
		if fields[0] != a.name || len(fields) < 8 {
			continue
		}
		// A * is a password that nothing matches; a ! locks the account too.
		if strings.HasPrefix(fields[1], "!") {
			return errors.New("the account is locked")
		}
		if day, err := strconv.ParseInt(fields[7], 10, 64); err == nil && day >= 0 && now.Unix()/(24*60*60) > day {
			return errors.New("the account has expired")
		}
		return nil
	}
	return nil
}
