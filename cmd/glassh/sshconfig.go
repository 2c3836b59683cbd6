package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh/config"
	"github.com/glassh/glassh/wire"
)

// The client's configuration (ssh_config(5)) comes from the command line, the user's file
// and the system's, in this order: of each option the first value counts. Which Host and
// Match hold may depend on what was read before them, so the files are read in one go;
// and once more, if a Match asks for it or CanonicalizeHostname, when the name of the host is
// final.

// A configPass is one reading of the files.
type configPass struct {
	o *sshOptions
	e *env

	final bool
	host  string // what Host is compared with: the name as given, or the final one
	again bool   // a Match is for the final reading
}

// configure fills in what the command line has left open, from the files.
func (o *sshOptions) configure(e *env) error {
	p := &configPass{o: o, e: e, host: o.host}
	if err := p.files(); err != nil {
		return err
	}
	name, err := o.expandHostName()
	if err != nil {
		return err
	}
	given := name
	if name, err = o.canonicalName(e, name); err != nil {
		return err
	}
	if !p.again && o.canonical.when == canonicalizeNo {
		if name != given { // an address
			o.hostName = name
		}
		return nil
	}
	o.hostName, o.given["hostname"] = strings.ReplaceAll(name, "%", "%%"), true
	return (&configPass{o: o, e: e, host: name, final: true}).files()
}

// files reads the file of -F, or those that everybody has, which need not exist.
func (p *configPass) files() error {
	user := filepath.Join(p.e.home, ".ssh")
	switch file := p.o.configFile; {
	case strings.EqualFold(file, "none"):
		return nil
	case file != "":
		err := p.file(file, user, false)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("Can't open user config file %s: %w", file, unwrapPath(err))
		}
		return err
	}
	if p.e.home != "" {
		if err := p.file(filepath.Join(user, "config"), user, true); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if p.e.system != "" {
		if err := p.file(filepath.Join(p.e.system, "ssh_config"), p.e.system, false); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// file reads one file, whose owner must be trusted if strict says so. Those that it
// includes must be in any case: nobody has named them.
func (p *configPass) file(name, dir string, strict bool) error {
	r := &config.Reader{Dir: dir, Home: p.e.home, Check: func(file string, f *os.File) error {
		if (strict || file != name) && !trustedOwner(f) {
			return fmt.Errorf("Bad owner or permissions on %s", wire.Escape([]byte(file)))
		}
		return nil
	}}
	lines, err := r.Read(name)
	if err != nil {
		return err
	}
	err = config.Walk(name, lines, config.Visitor{Match: p.match, Keyword: p.keyword})
	var bad *config.BadFileError
	if !errors.As(err, &bad) {
		return err
	}
	// Each line is worth its own, above that of the error.
	for _, err := range bad.Bad {
		fmt.Fprintln(p.e.stderr, err)
	}
	return fmt.Errorf("%s: terminating, %d bad configuration options", wire.Escape([]byte(bad.File)), len(bad.Bad))
}

// keyword handles a line of a file that is neither Host, Match nor Include. What this
// program cannot do yet is passed over, as files serve other programs too: it is said
// once, and not at all where only a preference is lost.
func (p *configPass) keyword(l *config.Line, counts bool) error {
	o := p.o
	k := sshKeywords.find(l.Keyword)
	switch {
	case k == nil && o.ignores(l.Keyword),
		slices.Contains(retiredKeywords, strings.ToLower(l.Keyword)):
		return nil
	case k == nil:
		return l.Unknown()
	case k.set == nil:
		if counts && !k.passed && !o.given[strings.ToLower(k.name)] && (len(l.Args) != 1 || !k.accepts(l.Args[0])) {
			o.notes = append(o.notes, l.Errorf("%s", k.unsupported()).Error())
		}
		if counts {
			o.given[strings.ToLower(k.name)] = true
		}
		return nil
	}
	if err := k.give(o, o.given, k.words(l), counts); err != nil {
		return l.Errorf("%s: %w", k.name, err)
	}
	return nil
}

// commandLine applies the text of -o.
func (o *sshOptions) commandLine(text string) error {
	l, _ := config.ParseLine(text)
	if sshKeywords.find(l.Keyword) == nil && l.Keyword != "" && o.ignores(l.Keyword) {
		return nil
	}
	return sshKeywords.option(o, o.given, text)
}

// ignores reports whether IgnoreUnknown names a keyword.
func (o *sshOptions) ignores(keyword string) bool {
	return matchNames(strings.ToLower(o.ignoreUnknown), strings.ToLower(keyword))
}

// retiredKeywords meant something to OpenSSH once. It accepts them still, and so
// must whoever reads the same files.
var retiredKeywords = []string{
	"afstokenpassing", "cipher", "compressionlevel", "fallbacktorsh", "globalknownhostsfile2", "kerberosauthentication",
	"kerberostgtpassing", "protocol", "rhostsauthentication", "rhostsrsaauthentication", "rsaauthentication",
	"smartcarddevice", "useprivilegedport", "useroaming", "userknownhostsfile2", "usersh",
}
