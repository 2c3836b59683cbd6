package dissect

import (
	"fmt"

	"github.com/glassh/glassh/wire"
)

// An Error says what cannot be explained. It holds no content, so that its text is safe
// to log.
type Error struct {
	What    string       // "SSH_MSG_KEXINIT"
	Field   string       // "" where it is not about one
	Off     int          // where, in bytes from the start of the whole
	Problem wire.Problem // 0 where Text says it
	Text    string
}

// Error describes the fault: "dissect: SSH_MSG_KEXINIT: 3 bytes behind the last field
// (at byte 57)".
func (e *Error) Error() string {
	text := e.Text
	if e.Problem != 0 {
		text = e.Problem.String()
	}
	if e.Field != "" {
		text = e.Field + ": " + text
	}
	return fmt.Sprintf("dissect: %s: %s (at byte %d)", e.What, text, e.Off)
}
