package dissect

import "github.com/glassh/glassh/wire"

// Version says what every byte of an identification string is, with its line end or
// without. It takes what [wire.ParseVersion] takes.
func Version(line []byte, from Side) ([]Span, error) {
	v, err := wire.ParseVersion(line)
	if err != nil {
		return nil, err
	}
	var spans []Span
	at := 0
	add := func(name string, t Type, n int, note string) {
		if n == 0 {
			return
		}
		s := Span{Off: at, Len: n, Name: name, Type: t, Source: "RFC 4253 §4.2", Note: note}
		s.Value = text(s.Bytes(line))
		spans = append(spans, s)
		at += n
	}
	add("SSH-", Text, 4, versionNote(from))
	add("protoversion", Text, len(v.Proto), "2.0; from a server, 1.99 says that it knows SSH-1 too.")
	add("minus sign", Text, 1, "")
	add("softwareversion", Text, len(v.Software), "")
	if end := len(wire.TrimVersion(line)); end > at {
		add("space", Text, 1, "")
		add("comments", Text, end-at, "")
	}
	add("line end", Text, len(line)-at, "CR LF, which does not enter H.")
	return spans, nil
}

func versionNote(from Side) string {
	as := "V_C from the client, and as V_S from the server"
	switch from {
	case Client:
		as = "V_C"
	case Server:
		as = "V_S"
	}
	return "The line, from this byte on and without its end, enters the exchange hash H as " + as + "."
}
