package dissect_test

import (
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
)

// maxDepth is how deep spans stand in each other at most: payload, question, signature
// key, its point. It bounds the output, and the recursion.
const maxDepth = 8

// tile holds that spans tile whole[from:to], that those inside of a span tile it, and
// what is true of every span.
func tile(t testing.TB, spans []Span, from, to int) {
	t.Helper()
	tileInside(t, spans, from, to, 1)
	at := from
	for leaf := range Leaves(spans) {
		if leaf.Off != at {
			t.Fatalf("leaf %q begins at %d instead of %d", leaf.Name, leaf.Off, at)
		}
		at = leaf.End()
	}
	if at != to {
		t.Fatalf("the leaves end at %d instead of %d", at, to)
	}
}

func tileInside(t testing.TB, spans []Span, from, to, depth int) {
	t.Helper()
	if depth > maxDepth {
		t.Fatalf("spans stand more than %d deep", maxDepth)
	}
	at := from
	for _, s := range spans {
		if s.Off != at || s.Len < 1 {
			t.Fatalf("%q is [%d, %d), behind %d", s.Name, s.Off, s.End(), at)
		}
		if s.Name == "" || s.Source == "" || s.Type == 0 || s.Type >= Choice {
			t.Fatalf("a span without name, source or type: %+v", s)
		}
		if s.Kind == Unknown && s.Note == "" {
			t.Fatalf("%q is unknown, and nothing says why", s.Name)
		}
		if len(s.Inner) > 0 {
			tileInside(t, s.Inner, s.Off, s.End(), depth+1)
		}
		at = s.End()
	}
	if at != to {
		t.Fatalf("the spans end at %d instead of %d", at, to)
	}
}

// secret holds that a secret span, and all in it, shows nothing.
func secret(t testing.TB, spans []Span, inside bool) {
	t.Helper()
	for _, s := range spans {
		hidden := inside || s.Kind == Secret
		if hidden && (s.Value != "" || s.Kind != Secret) {
			t.Fatalf("%q is of the kind %v, and shows %q", s.Name, s.Kind, s.Value)
		}
		secret(t, s.Inner, hidden)
	}
}

// all yields every span, those with others inside before these.
func all(spans []Span, visit func(*Span)) {
	for i := range spans {
		visit(&spans[i])
		all(spans[i].Inner, visit)
	}
}

// named returns the first span of that name, anywhere.
func named(t testing.TB, spans []Span, name string) *Span {
	t.Helper()
	var found *Span
	all(spans, func(s *Span) {
		if s.Name == name && found == nil {
			found = s
		}
	})
	if found == nil {
		t.Fatalf("there is no span %q", name)
	}
	return found
}
