package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
)

// Every list of algorithms is edited as OpenSSH edits it, on the command lines of the
// client and of the server: one more, some less, some first.
func TestEveryListOfAlgorithmsIsEdited(t *testing.T) {
	type lists struct {
		ssh.Algorithms
		ca []string
	}
	programs := map[string]func(option string) (lists, error){
		"ssh": func(option string) (lists, error) {
			o := sshDefaults()
			err := sshKeywords.option(o, o.given, option)
			return lists{o.algorithms, o.caAlgorithms}, err
		},
		"serve": func(option string) (lists, error) {
			o := serveDefaults()
			err := serveKeywords.option(o, o.given, option)
			return lists{o.algorithms, o.caAlgorithms}, err
		},
	}
	for _, c := range []struct {
		keyword string
		c       category
		more    string // is not among the defaults
		some    string // is, with a wildcard
		list    func(lists) []string
	}{
		{"KexAlgorithms", kexCategory, "diffie-hellman-group1-sha1", "ecdh-sha2-*", func(l lists) []string { return l.Kex }},
		{"HostKeyAlgorithms", hostKeyCategory, "ssh-rsa", "rsa-sha2-???", func(l lists) []string { return l.HostKey }},
		{"PubkeyAcceptedAlgorithms", userKeyCategory, "ssh-rsa", "*-cert-v01@*", func(l lists) []string { return l.UserKey }},
		{"CASignatureAlgorithms", authorityCategory, "ssh-rsa", "ecdsa-*", func(l lists) []string { return l.ca }},
		{"MACs", macCategory, "hmac-sha1", "*-etm@openssh.com", func(l lists) []string { return l.MACs }},
	} {
		before := c.c.defaults()
		if slices.Contains(before, c.more) {
			t.Fatalf("%s: %s is among the defaults", c.keyword, c.more)
		}
		some, err := c.c.edit(c.some)
		if err != nil {
			t.Fatal(err)
		}
		some = slices.DeleteFunc(some, func(name string) bool { return !slices.Contains(before, name) })
		without := slices.DeleteFunc(slices.Clone(before), func(name string) bool { return slices.Contains(some, name) })
		if len(some) == 0 || len(without) == 0 {
			t.Fatalf("%s: %s stands for %q", c.keyword, c.some, some)
		}
		for program, parse := range programs {
			for text, want := range map[string][]string{
				c.more:                          {c.more},
				"+" + c.more:                    append(slices.Clone(before), c.more),
				"-" + c.some:                    without,
				"^" + strings.Join(some, ","):   append(slices.Clone(some), without...),
				"^" + c.more + "," + without[0]: append([]string{c.more, without[0]}, slices.DeleteFunc(slices.Clone(before), func(name string) bool { return name == without[0] })...),
			} {
				got, err := parse(c.keyword + "=" + text)
				if err != nil || !slices.Equal(want, c.list(got)) {
					t.Errorf("%s, %s=%s: want %q, got %q, %v", program, c.keyword, text, want, c.list(got), err)
				}
			}
			for _, text := range []string{"", "nonsense", "+nonsense", "^n*", "-*"} {
				if got, err := parse(c.keyword + "=" + text); err == nil {
					t.Errorf("%s, %s=%s: want an error, got %q", program, c.keyword, text, c.list(got))
				}
			}
		}
	}
}
