package main

import (
	"errors"
	"strings"

	"github.com/glassh/glassh/wire"
)

// Command lines have the form of POSIX (Utility Syntax Guidelines), which is that
// of OpenSSH, and long flags besides:
//
//	-N -T        two flags            -NT    the same
//	-p 22        one with argument    -p22   the same    -Np22    both
//	--           the end of the flags
//	--file NAME  a long flag          --file=NAME        the same

// A flag is one letter or word of a command line, which sets something in a T.
type flag[T any] struct {
	name string // "p", or "password-file" for --password-file
	arg  string // what its argument is; "" if it has none
	set  func(o *T, value string) error
	// lacks says of a flag that has no set, but is known from OpenSSH, what it
	// would need.
	lacks string
}

type flags[T any] []flag[T]

// parse sets what the flags at the front of args say, and returns what is behind
// them. The error is errHelp for -h and --help, unless they have another meaning.
func (fs flags[T]) parse(o *T, args []string) (operands []string, err error) {
	for len(args) > 0 {
		word := args[0]
		if word == "--" {
			return args[1:], nil
		}
		if len(word) < 2 || word[0] != '-' {
			break
		}
		if long, ok := strings.CutPrefix(word, "--"); ok {
			args, err = fs.long(o, long, args[1:])
		} else {
			args, err = fs.letters(o, word[1:], args[1:])
		}
		if err != nil {
			return nil, err
		}
	}
	return args, nil
}

// letters handles one word of one-letter flags, and takes the argument of the last
// one off rest if it is not part of the word.
func (fs flags[T]) letters(o *T, word string, rest []string) ([]string, error) {
	for word != "" {
		letter := word[:1]
		word = word[1:]
		f := fs.find(letter)
		switch {
		case f == nil && letter == "h":
			return nil, errHelp
		case f == nil:
			return nil, badUsage("there is no flag -%s", letter)
		case f.set == nil && letter+word == "h" && len(rest) == 0:
			return nil, errHelp // whoever meant the other -h would say more
		case f.set == nil:
			return nil, f.missing()
		case f.arg == "":
			if err := f.apply(o, ""); err != nil {
				return nil, err
			}
			continue
		}
		value := word
		if value == "" {
			if len(rest) == 0 {
				return nil, f.noArgument()
			}
			value, rest = rest[0], rest[1:]
		}
		return rest, f.apply(o, value)
	}
	return rest, nil
}

// long handles one long flag, and takes its argument off rest if it has one there.
func (fs flags[T]) long(o *T, word string, rest []string) ([]string, error) {
	name, value, joined := strings.Cut(word, "=")
	f := fs.find(name)
	switch {
	case f == nil && name == "help":
		return nil, errHelp
	case f == nil || len(name) < 2:
		return nil, badUsage("there is no flag --%s", name)
	case f.set == nil:
		return nil, f.missing()
	case f.arg == "" && joined:
		return nil, badUsage("%s takes no argument", f)
	case f.arg != "" && !joined:
		if len(rest) == 0 {
			return nil, f.noArgument()
		}
		value, rest = rest[0], rest[1:]
	}
	return rest, f.apply(o, value)
}

func (fs flags[T]) find(name string) *flag[T] {
	for i := range fs {
		if fs[i].name == name {
			return &fs[i]
		}
	}
	return nil
}

// String returns the flag as it is written: "-p" or "--password-file".
func (f *flag[T]) String() string {
	if len(f.name) == 1 {
		return "-" + f.name
	}
	return "--" + f.name
}

func (f *flag[T]) apply(o *T, value string) error {
	err := f.set(o, value)
	var usage *usageError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &usage):
		return badUsage("%s: %v", f, err) // which says what of the value it wants said
	case f.arg == "":
		return badUsage("%s: %v", f, err)
	}
	return badUsage("%s %s: %v", f, wire.Escape([]byte(value)), err)
}

func (f *flag[T]) missing() error { return badUsage("%s is not supported yet (%s)", f, f.lacks) }

// noArgument is help for an -h at the end, where its argument would stand: the
// user is looking for the usage text.
func (f *flag[T]) noArgument() error {
	if f.name == "h" {
		return errHelp
	}
	return badUsage("%s needs an argument, %s", f, f.arg)
}
