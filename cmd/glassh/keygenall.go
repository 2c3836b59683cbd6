package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// hostKeyTypes are the keys that a server is given, by ssh-keygen's names.
var hostKeyTypes = []string{"rsa", "ecdsa", "ed25519"}

// makeHostKeys is glassh keygen -A: those host keys of /etc/ssh that are missing,
// or empty, below the directory of -f.
func makeHostKeys(e *env, o *keygenOptions) error {
	said := false
	for _, typ := range hostKeyTypes {
		file := filepath.Join("/", o.file, "etc/ssh", "ssh_host_"+typ+"_key")
		if o.hasFile && !filepath.IsAbs(o.file) {
			file = strings.TrimPrefix(file, "/")
		}
		info, err := os.Stat(file)
		if err == nil && info.Size() > 0 {
			continue
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if !said && !o.quiet {
			fmt.Fprint(e.stdout, "glassh keygen: generating new host keys: ")
		}
		said = true
		if !o.quiet {
			fmt.Fprint(e.stdout, strings.ToUpper(typ), " ")
		}
		if err := o.makeHostKey(e, typ, file); err != nil {
			fmt.Fprintln(e.stdout)
			return fmt.Errorf("%s: %w", file, unwrapPath(err))
		}
	}
	if said && !o.quiet {
		fmt.Fprintln(e.stdout)
	}
	return nil
}

func (o *keygenOptions) makeHostKey(e *env, typ, file string) error {
	each := keygenOptions{typ: typ, comment: o.comment, hasComment: o.hasComment}
	key, err := each.generate(e)
	if err != nil {
		return err
	}
	defer key.Wipe()
	return each.save(file, key, nil, true)
}
