package main

import (
	"os/exec"
	"syscall"
)

// commandLine hands a command to cmd.exe as it is. There are no arguments on Windows but
// one line, and cmd.exe does not take it apart as Go puts it together: with /s it drops
// the outer quotation marks and keeps all others.
func commandLine(cmd *exec.Cmd, command string) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: syscall.EscapeArg(cmd.Path) + ` /s /c "` + command + `"`}
}
