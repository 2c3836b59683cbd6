package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
	"github.com/glassh/glassh/wire"
)

// readHosts reads the known_hosts file of -f, or the user's own.
func (o *keygenOptions) readHosts(e *env) (file string, lines []knownhosts.Line, err error) {
	file = o.file
	if !o.hasFile {
		if e.home == "" {
			return "", nil, errors.New("there is no home directory: name a file with -f")
		}
		file = filepath.Join(e.home, ".ssh", "known_hosts")
	}
	text, err := readKeyFile(file)
	if err != nil {
		return "", nil, err
	}
	return file, knownhosts.Lines(file, text), nil
}

// findHost is glassh keygen -F.
func findHost(e *env, o *keygenOptions) error {
	if strings.Contains(o.verbs, "l") && strings.Contains(o.verbs, "H") {
		return badUsage("-l and -H are two things")
	}
	_, lines, err := o.readHosts(e)
	if err != nil {
		return err
	}
	found := false
	for _, l := range lines {
		if l.Entry == nil || !l.Entry.Matches(knownhosts.Name(o.name, 0)) {
			continue
		}
		found = true
		if !o.quiet {
			mark := map[knownhosts.Marker]string{knownhosts.Revoked: "REVOKED", knownhosts.CertAuthority: "CA"}[l.Entry.Marker]
			fmt.Fprintf(e.stdout, "# Host %s found: line %d %s\n", o.name, l.Entry.Line, mark)
		}
		switch {
		case strings.Contains(o.verbs, "l"):
			fmt.Fprintln(e.stdout, strings.TrimRight(fmt.Sprintf("%s %s %s %s", o.name,
				keys.Label(l.Entry.Type), o.fingerprint(l.Entry.Blob), wire.Escape([]byte(l.Entry.Comment))), " "))
			if o.verbose {
				fmt.Fprint(e.stdout, keys.Randomart(o.fingerprint(l.Entry.Blob), label(l.Entry.Blob), keyBits(l.Entry.Blob)))
			}
		case strings.Contains(o.verbs, "H"):
			text, _ := l.Hash()
			fmt.Fprint(e.stdout, wholeLine(text))
		default:
			fmt.Fprint(e.stdout, wholeLine(l.Text))
		}
	}
	if !found {
		return statusError(1)
	}
	return nil
}

// wholeLine is a line with its line end.
func wholeLine(line string) string { return strings.TrimRight(line, "\r\n") + "\n" }

// removeHost is glassh keygen -R. Lines with a marker stay: what they say of other
// hosts too is not to be lost.
func removeHost(e *env, o *keygenOptions) error {
	file, lines, err := o.readHosts(e)
	if err != nil {
		return err
	}
	var text strings.Builder
	found := false
	for _, l := range lines {
		if l.Entry != nil && l.Entry.Marker == knownhosts.NoMarker && l.Entry.Matches(knownhosts.Name(o.name, 0)) {
			found = true
			if !o.quiet {
				fmt.Fprintf(e.stdout, "# Host %s found: line %d\n", o.name, l.Entry.Line)
			}
			continue
		}
		text.WriteString(l.Text)
	}
	if !found {
		fmt.Fprintf(e.stderr, "Host %s not found in %s\n", o.name, file)
		return nil
	}
	return replaceHosts(e, file, lines, text.String(), false)
}

// hashHosts is glassh keygen -H.
func hashHosts(e *env, o *keygenOptions) error {
	file, lines, err := o.readHosts(e)
	if err != nil {
		return err
	}
	var hashed strings.Builder
	plain := false
	for _, l := range lines {
		text, patterns := l.Hash()
		if patterns {
			fmt.Fprintf(e.stderr, "%s:%d: ignoring host name with wildcard: %s\n", file, l.Entry.Line, wire.Escape([]byte(l.Entry.Hosts)))
		}
		plain = plain || text != l.Text
		hashed.WriteString(text)
	}
	return replaceHosts(e, file, lines, hashed.String(), plain)
}

// replaceHosts writes a known_hosts file anew, in one step, and keeps the old one.
// A file with a malformed line stays: what was meant there is not known.
func replaceHosts(e *env, file string, lines []knownhosts.Line, text string, plain bool) error {
	for _, l := range lines {
		if l.Err != nil {
			return fmt.Errorf("%w: the file is not changed until that line is mended", l.Err)
		}
	}
	file, err := filepath.EvalSymlinks(file)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	old := file + ".old"
	if err := os.Remove(old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Link(file, old); err != nil { // there is no moment without the file
		return err
	}
	if err := replaceFile(file, []byte(text), info.Mode().Perm()); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s updated.\nOriginal contents retained as %s\n", file, old)
	if plain {
		fmt.Fprintf(e.stderr, "WARNING: %s contains unhashed entries\nDelete this file to ensure privacy of hostnames\n", old)
	}
	return nil
}
