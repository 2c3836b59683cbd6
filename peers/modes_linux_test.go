package peers_test

import (
	"regexp"
	"strings"
	"testing"
)

// The modes of RFC 4254 §8 that Linux's terminals have, as stty(1) calls them. On a
// pseudo-terminal the size of characters and their parity cannot be changed.
const (
	modeFlags = "ignpar parmrk inpck istrip inlcr igncr icrnl iuclc ixon ixany ixoff imaxbel iutf8 " +
		"isig icanon xcase echo echoe echok echonl noflsh tostop iexten echoctl echoke " +
		"opost olcuc onlcr ocrnl onocr onlret"
	modeCharacters = "intr quit erase kill eof eol eol2 swtch start stop susp rprnt werase lnext discard"
)

// TestModesOfTheTerminalArriveThere compares what stty says here and on the terminal there,
// as the modes are at first, and all of them changed.
func TestModesOfTheTerminalArriveThere(t *testing.T) {
	script := find(t, "script")
	for _, p := range forwardingPairs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := p.serve(t, k, serverOptions{})
			line := append(p.program(t), programFlags(t, k, s, job{}.orDefaults(k))...)
			var before map[string]string
			for _, change := range []bool{false, true} {
				stty := "true"
				if change {
					stty = "stty ispeed 9600 ospeed 9600"
					for i, name := range strings.Fields(modeCharacters) {
						stty += " " + name + " ^" + string(rune('B'+i))
					}
					for _, name := range strings.Fields(modeFlags) {
						if before[name] == "on" {
							name = "-" + name
						}
						stty += " " + name
					}
				}
				out, errs, status := tool{program: script, env: []string{"SHLVL=2", "TERM=vt100"}}.run(t, nil, "-qec",
					stty+"; stty -a; echo ====; '"+strings.Join(line, "' '")+"' -tt 127.0.0.1 'stty -a'", "/dev/null")
				here, there, ok := strings.Cut(out, "====")
				if !ok || status != 0 {
					t.Fatalf("%q: status %d, %q, %q", line, status, out, errs)
				}
				want, got := readModes(here), readModes(there)
				for _, name := range append(strings.Fields(modeFlags+" "+modeCharacters), "speed") {
					if name == "swtch" && p.name != "glassh_to_glassh" {
						continue // OpenSSH looks for VSWTCH, and Linux calls it VSWTC
					}
					if want[name] == "" || want[name] != got[name] || change && want[name] == before[name] {
						t.Errorf("changed %v: %s is %q here, %q there; before: %q", change, name, want[name], got[name], before[name])
					}
				}
				before = want
			}
		})
	}
}

var isCharacter = regexp.MustCompile(`(\w+) = ([^;]+);`)

// readModes reads what stty -a prints.
func readModes(text string) map[string]string {
	all := make(map[string]string)
	for _, m := range isCharacter.FindAllStringSubmatch(text, -1) {
		all[m[1]] = m[2]
	}
	if m := regexp.MustCompile(`speed (\d+) baud`).FindStringSubmatch(text); m != nil {
		all["speed"] = m[1]
	}
	for _, word := range strings.Fields(isCharacter.ReplaceAllString(text, "")) {
		if name, off := strings.CutPrefix(word, "-"); off {
			all[name] = "off"
		} else if all[name] == "" {
			all[name] = "on"
		}
	}
	return all
}
