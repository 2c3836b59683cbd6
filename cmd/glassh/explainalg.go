package main

import "github.com/glassh/glassh/ssh/illustrate"

const explainAlgSummary = "an algorithm by SSH's name for it: what it is, its sizes, its sources, whether it is offered, and " +
	"its implementations on this machine"

func runExplainAlg(e *env, args []string) error {
	words, err := permuted(flags[struct{}]{}, &struct{}{}, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return badUsage("one name is needed: that of an algorithm, chacha20-poly1305@openssh.com say")
	}
	return e.text(illustrate.Algorithm(words[0]))
}
