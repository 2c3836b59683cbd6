package knownhosts

import "strings"

// A Line is one line of a known_hosts file, with what it says, for programs that
// show or rewrite the file.
type Line struct {
	Text  string // with its line end, if it has one
	Entry *Entry // nil for an empty line and a comment
	Err   error  // a *LineError, of a line that is malformed
}

// Lines reads a known_hosts file, whose name is file, line by line: put together,
// their texts are the file.
func Lines(file string, text []byte) []Line {
	var lines []Line
	for line := range strings.Lines(string(text)) {
		l := Line{Text: line}
		entry, err := readLine(line)
		if entry != nil {
			entry.Place = Place{file, len(lines) + 1}
			l.Entry = entry
		}
		if err != nil {
			l.Err = &LineError{Place{file, len(lines) + 1}, err}
		}
		lines = append(lines, l)
	}
	return lines
}

// Hash returns the line with each host name hashed, as one line for each name. A
// name that is hashed already stays. What cannot be hashed, patterns and lines with
// a marker, stays as it is; patterns tells of the former.
func (l *Line) Hash() (text string, patterns bool) {
	if l.Entry == nil || l.Entry.Marker != NoMarker || l.Entry.hashed != nil {
		return l.Text, false
	}
	if strings.ContainsAny(l.Entry.Hosts, "*?!") {
		return l.Text, true
	}
	for name := range strings.SplitSeq(lower(l.Entry.Hosts), ",") {
		if name != "" {
			text += Hashed(name) + l.fields()
		}
	}
	return text, false
}

// fields is what follows the hosts, the blank in front and the line end included.
func (l *Line) fields() string {
	_, rest := cutField(strings.TrimLeft(l.Text, " \t"))
	return " " + strings.TrimRight(rest, "\r\n") + "\n"
}
