package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh/trace"
)

// An explainVerb is one of the things that glassh explain explains, in a file of its own.
type explainVerb struct {
	name    string
	args    string
	summary string
	run     func(e *env, args []string) error
}

// explainVerbs returns the table, in the order of the help text.
func explainVerbs() []explainVerb {
	return []explainVerb{
		{"H", "TRACE [--exchange N] [--diff FILE] [--full]", explainHSummary, runExplainH},
		{"kdf", "TRACE [--exchange N]", explainKDFSummary, runExplainKDF},
		{"packet", "[FLAG…] HEX…|FILE|-", explainPacketSummary, runExplainPacket},
		{"key", "[--full] [--unsafe-secrets] FILE|-", explainKeySummary, runExplainKey},
		{"mpint", "[--bytes] NUMBER|HEX…", explainMpintSummary, runExplainMpint},
		{"msg", "NUMBER|NAME [METHOD|REQUEST|…]", explainMsgSummary, runExplainMsg},
		{"alg", "NAME", explainAlgSummary, runExplainAlg},
		{"rfc", "4253-7.1|4253", explainRFCSummary, runExplainRFC},
	}
}

// explainHelp is the usage text, from the table.
func explainHelp() string {
	var b strings.Builder
	for i, v := range explainVerbs() {
		start := "      "
		if i == 0 {
			start = "usage:"
		}
		fmt.Fprintf(&b, "%s glassh explain %s %s\n", start, v.name, v.args)
	}
	b.WriteString("\nExplains parts of SSH without a connection, from the tables that connections use.\n\n")
	for _, v := range explainVerbs() {
		line := fmt.Sprintf("  %-7s", v.name)
		for word := range strings.SplitSeq(v.summary, " ") {
			if len(line)+1+len(word) > 88 {
				b.WriteString(line + "\n")
				line = strings.Repeat(" ", 9)
			}
			line += " " + word
		}
		b.WriteString(line + "\n")
	}
	b.WriteString(`
A TRACE is a file that glassh trace has written with --jsonl or --unsafe-secrets; - is
standard input. HEX may have spaces and colons in it, or be what xxd and hexdump -C
print.
`)
	return b.String()
}

// runExplain is glassh explain.
func runExplain(e *env, args []string) error {
	if len(args) == 0 {
		return badUsage("what? %s; glassh explain -h says more", strings.Join(explainNames(), ", "))
	}
	for _, v := range explainVerbs() {
		if v.name == args[0] || strings.EqualFold(v.name, args[0]) {
			return v.run(e, args[1:])
		}
	}
	_, err := flags[struct{}]{}.parse(&struct{}{}, args)
	if err != nil {
		return err
	}
	return badUsage("%q is nothing that it explains: there are %s", args[0], strings.Join(explainNames(), ", "))
}

func explainNames() (names []string) {
	for _, v := range explainVerbs() {
		names = append(names, v.name)
	}
	return names
}

// negative matches what looks like a flag and is a number.
var negative = regexp.MustCompile(`^-(0x)?[0-9]`)

// permuted parses flags that may stand behind operands too.
func permuted[T any](fs flags[T], o *T, args []string) (operands []string, err error) {
	var last []string // behind --, where nothing is a flag
	if i := slices.Index(args, "--"); i >= 0 {
		args, last = args[:i], args[i+1:]
	}
	for len(args) > 0 {
		if word := args[0]; word == "" || word[0] != '-' || word == "-" || negative.MatchString(word) {
			operands, args = append(operands, word), args[1:]
			continue
		}
		behind := slices.IndexFunc(args, negative.MatchString)
		if behind < 0 {
			behind = len(args)
		}
		rest, err := fs.parse(o, args[:behind])
		if err != nil {
			return nil, err
		}
		args = append(rest[:len(rest):len(rest)], args[behind:]...)
	}
	return append(operands, last...), nil
}

// text writes an explanation.
func (e *env) text(text string, err error) error {
	if err != nil {
		return err
	}
	_, err = io.WriteString(e.stdout, text)
	return err
}

// traceOf reads the trace of an operand, and returns the exchange of that number, or of the
// first for 0.
func traceOf(e *env, operands []string, number int) ([]trace.Record, *trace.Exchange, error) {
	if len(operands) != 1 {
		return nil, nil, badUsage("one file is needed: a trace that glassh trace has written")
	}
	file := operands[0]
	in, err := e.open(file)
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	records, err := trace.ReadAll(in)
	if err != nil {
		return nil, nil, fmt.Errorf("%s is no trace: %w", file, err)
	}
	count := 0
	for _, r := range records {
		if x, ok := r.(*trace.Exchange); ok {
			if count++; count == max(1, number) {
				return records, x, nil
			}
		}
	}
	if count == 0 {
		return nil, nil, fmt.Errorf("%s has no key exchange that came to its end", file)
	}
	return nil, nil, fmt.Errorf("%s has no exchange %d: there are %d", file, number, count)
}
