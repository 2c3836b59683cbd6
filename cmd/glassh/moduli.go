package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/glassh/glassh/ssh/kex"
)

// sshdModuli is what sshd reads unless it is told otherwise.
const sshdModuli = "/etc/ssh/moduli"

// loadModuli returns the groups for diffie-hellman-group-exchange. A file that was asked
// for must have some. Otherwise nil stands for the groups that are built in.
func (o *serveOptions) loadModuli(log *slog.Logger) (*kex.Moduli, error) {
	if o.moduliFile != "" {
		return readModuli(o.moduliFile, log)
	}
	moduli, err := readModuli(sshdModuli, log)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Warn("only the groups that are built in are used for key exchange: " + err.Error())
	}
	return moduli, nil
}

// readModuli reads a file, and says which lines it leaves out.
func readModuli(file string, log *slog.Logger) (*kex.Moduli, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	moduli, bad := kex.ParseModuli(text)
	for _, err := range bad {
		log.Warn("left out: "+err.Error(), "file", file)
	}
	if moduli.Len() == 0 {
		return nil, fmt.Errorf("%s has no group of 2048 to 8192 bits that was tested", file)
	}
	return moduli, nil
}
