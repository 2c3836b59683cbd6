package main

import (
	"strings"

	"github.com/glassh/glassh/ssh/illustrate"
)

const explainMpintSummary = "a number, 255 or 0xff or -1, as SSH writes it; or bytes as a number. --bytes takes digits that could " +
	"be a decimal number as bytes"

func runExplainMpint(e *env, args []string) error {
	var asBytes bool
	fs := flags[bool]{{name: "bytes", set: func(o *bool, _ string) error { *o = true; return nil }}}
	operands, err := permuted(fs, &asBytes, args)
	if err != nil {
		return err
	}
	if len(operands) == 0 {
		return badUsage("a number is needed, 255 or 0xff, or bytes in hexadecimal, 00:ff")
	}
	return e.text(illustrate.Mpint(strings.Join(operands, " "), asBytes))
}
