package main

import (
	"strings"

	"github.com/glassh/glassh/ssh/illustrate"
)

const explainRFCSummary = "a section: which messages and fields, which file and line of this program's code, which records of a " +
	"trace"

func runExplainRFC(e *env, args []string) error {
	words, err := permuted(flags[struct{}]{}, &struct{}{}, args)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return badUsage("a section is needed, 4253-7.1, or an RFC, 4253")
	}
	return e.text(illustrate.Clause(strings.Join(words, " ")))
}
