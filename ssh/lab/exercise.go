package lab

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/trace"
)

// An Exercise is a question about connections that were played. Everybody with the same
// seed gets the same traces, and the same answer is right.
type Exercise struct {
	Number int
	Seed   string
	Title  string

	Given string // what the traces hold, and what they do not
	Asked string
	Read  string // the sections that say how
	Form  string // of the answer

	Traces [][]trace.Record // one or two

	check    func(answer string) Verdict
	solution func(w *writer)
}

// A Verdict is what an answer is worth.
type Verdict struct {
	Right bool
	// Hint says of a wrong answer what was mixed up, if that is known. It never holds the
	// right one.
	Hint string
}

// exercises are all there are, in their order.
var exercises = [...]struct {
	title string
	play  func(seed string) (*Exercise, error)
}{
	{"compute the session identifier from a trace", exercise1},
	{"find the field that breaks the signature", exercise2},
	{"decrypt packet 3 with the keys A to F", exercise3},
	{"find why a flipped bit is caught", exercise4},
	{"cut a connection without strict key exchange: Terrapin", exercise5},
	{"two handshakes, and what becomes of K in one of them", exercise6},
	{"find the nonce that GCM has used twice", exercise7},
	{"read from a trace where the window was spent", exercise8},
}

// ExerciseTitles says what each exercise is about: number 1 is the first.
func ExerciseTitles() (list []string) {
	for _, x := range exercises {
		list = append(list, x.title)
	}
	return list
}

// NewExercise plays what the exercise of that number is about.
func NewExercise(number int, seed string) (*Exercise, error) {
	if number < 1 || number > len(exercises) {
		return nil, fmt.Errorf("there is no exercise %d; there are 1 to %d", number, len(exercises))
	}
	x, err := exercises[number-1].play(seed)
	if err != nil {
		return nil, err
	}
	x.Number, x.Seed, x.Title = number, seed, exercises[number-1].title
	return x, nil
}

// Text is the exercise as a page of text.
func (x *Exercise) Text() string {
	w := new(writer)
	w.line("Exercise %d: %s", x.Number, x.Title)
	for _, part := range []struct{ name, text string }{{"Given", x.Given}, {"Asked", x.Asked}, {"Read", x.Read}, {"Answer", x.Form}} {
		w.line("")
		w.fold(fmt.Sprintf("%-8s", part.name), part.text)
	}
	return w.String()
}

// Check says what an answer is worth.
func (x *Exercise) Check(answer string) Verdict { return x.check(strings.TrimSpace(answer)) }

// Solution is the way to the answer, step by step, as it was computed.
func (x *Exercise) Solution() string {
	w := new(writer)
	x.solution(w)
	return w.String()
}

// A writer makes lines of text.
type writer struct{ strings.Builder }

const width = 88

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// say writes a paragraph.
func (w *writer) say(format string, args ...any) { w.fold("", fmt.Sprintf(format, args...)) }

// fold writes a paragraph with something in front of its first line.
func (w *writer) fold(front, text string) {
	indent := strings.Repeat(" ", len(front))
	line := front
	for i, word := range strings.Fields(text) {
		if i > 0 && len([]rune(line))+1+len([]rune(word)) > width {
			w.line("%s", line)
			line = indent + word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	w.line("%s", line)
}

// bytes writes a value as lines of hexadecimal digits.
func (w *writer) bytes(name string, b []byte) {
	for i := 0; i == 0 || i < len(b); i += 32 {
		w.line("  %-16s %x", name, b[i:min(i+32, len(b))])
		name = ""
	}
}

// A slip is a wrong answer that somebody gives who mixes something up.
type slip struct{ answer, hint string }

// checkHex makes the check of an answer of bytes. Behind the slips, others look at an
// answer that is still not recognised.
func checkHex(right []byte, slips []slip, others ...func(answer []byte) string) func(string) Verdict {
	return func(text string) Verdict {
		answer, ok := parseHex(text)
		if !ok {
			return Verdict{Hint: "The answer has to be bytes, in hexadecimal digits."}
		}
		if string(answer) == string(right) {
			return Verdict{Right: true}
		}
		for _, s := range slips {
			if s.answer == string(answer) {
				return Verdict{Hint: s.hint}
			}
		}
		for _, other := range others {
			if hint := other(answer); hint != "" {
				return Verdict{Hint: hint}
			}
		}
		if len(answer) != len(right) {
			return Verdict{Hint: "That is not how long the answer is."}
		}
		return Verdict{}
	}
}

// parseHex reads bytes in hexadecimal digits, with or without blanks, colons and 0x.
func parseHex(text string) ([]byte, bool) {
	text = strings.TrimPrefix(strings.ToLower(text), "0x")
	b, err := hex.DecodeString(strings.NewReplacer(" ", "", ":", "", "\t", "").Replace(text))
	return b, err == nil && len(b) > 0
}

// parseTwo reads an answer of two words. An answer of something else has the form wrong.
func parseTwo(text string) (first, second string, ok bool) {
	words := strings.Fields(strings.NewReplacer(",", " ", "=", " ").Replace(text))
	if len(words) != 2 {
		return "", "", false
	}
	return words[0], words[1], true
}
