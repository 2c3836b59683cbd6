package main

import (
	"fmt"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/illustrate"
)

const explainKeySummary = "every byte of a public key, a certificate, a line of authorized_keys, a private key file of OpenSSH. " +
	"Private numbers only with --unsafe-secrets; no passphrase is asked for"

// explainKeyOptions is the command line of glassh explain key.
type explainKeyOptions struct{ full, secrets bool }

var explainKeyFlags = flags[explainKeyOptions]{
	{name: "full", set: func(o *explainKeyOptions, _ string) error { o.full = true; return nil }},
	{name: "unsafe-secrets", set: func(o *explainKeyOptions, _ string) error { o.secrets = true; return nil }},
}

func runExplainKey(e *env, args []string) error {
	var o explainKeyOptions
	operands, err := permuted(explainKeyFlags, &o, args)
	switch {
	case err != nil:
		return err
	case len(operands) != 1:
		return badUsage("one file is needed: a public key, authorized_keys, or a private key file")
	}
	file, err := readKeyInput(e, operands[0])
	if err != nil {
		return err
	}
	defer mem.Wipe(file)
	if err := illustrate.KeyFile(file, &illustrate.Dump{W: e.stdout, Full: o.full, Secrets: o.secrets, Notes: true}); err != nil {
		return fmt.Errorf("%s: %w", operands[0], err)
	}
	return nil
}
