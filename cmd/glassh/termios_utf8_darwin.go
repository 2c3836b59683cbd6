package main

import (
	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/wire"
)

var utf8ModeFlag = []modeFlag{{wire.ModeIUTF8, iflag, unix.IUTF8}}
