package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

// printRecords is glassh keygen -r: the DNS records of the host's keys, of the one in
// -f or those that this machine has.
func printRecords(e *env, o *keygenOptions) error {
	hashes := []uint8{keys.SSHFPSHA1, keys.SSHFPSHA256}
	for _, option := range o.options {
		switch value, _ := strings.CutPrefix(strings.ToLower(option), "hashalg="); value {
		case "sha1":
			hashes = []uint8{keys.SSHFPSHA1}
		case "sha256":
			hashes = []uint8{keys.SSHFPSHA256}
		default:
			return badUsage("-O %s: with -r there are hashalg=sha1 and hashalg=sha256", option)
		}
	}
	files := []string{o.file}
	if !o.hasFile {
		files = nil
		for _, typ := range hostKeyTypes {
			files = append(files, "/etc/ssh/ssh_host_"+typ+"_key.pub")
		}
	}
	found := false
	for _, file := range files {
		key, _, err := o.publicOf(e, file)
		if !o.hasFile && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		found = true
		for _, hash := range hashes {
			r, err := key.SSHFP(hash)
			if err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			line := r.Line(o.record)
			if o.generic {
				line = r.GenericLine(o.record)
			}
			fmt.Fprintln(e.stdout, line)
		}
	}
	if !found {
		return errors.New("no keys found in /etc/ssh: name one with -f")
	}
	return nil
}
