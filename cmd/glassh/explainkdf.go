package main

import "github.com/glassh/glassh/ssh/illustrate"

const explainKDFSummary = "the six keys: what is hashed, how often, which bytes are used. Values, if the trace has them"

func runExplainKDF(e *env, args []string) error {
	var exchange int
	fs := flags[int]{{name: "exchange", arg: "N", set: func(n *int, text string) error { return setExchange(n, text) }}}
	operands, err := permuted(fs, &exchange, args)
	if err != nil {
		return err
	}
	records, x, err := traceOf(e, operands, exchange)
	if err != nil {
		return err
	}
	return e.text(illustrate.KeyDerivation(records, x))
}
