package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/glassh/glassh/wire"
)

// What one Read reads is bounded: nothing longer was written by a person.
const (
	maxFile  = 1 << 20 // bytes of a file
	maxFiles = 4096    // by Include, all together
	maxDepth = 16      // of Include in Include
)

// A Reader reads files with what they include.
type Reader struct {
	// Dir is where names in Include are looked for that are not absolute: ~/.ssh for
	// a user's file, /etc/ssh for that of the system.
	Dir string
	// Home is what ~/ stands for in Include.
	Home string
	// Check refuses a file, for who may write it. nil accepts all.
	Check func(name string, f *os.File) error

	files int
}

// Read returns the lines of a file. The error is that of the file itself; what is
// wrong with files that it includes is in Line.Bad.
func (r *Reader) Read(name string) ([]Line, error) {
	r.files = 0
	return r.read(name, 0)
}

func (r *Reader) read(name string, depth int) ([]Line, error) {
	text, err := r.text(name)
	if err != nil {
		return nil, err
	}
	lines := Parse(name, text)
	for i := range lines {
		if l := &lines[i]; l.Bad == nil && l.Is("Include") {
			if err := r.include(l, depth+1); err != nil {
				l.Bad = l.Errorf("%w", err)
			}
		}
	}
	return lines, nil
}

func (r *Reader) text(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if r.Check != nil {
		if err := r.Check(name, f); err != nil {
			return nil, err
		}
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = fmt.Errorf("%s is longer than %d bytes", wire.Escape([]byte(name)), maxFile)
	}
	return text, err
}

// include reads the files of an Include. A pattern that matches none is no error.
func (r *Reader) include(l *Line, depth int) error {
	if depth > maxDepth {
		return errors.New("too many recursive configuration includes")
	}
	for _, pattern := range l.Args {
		if pattern == "" {
			return errors.New("keyword include empty argument")
		}
		names, err := r.glob(pattern)
		if err != nil {
			return err
		}
		for _, name := range names {
			if r.files++; r.files > maxFiles {
				return fmt.Errorf("more than %d files are included", maxFiles)
			}
			lines, err := r.read(name, depth)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return err
			}
			l.Files = append(l.Files, lines)
		}
	}
	return nil
}

// glob returns the files of a pattern, in order. As in a shell, * and ? do not stand for
// a dot at the front of a name: editors keep their own files under such names.
func (r *Reader) glob(pattern string) (names []string, err error) {
	if rest, ok := strings.CutPrefix(pattern, "~/"); ok {
		pattern = filepath.Join(r.Home, rest)
	} else if !filepath.IsAbs(pattern) {
		pattern = filepath.Join(r.Dir, pattern)
	}
	all, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("include %s: %w", wire.Escape([]byte(pattern)), err)
	}
	for _, name := range all {
		if filepath.Base(name)[0] != '.' || filepath.Base(pattern)[0] == '.' {
			names = append(names, name)
		}
	}
	return names, nil
}
