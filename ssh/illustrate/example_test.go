package illustrate_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/trace"
)

// A trace that --jsonl has written, of a client that got no further than its first line.
const short = `{"v":1,"n":0,"kind":"begin","t_us":0,"program":"glassh 0.1","date":"2026-01-02T03:04:05Z","end":"client","level":"public","local":"192.0.2.1:50000","remote":"192.0.2.2:22"}
{"v":1,"n":1,"kind":"line","t_us":162,"dir":"c2s","wire":"5353482d322e302d676c617373685f302e310d0a"}
{"v":1,"n":2,"kind":"end","t_us":5000,"error":"connection reset by peer"}
`

func ExampleTimeline() {
	records, err := trace.ReadAll(strings.NewReader(short))
	if err != nil {
		fmt.Println(err)
		return
	}
	line := &illustrate.Timeline{W: os.Stdout}
	for _, r := range records {
		if err := line.Add(r); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	//    time, ms         → to the server, ← to the client; as the client saw it
	//       0.000  =       TCP connection from 192.0.2.1:50000 to 192.0.2.2:22
	//       0.162  →       SSH-2.0-glassh_0.1
	//       5.000  =       the connection ended: connection reset by peer
}

func ExamplePage() {
	records, err := trace.ReadAll(strings.NewReader(short))
	if err != nil {
		fmt.Println(err)
		return
	}
	var page bytes.Buffer
	if err := illustrate.Page(&page, records); err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(page.String()) {
		if strings.HasPrefix(line, "<title>") {
			fmt.Print(line)
		}
	}
	// Output:
	// <title>The Illustrated SSH Connection: 192.0.2.2:22</title>
}
