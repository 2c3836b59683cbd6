package illustrate

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// The parts of the page. Nothing else is loaded, from disk or network.
var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
)

// Page writes the Illustrated SSH Connection: one HTML page that explains the connection
// of a trace, every byte of it. The page has what the records have: whoever gets one of
// records with secrets can read the connection. It says which it is at its top.
//
// A packet with a byte that its record does not explain is an error that names it, and so
// is a hash or key that is not the one its parts give.
func Page(w io.Writer, records []trace.Record) error {
	data := newPageData()
	for i, r := range records {
		var err error
		switch r := r.(type) {
		case *trace.Line:
			err = at(i, r.N)
			if err == nil {
				err = data.line(r)
			}
		case *trace.Packet:
			err = at(i, r.N)
			if err == nil {
				err = data.packet(r)
			}
		}
		if err != nil {
			return fmt.Errorf("illustrate: %w", err)
		}
	}
	v, err := newView(newStory(records))
	if err != nil {
		return fmt.Errorf("illustrate: %w", err)
	}
	if v.Data, err = data.json(); err != nil {
		return err
	}
	// Parsed here, and not when the program starts: most runs of it make no page.
	return template.Must(template.New("page").Parse(pageHTML)).Execute(w, v)
}

// at returns an error if a record is not where its number says: references would be wrong.
func at(i, n int) error {
	if i != n {
		return fmt.Errorf("record %d has the number %d: records are missing, or not in order", i, n)
	}
	return nil
}

// json returns the data as a script element holds it. Marshal escapes <, > and &, so that
// no content ends the element.
func (d *pageData) json() (template.JS, error) {
	text, err := json.Marshal(d)
	return template.JS(text), err
}

// A view is what the template is filled with.
type view struct {
	Policy string // Content-Security-Policy
	CSS    template.CSS
	JS     template.JS
	Data   template.JS

	Title    string
	Secrets  bool
	Level    trace.Level
	Facts    []fact
	Tiers    []fact
	Ribbon   *ribbon
	Sections []*section
	Notes    []*trace.Note
	Begin    trace.Begin
	Duration string
	EndText  string

	First    *exchangeView // the first key exchange; never nil
	Again    []again
	Inits    []kexInitView
	Strips   []seqStrip
	Packets1 []firstPacket
	Ext      *table
	Attempts []*attempt
	Channels []*channelView
	Totals   *table
	Cost     *table
	Sources  []*source
	All      []row
}

// again is a re-exchange.
type again struct {
	*exchangeView
	Changes *table
}

// A section is one of the page's.
type section struct {
	N      int
	Title  string
	Calc   bool // a calculation; otherwise packets
	Source []string
	Code   []place
	Rows   []row // its packets
}

// Kind says it in a word.
func (s *section) Kind() string {
	if s.Calc {
		return "calculation"
	}
	return "record"
}

// Many reports whether the packets are too many to stand open in a list.
func (s *section) Many() bool { return len(s.Rows) > 40 }

var sectionTable = []section{
	{N: 1, Title: "TCP connection", Source: []string{"RFC 9293"}},
	{N: 2, Title: "Identification strings", Source: []string{"RFC 4253 §4.2"}},
	{N: 3, Title: "What each side can do: KEXINIT", Source: []string{"RFC 4253 §7.1"}},
	{N: 4, Title: "The negotiation, solved", Calc: true, Source: []string{"RFC 4253 §7.1", "RFC 5647 §5.1", "RFC 8308 §2.1"}},
	{N: 5, Title: "Ephemeral keys", Calc: true, Source: []string{"RFC 4253 §8", "RFC 5656 §4", "RFC 8731 §3"}},
	{N: 6, Title: "The key exchange messages", Source: []string{"RFC 4253 §8", "RFC 5656 §4"}},
	{N: 7, Title: "The shared secret K", Calc: true, Source: []string{"RFC 4253 §8", "RFC 4251 §5", "RFC 8731 §3.1"}},
	{N: 8, Title: "The exchange hash H", Calc: true, Source: []string{"RFC 4253 §8", "RFC 4253 §7.2"}},
	{N: 9, Title: "Is it the right host?", Calc: true, Source: []string{"RFC 4253 §8", "RFC 4251 §4.1"}},
	{N: 10, Title: "NEWKEYS, and the sequence numbers", Source: []string{"RFC 4253 §7.3", "RFC 4253 §6.4", "OpenSSH PROTOCOL §1.9"}},
	{N: 11, Title: "Six keys from K and H", Calc: true, Source: []string{"RFC 4253 §7.2"}},
	{N: 12, Title: "The first encrypted packet", Calc: true, Source: []string{"RFC 4253 §6", "RFC 4253 §6.4", "RFC 5647 §7"}},
	{N: 13, Title: "EXT_INFO", Source: []string{"RFC 8308 §2.3"}},
	{N: 14, Title: "Who is the user?", Source: []string{"RFC 4252 §5", "RFC 4252 §7", "RFC 4252 §8"}},
	{N: 15, Title: "Channels and requests", Source: []string{"RFC 4254 §5.1", "RFC 4254 §5.4", "RFC 4254 §6"}},
	{N: 16, Title: "Data and windows", Source: []string{"RFC 4254 §5.2"}},
	{N: 17, Title: "Keys are exchanged again", Source: []string{"RFC 4253 §9"}},
	{N: 18, Title: "The end", Source: []string{"RFC 4254 §5.3", "RFC 4253 §11.1"}},
	{N: 19, Title: "Appendix", Calc: true},
}

func newView(s *story) (*view, error) {
	v := &view{
		CSS: template.CSS(pageCSS), JS: template.JS(pageJS), Policy: policy(),
		Level: s.level, Secrets: s.level >= trace.Secrets, Begin: s.begin, Notes: s.notes, Duration: s.duration(),
		Ribbon: s.ribbon(), First: &exchangeView{N: 1}, Attempts: s.attempts(), Channels: s.channels(),
		Ext: s.extensions(), Packets1: s.firstPackets(), Totals: s.totals(), Cost: s.cost(), Sources: s.sources(),
	}
	for i, r := range s.rounds {
		x, err := newExchangeView(s, r)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			v.First, v.Strips, v.Inits = x, s.strips(), kexInits(r)
			continue
		}
		a := again{exchangeView: x}
		if before := s.rounds[i-1]; before.out != nil && r.out != nil {
			a.Changes = changes(before, r)
		}
		v.Again = append(v.Again, a)
	}
	v.head(s)
	v.rows(s)
	return v, nil
}

// policy lets the page run its own script and style, and nothing else.
func policy() string {
	hash := func(text string) string {
		sum := sha2.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src " + hash(pageCSS) + "; script-src " + hash(pageJS)
}

// head fills in what stands at the top.
func (v *view) head(s *story) {
	v.Title = "an SSH connection"
	if s.begin.Remote != "" {
		v.Title = s.begin.Remote
	}
	add := func(name, text string) {
		if text != "" {
			v.Facts = append(v.Facts, fact{name, text})
		}
	}
	add("traced by", strings.ReplaceAll(s.begin.Program, "_", " "))
	add("on", s.begin.Date)
	if s.begin.End != "" {
		add("as seen by", "the "+s.begin.End)
	}
	for _, l := range s.lines {
		if wire.IsVersion(l.Wire) {
			add(sender(l.Dir), wire.Escape(wire.TrimVersion(l.Wire)))
		}
	}
	if e := v.First.out; e != nil {
		strict := ", not strict"
		if e.Strict {
			strict = ", strict"
		}
		add("key exchange", e.Kex+strict)
		add("host key", e.HostKeyAlg)
	}
	if len(s.rounds) > 0 {
		for _, d := range bothDirs {
			if k := s.rounds[0].keys[d]; k != nil {
				add(way(d), strings.TrimSpace(k.Cipher+" "+k.MAC))
			}
		}
	}
	add("packets", grouped(len(s.packets)))
	add("lasted", v.Duration)
	for _, name := range slices.Sorted(maps.Keys(s.begin.Tiers)) {
		v.Tiers = append(v.Tiers, fact{name, s.begin.Tiers[name]})
	}
	switch {
	case s.end == nil:
		v.EndText = "The trace ends here, without a record of the end."
	case s.end.Error != "":
		v.EndText = "The connection ended with an error: " + s.end.Error
	default:
		v.EndText = "The connection ended in order."
	}
}
