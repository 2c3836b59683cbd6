package illustrate

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/wire"
)

//go:generate sh -c "go run genclauses.go >clauses.txt"

// clauseTable says where the code names a section: "4253-7.2 ssh/kex/kdf.go 11 KDF". The
// program does not have its sources with it when it runs.
//
// The lines are those at the time of the last go generate: they drift with every change
// above them, and the declarations do not, so that the test compares these.
//
//go:embed clauses.txt
var clauseTable string

// A CodePlace is where the code does what a section of an RFC says.
type CodePlace struct {
	Clause string // "4253-7.2", or "4253" for a whole RFC
	File   string // from the root of the module
	Line   int
	Decl   string // the declaration, "KDF.Derive"; "" for a file as a whole
}

// CodePlaces returns where the code names a section, one below it, or if section is "" the
// RFC.
func CodePlaces(rfc, section string) (list []CodePlace) {
	for line := range strings.Lines(clauseTable) {
		words := strings.Fields(line)
		if len(words) != 4 || words[0] == "#" || !below(words[0], rfc, section) {
			continue
		}
		n, err := strconv.Atoi(words[2])
		if err != nil {
			continue
		}
		list = append(list, CodePlace{words[0], words[1], n, strings.TrimPrefix(words[3], "-")})
	}
	return list
}

// below reports whether a clause, "4253-7.1", is the section, or in it.
func below(clause, rfc, section string) bool {
	r, s, _ := strings.Cut(clause, "-")
	return r == rfc && (section == "" || s == section || strings.HasPrefix(s, section+"."))
}

// rfcTitles are what the RFCs are about that the code is made from.
var rfcTitles = map[string]string{
	"4250": "SSH's assigned numbers", "4251": "SSH's architecture, and its data types", "4252": "SSH's authentication",
	"4253": "SSH's transport layer", "4254": "SSH's connection protocol", "4255": "host key fingerprints in DNS",
	"4256": "keyboard-interactive authentication", "4335": "the break request", "4344": "counter modes, and when to exchange keys again",
	"4418": "UMAC", "4419": "group exchange", "4432": "key exchange by RSA", "4716": "a form of public key files", "5647": "AES-GCM for SSH",
	"5656": "elliptic curves for SSH", "6668": "HMAC with SHA-2 for SSH", "7748": "X25519 and X448", "8017": "RSA: PKCS #1",
	"8032": "Ed25519 and Ed448", "8160": "the IUTF8 terminal mode", "8268": "more groups, with SHA-2", "8270": "the sizes of groups",
	"8308": "extension negotiation", "8332": "RSA keys with SHA-2", "8439": "ChaCha20 and Poly1305", "8709": "Ed25519 and Ed448 for SSH",
	"8731": "X25519 and X448 for SSH", "9142": "which key exchange methods to use", "9941": "sntrup761 with X25519 for SSH",
	"10042": "ML-KEM with curves for SSH", "2104": "HMAC", "7914": "scrypt", "8018": "PKCS #5: PBKDF2", "9106": "Argon2", "5958": "PKCS #8",
}

// clauseRecords says which records of a trace show what a section specifies.
var clauseRecords = []struct{ clause, text string }{
	{"4253-4.2", `"kind":"line": the identification strings; "v_c" and "v_s" of "kind":"exchange"`},
	{"4253-5.1", `"kind":"line"`},
	{"4253-6", `"kind":"packet": "wire" as it was sent, "clear" decrypted, "layout" with every byte of it`},
	{"4253-6.4", `"kind":"packet": "seq", which is not sent, and "mac"; the tag is the last span of "layout"`},
	{"4253-6.6", `"kind":"exchange": "k_s" and "signature"`},
	{"4253-7.1", `"kind":"exchange": what was chosen, and "i_c_packet", "i_s_packet": the two KEXINITs`},
	{"4253-7.2", `"kind":"keys": "iv", "key", "mac_key" if the trace has secrets (glassh explain kdf)`},
	{"4253-7.3", `"kind":"keys", right behind the packet: "epoch" counts them`},
	{"4253-8", `"kind":"exchange": "h", "k", "k_s", "signature" (glassh explain H)`},
	{"4253-9", `"kind":"exchange" with "count" 2 and more`},
}

var clauseForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?i:rfc)? ?([0-9]{3,5})(?:[- ,]*(?:§|section|s)? ?([0-9]+(?:\.[0-9]+)*))?$`)
})

// Clause explains a section of an RFC, "4253-7.1", "RFC 4253 §7.1", or a whole one: which
// messages and fields it specifies, which code does it, and where a trace shows it.
func Clause(text string) (string, error) {
	m := clauseForm().FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return "", fmt.Errorf("%q is no section of an RFC: it has the form 4253-7.1, or 4253 for all of it", wire.Escape([]byte(text)))
	}
	rfc, section := m[1], m[2]
	var s sheet
	s.clauseHead(rfc, section)
	known := s.clauseMessages(rfc, section)
	known = s.clauseFields(rfc, section) || known
	known = s.clauseRecords(rfc, section) || known
	known = s.clauseCode(rfc, section) || known
	if !known {
		return "", noClause(rfc, section)
	}
	return s.String(), nil
}

func (s *sheet) clauseHead(rfc, section string) {
	name, link := "RFC "+rfc, "https://www.rfc-editor.org/rfc/rfc"+rfc
	if section != "" {
		name += " §" + section
		link += "#section-" + section
	}
	if title := rfcTitles[rfc]; title != "" {
		name += " (" + title + ")"
	}
	s.head("%s", name)
	s.row("text", "%s", link)
}

// sourceBelow reports whether a source, "RFC 4253 §7.1", is the section, or in it.
func sourceBelow(source, rfc, section string) bool {
	r, at, _ := strings.Cut(strings.TrimPrefix(source, "RFC "), " §")
	return strings.HasPrefix(source, "RFC ") && below(strings.TrimSpace(r)+"-"+at, rfc, section)
}

func (s *sheet) clauseMessages(rfc, section string) bool {
	label := "messages"
	var seen []string
	for n := range 256 {
		for _, m := range meanings(wire.Number(n)) {
			text := fmt.Sprintf("%d %s (%s)", n, m.Name, strings.TrimPrefix(m.Source, "RFC "+rfc+" "))
			if !sourceBelow(m.Source, rfc, section) || slices.Contains(seen, text) {
				continue
			}
			seen = append(seen, text)
			s.row(label, "%s", text)
			label = ""
		}
	}
	return label == ""
}

// clauseFields lists the fields whose source is the section, by what they are in: a
// message, a request, a key.
func (s *sheet) clauseFields(rfc, section string) bool {
	var order []string
	names := map[string][]string{}
	add := func(where, name string) {
		if names[where] == nil {
			order = append(order, where)
		}
		if !slices.Contains(names[where], name) {
			names[where] = append(names[where], name)
		}
	}
	var walk func(where, source string, fields []dissect.Field, depth int)
	walk = func(where, source string, fields []dissect.Field, depth int) {
		for _, f := range fields {
			from := source
			if f.Source != "" {
				from = f.Source
			}
			if f.Type != dissect.Choice && sourceBelow(from, rfc, section) {
				add(where, f.Name)
			}
			for _, c := range f.Cases {
				if len(c.Fields) == 0 && sourceBelow(c.Source, rfc, section) {
					add(c.Name, "nothing")
				}
				walk(c.Name, c.Source, c.Fields, depth+1)
			}
			walk(where, from, f.Each, depth+1)
			if l, ok := dissect.Structure(f.Holds); ok && f.Type == dissect.String && depth < maxNesting {
				walk(l.Name, l.Source, l.Fields, depth+1)
			}
		}
	}
	for _, d := range dissect.Messages() {
		walk(shortMessage(d.Name), d.Source, d.Fields, 0)
	}
	label := "fields"
	for _, where := range order {
		s.row(label, "%s: %s", where, strings.Join(names[where], ", "))
		label = ""
	}
	return label == ""
}

// maxNesting is how deep structures hold each other: a key in a signature in a certificate.
const maxNesting = 6

func (s *sheet) clauseRecords(rfc, section string) bool {
	label := "in a trace"
	for _, r := range clauseRecords {
		// What is said of a section holds for those in it, if they have nothing better.
		if clause := rfc + "-" + section; below(r.clause, rfc, section) || section != "" && below(clause, rfc, strings.TrimPrefix(r.clause, "4253-")) && rfc == "4253" {
			s.row(label, "%s", r.text)
			label = ""
		}
	}
	for n := range 256 {
		for _, m := range meanings(wire.Number(n)) {
			if section != "" && sourceBelow(m.Source, rfc, section) {
				s.row(label, `"kind":"packet" with "num":%d`, n)
				label = ""
				break
			}
		}
	}
	return label == ""
}

func (s *sheet) clauseCode(rfc, section string) bool {
	label := "code"
	for _, p := range CodePlaces(rfc, section) {
		text := fmt.Sprintf("%s:%d", p.File, p.Line)
		if p.Decl != "" {
			text += "  " + p.Decl
		}
		if _, at, _ := strings.Cut(p.Clause, "-"); at != "" && at != section {
			text += "  §" + at
		}
		s.row(label, "%s", text)
		label = ""
	}
	return label == ""
}

// noClause is the error for what nothing here is about.
func noClause(rfc, section string) error {
	var sections []string
	for _, p := range CodePlaces(rfc, "") {
		if _, at, _ := strings.Cut(p.Clause, "-"); at != "" && !slices.Contains(sections, at) {
			sections = append(sections, at)
		}
	}
	if len(sections) > 0 {
		slices.SortFunc(sections, compareSections)
		return fmt.Errorf("nothing here is about RFC %s §%s; there is something about §%s", rfc, section, strings.Join(sections, ", §"))
	}
	if section == "" {
		return fmt.Errorf("nothing here is about RFC %s", rfc)
	}
	return fmt.Errorf("nothing here is about RFC %s §%s", rfc, section)
}

// compareSections compares by the numbers: 6.2 comes before 6.10.
func compareSections(a, b string) int {
	number := func(text string) int {
		n, _ := strconv.Atoi(text)
		return n
	}
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int { return number(x) - number(y) })
}
