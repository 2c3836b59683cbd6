package main

import (
	"strings"
	"testing"
)

func TestWhatAsksForCompression(t *testing.T) {
	const off, on = "none zlib@openssh.com", "zlib@openssh.com none"
	for args, want := range map[string]string{
		"":                                       off,
		"-C":                                     on,
		"-o Compression=yes":                     on,
		"-o Compression=no":                      off,
		"-o Compression=no -o Compression=yes":   off, // the first counts
		"-o Compression=no -C":                   on,
		"-C -o Compression=no":                   on,
		"-o Compression=yes -o Compression=no":   on,
		"-o compression=YES -o Ciphers=aes*-ctr": on,
	} {
		o := sshDefaults()
		if _, err := sshFlags.parse(o, append(strings.Fields(args), "host")); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(o.algorithms.Compression, " "); got != want {
			t.Errorf("ssh %s: want %q, got %q", args, want, got)
		}
	}
	for text, want := range map[string]string{"yes": off, "delayed": off, "no": "none", "": "none zlib@openssh.com"} {
		o := serveDefaults()
		if text != "" {
			if err := serveKeywords.option(o, o.given, "Compression="+text); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Join(o.algorithms.Compression, " "); got != want {
			t.Errorf("serve Compression=%s: want %q, got %q", text, want, got)
		}
	}
	o, s := sshDefaults(), serveDefaults()
	if sshKeywords.option(o, o.given, "Compression=delayed") == nil || serveKeywords.option(s, s.given, "Compression=zlib") == nil {
		t.Error("values of no meaning are taken")
	}
}
