package main

import "testing"

func TestEscapesOnATerminal(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	s := sv.sit(t, "-t", "-o", "EnableEscapeCommandline=yes", "-o", "PermitLocalCommand=yes", "HOST", "echo ready; cat")
	s.sees(t, "ready\r\n")
	s.types(t, "~?")
	s.sees(t, "~?\r\n  ~.   end the connection\r\n")
	s.types(t, "~v")
	s.sees(t, "~v [LogLevel VERBOSE]\r\n")
	s.types(t, "~V")
	s.sees(t, "~V [LogLevel INFO]\r\n")
	s.types(t, "~#")
	s.sees(t, "the session (127.0.0.1)\r\n")
	s.types(t, "~R")
	s.sees(t, "~R\r\n")
	s.types(t, "~B")
	s.sees(t, "~B\r\n")
	s.types(t, "~C")
	s.sees(t, "ssh> ")
	s.types(t, "!echo he''re\r")
	s.sees(t, "here\r\n")
	s.isRaw(t)
	s.types(t, "there\r") // the terminal's echo, and cat, which reads the break as a NUL
	s.sees(t, "there\r\n\x00there\r\n")
	s.types(t, "a~.\r")
	s.sees(t, "a~.\r\na~.\r\n")
	s.types(t, "~.")
	s.sees(t, "~.\r\nConnection to 127.0.0.1 closed.\r\n")
	s.leaves(t, 255)
}

// The client leads its session here: a process without a shell above it is not stopped by
// the signal, and goes on at once, on a raw terminal again.
func TestSuspendedClientGoesOn(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	s := sv.sit(t, "-t", "-e", "^B", "HOST", "echo ready; cat")
	s.sees(t, "ready\r\n")
	s.types(t, "\x02\x1a")
	s.sees(t, "^B^Z [suspend ssh]")
	s.isRaw(t)
	s.types(t, "\x02?") // behind which it is raw for good
	s.sees(t, "Each counts behind a line end only.")
	s.types(t, "more\r")
	s.sees(t, "more\r\nmore\r\n")
	s.types(t, "\x02.")
	s.leaves(t, 255)
}
