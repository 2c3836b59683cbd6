package main

import (
	"os"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/protect"
)

const explainPacketSummary = "every byte of a packet, a payload or an identification string, in hexadecimal. --kex METHOD, --auth " +
	"METHOD, --request NAME, --from client|server: what the bytes do not say themselves. --suite " +
	"CIPHER[,MAC]: what protects it; --sealed: as it was sent. --full: long fields whole"

// explainPacketOptions is the command line of glassh explain packet.
type explainPacketOptions struct {
	ctx          dissect.Context
	suite        protect.Suite
	sealed, full bool
}

var explainPacketFlags = flags[explainPacketOptions]{
	{name: "kex", arg: "METHOD", set: func(o *explainPacketOptions, name string) error { o.ctx.Kex = name; return nil }},
	{name: "auth", arg: "METHOD", set: func(o *explainPacketOptions, name string) error { o.ctx.Auth = name; return nil }},
	{name: "request", arg: "NAME", set: func(o *explainPacketOptions, name string) error { o.ctx.Request = name; return nil }},
	{name: "from", arg: "client or server", set: (*explainPacketOptions).setFrom},
	{name: "suite", arg: "CIPHER[,MAC]", set: (*explainPacketOptions).setSuite},
	{name: "sealed", set: func(o *explainPacketOptions, _ string) error { o.sealed = true; return nil }},
	{name: "full", set: func(o *explainPacketOptions, _ string) error { o.full = true; return nil }},
}

func (o *explainPacketOptions) setFrom(side string) error {
	for _, s := range []dissect.Side{dissect.Client, dissect.Server} {
		if s.String() == side {
			o.ctx.Sender = s
			return nil
		}
	}
	return badUsage("%q is neither client nor server", side)
}

func (o *explainPacketOptions) setSuite(text string) error {
	cipher, mac, _ := strings.Cut(text, ",")
	if _, err := cipherCategory.edit(cipher); err != nil {
		return err
	}
	suite, ok := protect.Lookup(cipher, mac)
	switch {
	case !ok && mac == "":
		return badUsage("%s needs a MAC beside it: --suite %s,hmac-sha2-256", cipher, cipher)
	case !ok:
		return badUsage("%q is no MAC known here; there are %s", mac, strings.Join(macCategory.all(), ", "))
	}
	o.suite = suite
	return nil
}

func runExplainPacket(e *env, args []string) error {
	var o explainPacketOptions
	operands, err := permuted(explainPacketFlags, &o, args)
	switch {
	case err != nil:
		return err
	case len(operands) == 0:
		return badUsage("bytes in hexadecimal are needed, a file with them, or - for standard input")
	case o.sealed && o.suite == protect.Suite{}:
		return badUsage("--sealed needs --suite CIPHER[,MAC] as well")
	}
	b, err := illustrate.ParseHex(strings.Join(operands, " "))
	if err != nil || len(b) == 0 {
		if len(operands) > 1 {
			return badUsage("%q and what follows is not in hexadecimal", operands[0])
		}
		if b, err = readDump(e, operands[0]); os.IsNotExist(err) {
			return badUsage("%q is neither in hexadecimal, two digits a byte, nor a file", operands[0])
		} else if err != nil {
			return err
		}
	}
	read, err := illustrate.ReadPacket(b, o.suite, o.sealed, o.ctx)
	if err != nil {
		return err
	}
	d := &illustrate.Dump{W: e.stdout, Full: o.full, Notes: true}
	if err := d.Say("%s\n", read.What); err != nil {
		return err
	}
	return d.Write(b, read.Spans)
}
