package main

import "github.com/glassh/glassh/ssh/illustrate"

const explainMsgSummary = "a message: 94, CHANNEL_DATA, kex 30, 30 curve25519-sha256, CHANNEL_REQUEST pty-req. Its source, who " +
	"may send it when, its fields, and which methods share its number"

func runExplainMsg(e *env, args []string) error {
	words, err := permuted(flags[struct{}]{}, &struct{}{}, args)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return badUsage("a message is needed: its number or name, 94 or CHANNEL_DATA")
	}
	return e.text(illustrate.Message(words))
}
