//go:build !unix || solaris || illumos || aix

package main

import (
	"context"
	"errors"
	"os"
	"runtime"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

var errNoTerminals = errors.New("terminals are not supported on " + runtime.GOOS + " yet")

func isTerminal(*os.File) bool                                  { return false }
func makeRaw(*os.File) (restore func() error, err error)        { return nil, errNoTerminals }
func windowSize(*os.File) (ssh.Size, error)                     { return ssh.Size{}, errNoTerminals }
func watchWindowSize(context.Context, *os.File) <-chan ssh.Size { return nil }
func terminalModes(*os.File) (wire.TerminalModes, error)        { return nil, errNoTerminals }
func applyModes(*os.File, wire.TerminalModes) error             { return errNoTerminals }
func openTerminal() (*os.File, error)                           { return nil, errNoTerminals }
func readHidden(*os.File, string) ([]byte, error)               { return nil, errNoTerminals }
