package main

import (
	"errors"
	"os"
)

// What the commands do with terminals. Each has a version for Unix, and one for
// other systems, which returns an error:
//
//	isTerminal(f)            is f a terminal?
//	makeRaw(f)               pass on every byte as it is typed; restore undoes it
//	windowSize(f)            its size now
//	watchWindowSize(f, …)    its size whenever that changes
//	terminalModes(f)         its state, as a pty-req carries it
//	applyModes(f, modes)     the state that a pty-req carries
//	openTerminal()           the terminal of the user, wherever input and output are
//	readHidden(tty, prompt)  a prompt, and then a line that is not shown

// errInterrupted says that the user pressed control-C where an answer was expected.
var errInterrupted = errors.New("interrupted")

// askPassword shows prompt on the user's terminal and reads a line that is not
// shown. The caller wipes it.
func askPassword(prompt string) ([]byte, error) {
	tty, err := openTerminal()
	if err != nil {
		return nil, err
	}
	defer tty.Close()
	return askHidden(tty, prompt)
}

// askHidden is askPassword on a terminal that is open.
func askHidden(tty *os.File, prompt string) ([]byte, error) {
	line, err := readHidden(tty, prompt)
	tty.WriteString("\n") // the user's own was not shown
	return line, err
}

// askLine shows prompt on the user's terminal and reads a line that is shown.
func askLine(prompt string) (string, error) {
	tty, err := openTerminal()
	if err != nil {
		return "", err
	}
	defer tty.Close()
	if _, err := tty.WriteString(prompt); err != nil {
		return "", err
	}
	line, err := readLine(tty)
	return string(line), err
}
