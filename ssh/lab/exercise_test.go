package lab_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/lab"
	"github.com/glassh/glassh/ssh/trace"
)

// A line is what the tests read of a record: JSON, as any other program would.
type line struct {
	N       int    `json:"n"`
	Kind    string `json:"kind"`
	Time    int64  `json:"t_us"`
	Dir     string `json:"dir"`
	Seq     int    `json:"seq"`
	Epoch   int    `json:"epoch"`
	Size    int    `json:"size"`
	Wire    digits `json:"wire"`
	Clear   digits `json:"clear"`
	Error   string `json:"error"`
	Text    string `json:"text"`
	VC      digits `json:"v_c"`
	VS      digits `json:"v_s"`
	IC      int    `json:"i_c_packet"`
	IS      int    `json:"i_s_packet"`
	KS      digits `json:"k_s"`
	H       digits `json:"h"`
	K       digits `json:"k"`
	Private digits `json:"private"`
	Key     digits `json:"key"`
	IV      digits `json:"iv"`
	MACKey  digits `json:"mac_key"`
}

type digits []byte

func (d *digits) UnmarshalText(text []byte) (err error) {
	*d, err = hex.DecodeString(string(text))
	return err
}

// payload is the message of a packet in clear.
func (l line) payload() []byte {
	if len(l.Clear) < 6 {
		return nil
	}
	n := int(l.Clear[2])<<8 | int(l.Clear[3])
	return l.Clear[5 : 4+n-int(l.Clear[4])]
}

// A given is an exercise, and its traces as files.
type given struct {
	*lab.Exercise
	text   string // all of the files
	traces [][]line
}

func exercise(t *testing.T, number int, seed string) *given {
	t.Helper()
	key := fmt.Sprint(number, seed)
	if played[key] == nil {
		played[key] = playExercise(t, number, seed)
	}
	return played[key]
}

// played are those that were, for each takes a while.
var played = map[string]*given{}

func playExercise(t *testing.T, number int, seed string) *given {
	t.Helper()
	x, err := lab.NewExercise(number, seed)
	if err != nil {
		t.Fatal(err)
	}
	g := &given{Exercise: x}
	for _, records := range x.Traces {
		var file bytes.Buffer
		for _, r := range records {
			if err := trace.Write(&file, r); err != nil {
				t.Fatal(err)
			}
		}
		g.text += file.String()
		if _, err := trace.ReadAll(bytes.NewReader(file.Bytes())); err != nil {
			t.Errorf("exercise %d, seed %s: %v", number, seed, err)
		}
		var lines []line
		for row := range bytes.Lines(file.Bytes()) {
			var l line
			if err := json.Unmarshal(row, &l); err != nil {
				t.Fatal(err)
			}
			if l.N != len(lines) {
				t.Errorf("exercise %d: record %d is in place %d", number, l.N, len(lines))
			}
			lines = append(lines, l)
		}
		g.traces = append(g.traces, lines)
	}
	return g
}

// of returns the record of a kind, of a direction if that is not "".
func (g *given) of(trace int, kind, dir string) line {
	for _, l := range g.traces[trace] {
		if l.Kind == kind && (dir == "" || l.Dir == dir) {
			return l
		}
	}
	return line{}
}

// packets returns those of one direction, of one epoch.
func (g *given) packets(trace int, dir string, epoch int) (list []line) {
	for _, l := range g.traces[trace] {
		if l.Kind == "packet" && l.Dir == dir && l.Epoch == epoch {
			list = append(list, l)
		}
	}
	return list
}

// solvers compute the answer from the traces with the standard library. They are in
// exercisesolve_test.go, with what people mix up.
var solvers = []func(*testing.T, *given) string{solve1, solve2, solve3, solve4, solve5, solve6, solve7, solve8}

// seeds are enough to have each field of exercise 2 once, say; exercise 6 searches long.
func seeds(number int) []string {
	if number == 6 {
		return []string{"1", "2", "3"}
	}
	list := []string{"a longer seed", "ä"}
	for i := range 12 {
		list = append(list, fmt.Sprint(i))
	}
	return list
}

func TestExercisesTakeTheRightAnswer(t *testing.T) {
	for i, solve := range solvers {
		answers := map[string]string{}
		for _, seed := range seeds(i + 1) {
			g := exercise(t, i+1, seed)
			want := solve(t, g)
			if v := g.Check(" " + want + "\n"); !v.Right {
				t.Errorf("exercise %d, seed %s: %s is refused: %s", i+1, seed, want, v.Hint)
			}
			if g.Number != i+1 || g.Seed != seed {
				t.Errorf("got exercise %d, seed %s", g.Number, g.Seed)
			}
			if !strings.Contains(g.Solution(), "\nThe answer: "+want+"\n") {
				t.Errorf("exercise %d, seed %s: %s is not in the solution:\n%s", i+1, seed, want, g.Solution())
			}
			answers[want] = seed
		}
		if len(answers) < len(seeds(i+1))/3 {
			t.Errorf("exercise %d: %d seeds have %d answers", i+1, len(seeds(i+1)), len(answers))
		}
	}
}

func TestExercisesAreTheSameForASeed(t *testing.T) {
	for i := range solvers {
		a, b := exercise(t, i+1, "1"), playExercise(t, i+1, "1")
		if a.text != b.text || a.Text() != b.Text() || a.Solution() != b.Solution() {
			t.Errorf("exercise %d is not the same twice", i+1)
		}
	}
}

// TestExercisesDoNotHoldTheirAnswer looks for it in the files of those where it is computed.
func TestExercisesDoNotHoldTheirAnswer(t *testing.T) {
	for i, solve := range solvers {
		g := exercise(t, i+1, "1")
		answer := solve(t, g)
		hidden := map[int]string{1: answer, 3: answer, 4: answer}[i+1]
		if i+1 == 7 {
			_, word, _ := strings.Cut(answer, " ")
			hidden = hex.EncodeToString([]byte(word))
		}
		if hidden != "" && strings.Contains(g.text, hidden) {
			t.Errorf("exercise %d: the files hold %s", i+1, hidden)
		}
		if strings.Contains(g.Text(), answer) {
			t.Errorf("exercise %d: the text has the answer", i+1)
		}
	}
}

func TestExercisesRecogniseMistakes(t *testing.T) {
	for i, solve := range solvers {
		recognised := 0
		for _, seed := range seeds(i + 1) {
			g := exercise(t, i+1, seed)
			right := solve(t, g)
			for _, m := range mistakes[i](t, g, right) {
				v := g.Check(m.answer)
				if v.Right || !strings.Contains(v.Hint, m.hint) {
					t.Errorf("exercise %d, seed %s, %s: want a hint of %q, got %+v", i+1, seed, m.answer, m.hint, v)
				}
				if len(right) > 4 && strings.Contains(v.Hint, right) {
					t.Errorf("exercise %d: the hint gives the answer away: %s", i+1, v.Hint)
				}
				recognised++
			}
		}
		if recognised < 3 {
			t.Errorf("exercise %d: %d mistakes", i+1, recognised)
		}
	}
}

func TestExercisesRefuseWhatIsNoAnswer(t *testing.T) {
	for i := range solvers {
		g := exercise(t, i+1, "1")
		for _, answer := range []string{"", " ", "zz", "1 2 3", "-1 -1", "0x", strings.Repeat("00", 32), "17 "} {
			if v := g.Check(answer); v.Right {
				t.Errorf("exercise %d takes %q", i+1, answer)
			}
		}
		if v := g.Check("zz zz zz"); !strings.Contains(v.Hint, "The answer has to be ") {
			t.Errorf("exercise %d does not say what form an answer has: %+v", i+1, v)
		}
	}
	for _, number := range []int{-1, 0, 9} {
		if _, err := lab.NewExercise(number, ""); err == nil || !strings.Contains(err.Error(), "there are 1 to 8") {
			t.Errorf("exercise %d: %v", number, err)
		}
	}
}

// sections are those that the exercises name, as the RFCs call them.
var sections = map[string]string{
	"RFC 4251 §5": "Data Type Representations Used in the SSH Protocols",
	"RFC 4253 §6": "Binary Packet Protocol", "RFC 4253 §6.4": "Data Integrity", "RFC 4253 §7.2": "Output from Key Exchange",
	"RFC 4253 §8": "Diffie-Hellman Key Exchange", "RFC 4253 §11.2": "Ignored Data Message",
	"RFC 4254 §5.1": "Opening a Channel", "RFC 4254 §5.2": "Data Transfer",
	"RFC 4344 §4":     "Encryption Modes",
	"RFC 5116 §5.1.1": "Nonce Reuse",
	"RFC 5647 §7.1":   "IV and Counter Management", "RFC 5647 §7.2": "Formation of the Binary Packet",
	"RFC 5656 §4":   "ECDH Key Exchange",
	"RFC 6668 §2":   "Data Integrity Algorithms",
	"RFC 7748 §5":   "The X25519 and X448 Functions",
	"RFC 8308 §2.4": "Message Order",
	"RFC 8731 §3":   "Key Exchange Methods", "RFC 8731 §3.1": "Shared Secret Encoding",
	"OpenSSH PROTOCOL §1.5": "transport: new \"etm\" MAC modes", "OpenSSH PROTOCOL §1.9": "transport: strict key exchange extension",
}

var (
	document = regexp.MustCompile(`(?:RFC \d+|OpenSSH PROTOCOL) §`)
	section  = regexp.MustCompile(`((?:RFC \d+|OpenSSH PROTOCOL) )?(§[\d.]*\d)`)
)

func TestExercisesNameSectionsThatExist(t *testing.T) {
	for i := range solvers {
		g := exercise(t, i+1, "1")
		if !document.MatchString(g.Read) {
			t.Errorf("exercise %d names no section: %s", i+1, g.Read)
		}
		last := ""
		for _, m := range section.FindAllStringSubmatch(g.Read, -1) {
			if m[1] != "" {
				last = m[1]
			}
			if sections[last+m[2]] == "" {
				t.Errorf("exercise %d names %s", i+1, last+m[2])
			}
		}
		for _, part := range []string{"Given   ", "Asked   ", "Read    ", "Answer  "} {
			if !strings.Contains(g.Text(), "\n"+part) {
				t.Errorf("exercise %d has no %s", i+1, part)
			}
		}
		for row := range strings.Lines(g.Text() + g.Solution()) {
			if n := len([]rune(row)); n > 120 {
				t.Errorf("exercise %d has a line of %d characters: %s", i+1, n, row)
			}
		}
	}
	if n := len(lab.ExerciseTitles()); n != len(solvers) {
		t.Errorf("%d titles", n)
	}
}
