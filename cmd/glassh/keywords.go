package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh/config"
)

// A keyword is one configuration option of OpenSSH (ssh_config(5),
// sshd_config(5)), which sets something in a T.
type keyword[T any] struct {
	name  string
	alias string // older names, between blanks
	set   setter[T]
	// many says that every occurrence counts. Of others, the first one does.
	many bool
	// raw says that the value is all of the line, quotes included.
	raw bool
	// shares names another option, in lower case: of both, the first one counts.
	shares string
	// holds are the values, of an option without set, that describe what this
	// program does anyhow. They are accepted, other values are not supported yet.
	holds []string
	// passed says that a file may ask for more than that, and nothing is said: it
	// would only add to what is tried.
	passed bool
	// readOver is what is said of an option that has no meaning here, and whose other
	// values are accepted, too (serveignored.go); "" is any other option.
	readOver string
}

// words returns the values of a line about the option.
func (k *keyword[T]) words(l *config.Line) []string {
	if k.raw {
		return []string{strings.TrimLeft(l.Rest, blanks+"=")}
	}
	return l.Args
}

type setter[T any] func(o *T, words []string) error

// keywords is the table of a program.
type keywords[T any] []keyword[T]

// given is the set of options that have been given, in lower case.
type given map[string]bool

// replaced in front of a name in given says that no more values count, of an option whose
// occurrences all do.
const replaced = "replaced "

// option applies the text of an -o flag, "Keyword=value" or "Keyword value", to o.
func (ks keywords[T]) option(o *T, seen given, text string) error {
	name, value := cutOption(text)
	if k := ks.find(name); k != nil && k.raw {
		return ks.apply(o, seen, name, []string{strings.Trim(value, blanks)})
	}
	words, err := config.Split(value)
	if err != nil {
		return err
	}
	return ks.apply(o, seen, name, words)
}

// cutOption takes the text of an -o flag apart.
func cutOption(text string) (name, value string) {
	text = strings.TrimLeft(text, blanks)
	i := strings.IndexAny(text, blanks+"=")
	if i < 0 {
		i = len(text)
	}
	return text[:i], strings.TrimPrefix(strings.TrimLeft(text[i:], blanks), "=")
}

// apply sets the option of that name.
func (ks keywords[T]) apply(o *T, seen given, name string, words []string) error {
	k := ks.find(name)
	switch {
	case k == nil:
		return errors.New("Bad configuration option: " + name)
	case len(words) == 0:
		return errors.New(k.name + " has no value")
	case k.set == nil:
		if len(words) == 1 && k.accepts(words[0]) || k.readOver != "" {
			return nil
		}
		return errors.New(k.unsupported())
	}
	return k.give(o, seen, words, true)
}

// give sets the option, if the line that says so counts and none before it has.
func (k *keyword[T]) give(o *T, seen given, words []string, counts bool) error {
	key := strings.ToLower(k.name)
	if k.shares != "" {
		key = k.shares
	}
	if !counts || seen[key] && !k.many || seen[replaced+key] {
		o = new(T) // the value is checked, and has no effect
	} else {
		seen[key] = true
	}
	return k.set(o, words)
}

func (ks keywords[T]) find(name string) *keyword[T] {
	for i := range ks {
		if is := func(n string) bool { return strings.EqualFold(n, name) }; is(ks[i].name) || slices.ContainsFunc(strings.Fields(ks[i].alias), is) {
			return &ks[i]
		}
	}
	return nil
}

// flag returns what a flag does that stands for an option.
func (ks keywords[T]) flag(name string, seen func(*T) given) func(o *T, value string) error {
	if ks.find(name) == nil {
		panic("there is no option " + name)
	}
	return func(o *T, value string) error { return ks.apply(o, seen(o), name, []string{value}) }
}

func (k *keyword[T]) accepts(value string) bool {
	for _, h := range k.holds {
		if strings.EqualFold(h, value) {
			return true
		}
	}
	return false
}

func (k *keyword[T]) unsupported() string {
	text := "option " + k.name + " is not supported yet"
	if len(k.holds) > 0 {
		text += ", except as " + strings.Join(k.holds, " or ")
	}
	return text
}

const blanks = " \t"

// one makes the setter of an option with one value.
func one[T, V any](field func(*T) *V, parse func(string) (V, error)) setter[T] {
	return func(o *T, words []string) error {
		if len(words) != 1 {
			return errors.New("one value is wanted")
		}
		v, err := parse(words[0])
		if err != nil {
			return err
		}
		*field(o) = v
		return nil
	}
}

// each makes the setter of an option whose values are collected.
func each[T, V any](field func(*T) *[]V, parse func(string) (V, error)) setter[T] {
	return func(o *T, words []string) error {
		for _, word := range words {
			v, err := parse(word)
			if err != nil {
				return err
			}
			*field(o) = append(*field(o), v)
		}
		return nil
	}
}
