package knownhosts

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

// Add appends an entry for a host at a port to a file, with its name hashed if hash
// is set. Of a certificate it is the certified key that is added. It makes the file (mode 0600) and its directory (0700) where they are
// missing, and ends an unfinished last line. The entry is one write at the end of
// the file, so that programs that add at the same time do not mix their lines. A
// host name that a line cannot hold, or that would be a pattern, is an error.
func Add(file, host string, port int, key *keys.PublicKey, hash bool) error {
	if !writable(host) {
		return fmt.Errorf("knownhosts: host name %q cannot stand in a known_hosts file", host)
	}
	name := Name(host, port)
	if hash {
		name = Hashed(name)
	}
	line := key.Plain().AppendLine([]byte(name+" "), "")
	if err := appendLine(file, line); err != nil {
		return fmt.Errorf("knownhosts: %w", err)
	}
	return nil
}

// writable reports whether host is one field, means itself alone, and can be taken
// for no other part of a line.
func writable(host string) bool {
	for i := range len(host) {
		if c := host[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`*?!,|@#"[]`, c) >= 0 {
			return false
		}
	}
	return host != ""
}

func appendLine(file string, line []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e // a full disk may show here only
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if size := info.Size(); size > 0 {
		var last [1]byte
		if _, err := f.ReadAt(last[:], size-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			line = append([]byte{'\n'}, line...)
		}
	}
	_, err = f.Write(line)
	return err
}
