//go:build freebsd || netbsd || openbsd || dragonfly

package main

var utf8ModeFlag []modeFlag
