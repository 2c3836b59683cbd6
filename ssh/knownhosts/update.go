package knownhosts

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

// An Update brings files in line with the host keys that a server says that it has
// (hostkeys-00@openssh.com, OpenSSH PROTOCOL §2.5). Who applies one has had the server
// prove the keys in Add, over a connection whose host key was known.
type Update struct {
	Add  []*keys.PublicKey // keys that the files do not have for the host
	Drop []Entry           // entries of the host whose keys it no longer has

	files []string
	host  string
	port  int
}

// A NoUpdateError says why the files are left as they are: what they say of the host is
// more than a list of its keys, and somebody has thought about it.
type NoUpdateError struct {
	Entry Entry // in the way
	Text  string
}

// Error is the place and the reason.
func (e *NoUpdateError) Error() string { return fmt.Sprintf("%v: %s", e.Entry.Place, e.Text) }

// PlanUpdate compares files, the user's own, with the keys that a host at a port has
// announced: list are those that are of use to the client, blobs all of them. An entry
// of a type that is not known here stays, as does one that others than the host share.
// A *NoUpdateError stands for entries that no program should change.
func PlanUpdate(files []string, host string, port int, list []*keys.PublicKey, blobs [][]byte) (*Update, error) {
	if !writable(host) {
		return nil, fmt.Errorf("knownhosts: host name %q cannot stand in a known_hosts file", host)
	}
	u := &Update{files: slices.Clone(files), host: host, port: port}
	all, err := Open(files...).entries()
	if err != nil {
		return nil, err
	}
	name := Name(host, port)
	known := make([]bool, len(list))
	var elsewhere *Entry // a key of the host under another name
	for i := range all {
		e := &all[i]
		if !e.Matches(name) {
			if elsewhere == nil && e.Marker == NoMarker && slices.ContainsFunc(list, e.isKey) {
				elsewhere = e
			}
			continue
		}
		switch {
		case e.Marker != NoMarker:
			return nil, &NoUpdateError{*e, "a line marked " + e.Marker.String()}
		case e.hashed == nil && strings.ContainsAny(e.Hosts, "*?!,"):
			return nil, &NoUpdateError{*e, "a line for several names"}
		}
		if n := slices.IndexFunc(list, e.isKey); n >= 0 {
			known[n] = true
		} else if !slices.ContainsFunc(blobs, func(b []byte) bool { return bytes.Equal(b, e.Blob) }) && keys.Algorithms(e.Type) != nil {
			u.Drop = append(u.Drop, *e)
		}
	}
	for i, key := range list {
		if !known[i] {
			u.Add = append(u.Add, key)
		}
	}
	if len(u.Add) > 0 && elsewhere != nil {
		return nil, &NoUpdateError{*elsewhere, "the key is known under another name"}
	}
	return u, nil
}

func (e *Entry) isKey(key *keys.PublicKey) bool { return bytes.Equal(e.Blob, key.Blob()) }

// Empty reports whether there is nothing to do.
func (u *Update) Empty() bool { return len(u.Add) == 0 && len(u.Drop) == 0 }

// Apply changes the files: each is replaced in one step, so that who reads it finds
// the old or the new one. New entries go to the end of the first file; hash says
// whether their names are hashed.
func (u *Update) Apply(hash bool) error {
	if len(u.files) == 0 {
		return errors.New("knownhosts: there is no file to update")
	}
	for i, file := range u.files {
		var add []byte
		if i == 0 {
			for _, key := range u.Add {
				name := Name(u.host, u.port)
				if hash {
					name = Hashed(name)
				}
				add = key.Plain().AppendLine(append(add, name+" "...), "")
			}
		}
		if err := u.rewrite(file, add); err != nil {
			return fmt.Errorf("knownhosts: %w", err)
		}
	}
	return nil
}

// rewrite drops lines from a file and adds others.
func (u *Update) rewrite(file string, add []byte) error {
	drops := func(l *Line) bool {
		return l.Entry != nil && slices.ContainsFunc(u.Drop, func(e Entry) bool {
			return e.File == file && e.Hosts == l.Entry.Hosts && e.Marker == l.Entry.Marker && bytes.Equal(e.Blob, l.Entry.Blob)
		})
	}
	before, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var after []byte
	for _, l := range Lines(file, before) {
		if !drops(&l) {
			after = append(after, l.Text...)
		}
	}
	switch {
	case len(after) == len(before) && len(add) == 0:
		return nil
	case len(after) == len(before):
		return appendLine(file, add)
	}
	if n := len(after); n > 0 && after[n-1] != '\n' && len(add) > 0 {
		after = append(after, '\n')
	}
	return replace(file, before, append(after, add...))
}

var errChanged = errors.New("the file was changed meanwhile")

// replace puts text in the place of a file, unless that is no longer before.
func replace(file string, before, text []byte) error {
	if link, err := filepath.EvalSymlinks(file); err == nil {
		file = link // a link stays one
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // which is gone where all went well
	_, err = f.Write(text)
	if err := errors.Join(err, f.Chmod(info.Mode().Perm()), f.Close()); err != nil {
		return err
	}
	if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, before) {
		return errors.Join(err, errChanged)
	}
	return os.Rename(f.Name(), file)
}
