package main

import (
	"errors"
	"fmt"
)

// errHelp is not a failure: the user asked for the usage text.
var errHelp = errors.New("help was asked for")

// A usageError says what is wrong with a command line.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func badUsage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// A statusError ends the program with that exit status, and without a message: a
// remote command's own, say.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("exit status %d", int(s)) }
