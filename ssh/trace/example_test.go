package trace_test

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/trace"
)

// A trace is a file of JSON, a line for each record, of which most are packets.
func ExampleReader() {
	file := `{"v":1,"n":0,"kind":"begin","t_us":0,"program":"glassh 0.1","date":"2026-01-02T15:04:05Z","end":"client","level":"public"}
{"v":1,"n":1,"kind":"packet","t_us":812,"dir":"c2s","seq":2,"epoch":0,"took_ns":104,"size":16,"clear":"0000000c0a1500000000000000000000","msg":{"num":21,"name":"SSH_MSG_NEWKEYS"}}
`
	records, err := trace.ReadAll(strings.NewReader(file))
	if err != nil {
		panic(err)
	}
	for _, r := range records {
		if p, ok := r.(*trace.Packet); ok {
			fmt.Println(p.Dir, p.Seq, p.Message.Name, p.Payload())
		}
	}
	// Output: c2s 2 SSH_MSG_NEWKEYS [21]
}
