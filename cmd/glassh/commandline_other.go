//go:build !windows

package main

import "os/exec"

// commandLine has nothing to do where a program gets its arguments one by one.
func commandLine(*exec.Cmd, string) {}
