package main

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/compress"
)

// parseCompression reads Compression of ssh_config(5): what is asked of a server first.
func parseCompression(s string) ([]string, error) {
	on, err := parseYesNo(s)
	if on {
		return compress.PreferredNames(), err
	}
	return compress.DefaultNames(), err
}

// parseServeCompression reads Compression of sshd_config(5): what a client may have. No
// value lets one compress before it has logged in.
func parseServeCompression(s string) ([]string, error) {
	switch strings.ToLower(s) {
	case "yes", "delayed":
		return compress.DefaultNames(), nil
	case "no":
		return []string{compress.None.String()}, nil
	}
	return nil, fmt.Errorf("%q is none of yes, delayed, no", s)
}

// turnCompressionOn is -C, which counts whatever an option says.
func turnCompressionOn(o *sshOptions, _ string) error {
	o.algorithms.Compression = compress.PreferredNames()
	o.given["compression"] = true
	return nil
}
