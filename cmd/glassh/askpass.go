package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/glassh/glassh/primitives/mem"
)

// Where there is no terminal, the program that SSH_ASKPASS names asks the user
// (ssh(1), ENVIRONMENT): its argument is the question, and its output the answer.
//
//	SSH_ASKPASS_REQUIRE  the program is used
//	never                never
//	(not set)            if there is no terminal, and DISPLAY or WAYLAND_DISPLAY is set
//	prefer               if one of those is set
//	force                always

// askpass is the program, or "" if it is not to be used. preferred says that it comes
// before a terminal.
func (e *env) askpass() (program string, preferred bool) {
	display := e.getenv("DISPLAY") != "" || e.getenv("WAYLAND_DISPLAY") != ""
	switch strings.ToLower(e.getenv("SSH_ASKPASS_REQUIRE")) {
	case "never":
		return "", false
	case "force":
		display, preferred = true, true
	case "prefer":
		preferred = display
	}
	if !display {
		return "", false
	}
	if program = e.getenv("SSH_ASKPASS"); program == "" {
		program = "/usr/bin/ssh-askpass"
	}
	return program, preferred
}

// askSecret asks for a line that is not shown. The caller wipes it.
func (e *env) askSecret(question string) ([]byte, error) {
	program, preferred := e.askpass()
	if preferred {
		return e.runAskpass(context.Background(), program, question, "")
	}
	answer, err := askPassword(question)
	if err != nil && program != "" && !errors.Is(err, errInterrupted) {
		return e.runAskpass(context.Background(), program, question, "")
	}
	return answer, err
}

// askVisible asks for a line that may be shown.
func (e *env) askVisible(question string) (string, error) {
	program, preferred := e.askpass()
	if !preferred {
		answer, err := askLine(question)
		if err == nil || program == "" {
			return answer, err
		}
	}
	answer, err := e.runAskpass(context.Background(), program, question, "")
	return string(answer), err
}

// askPermission asks a question that an empty answer, or yes, agrees to. It is the
// program's to ask, also where there is a terminal: who asks is in the background.
func (e *env) askPermission(ctx context.Context, question string) bool {
	program, _ := e.askpass()
	if program == "" {
		return false
	}
	answer, err := e.runAskpass(ctx, program, question, "confirm")
	defer mem.Wipe(answer)
	return err == nil && (len(answer) == 0 || strings.EqualFold(string(answer), "yes"))
}

// runAskpass runs the program and returns the first line of what it prints.
func (e *env) runAskpass(ctx context.Context, program, question, kind string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, question)
	cmd.WaitDelay = time.Second
	cmd.Env = append([]string{}, e.environ...)
	if kind != "" {
		cmd.Env = append(cmd.Env, "SSH_ASKPASS_PROMPT="+kind)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	text := make([]byte, maxAnswer+1)
	defer mem.Wipe(text)
	n, _ := io.ReadFull(out, text) // its status says more than an error here
	if n > maxAnswer {
		cmd.Process.Kill()
	}
	if err := cmd.Wait(); err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut(text[:n], []byte("\n"))
	return trimCR(bytes.Clone(line)), nil
}
