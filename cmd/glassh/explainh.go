package main

import (
	"fmt"
	"io"

	"github.com/glassh/glassh/ssh/illustrate"
)

const explainHSummary = "the exchange hash: its fields, with offset, length, the packet they came in, bytes. --diff FILE " +
	"compares the input of another program's hash, in hexadecimal or binary: which field and byte " +
	"differs, and the usual cause. The exit status is 1 if one does"

// explainHOptions is the command line of glassh explain H.
type explainHOptions struct {
	exchange int
	diff     string // file, or ""
	full     bool
}

var explainHFlags = flags[explainHOptions]{
	{name: "exchange", arg: "N", set: func(o *explainHOptions, n string) error { return setExchange(&o.exchange, n) }},
	{name: "diff", arg: "FILE", set: func(o *explainHOptions, file string) error { o.diff = file; return nil }},
	{name: "full", set: func(o *explainHOptions, _ string) error { o.full = true; return nil }},
}

func setExchange(n *int, text string) (err error) {
	*n, err = parseCount(text)
	return err
}

func runExplainH(e *env, args []string) error {
	var o explainHOptions
	operands, err := permuted(explainHFlags, &o, args)
	if err != nil {
		return err
	}
	records, x, err := traceOf(e, operands, o.exchange)
	if err != nil {
		return err
	}
	if o.diff == "" {
		return e.text(illustrate.ExchangeHash(records, x, o.full))
	}
	if o.diff == "-" && operands[0] == "-" {
		return badUsage("standard input cannot be the trace and the other input")
	}
	other, err := readDump(e, o.diff)
	if err != nil {
		return err
	}
	text, same, err := illustrate.DiffExchangeHash(records, x, other)
	if err := e.text(text, err); err != nil {
		return err
	}
	if !same {
		return statusError(1)
	}
	return nil
}

// maxDump is more than any input of an exchange hash has.
const maxDump = 8 << 20

// readDump reads bytes from a file, in hexadecimal or as they are; - is standard input.
func readDump(e *env, file string) ([]byte, error) {
	in, err := e.open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, maxDump+1))
	switch {
	case err != nil:
		return nil, err
	case len(b) > maxDump:
		return nil, fmt.Errorf("%s has more than %d MiB: it is none of SSH's", file, maxDump>>20)
	}
	return illustrate.BytesOfFile(b), nil
}
