package main

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh"
)

// The values of options, in the forms of ssh_config(5) and sshd_config(5).

func parseText(s string) (string, error) {
	if s == "" {
		return "", errors.New("the value is empty")
	}
	return s, nil
}

func parseYesNo(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "yes", "true":
		return true, nil
	case "no", "false":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither yes nor no", s)
}

func parsePort(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%q is not a port from 1 to 65535", s)
	}
	return int(n), nil
}

// parseListenPort reads a port to listen at: 0 is one that is free.
func parseListenPort(s string) (int, error) {
	if s == "0" {
		return 0, nil
	}
	return parsePort(s)
}

// parseCount reads a number from 1 up.
func parseCount(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 31)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%q is not a number from 1 up", s)
	}
	return int(n), nil
}

// parseChoice returns a parser of the names of values, which are theirs by
// position; "" takes no part. Several values may share a name's meaning through
// alias.
func parseChoice[V ~int](names []string, alias map[string]V) func(string) (V, error) {
	return func(s string) (V, error) {
		lower := strings.ToLower(s)
		for i, name := range names {
			if lower == strings.ToLower(name) && name != "" {
				return V(i), nil
			}
		}
		if v, ok := alias[lower]; ok {
			return v, nil
		}
		return 0, fmt.Errorf("%q is none of %s", s, strings.Join(names, ", "))
	}
}

// parseTime reads a time in the form of sshd_config(5), TIME FORMATS: numbers with
// the units s, m, h, d and w, which add up; seconds if there is none. "none" is 0.
func parseTime(s string) (time.Duration, error) {
	bad := fmt.Errorf("%q is not a time like 90, 10m or 1h30m", s)
	if strings.EqualFold(s, "none") {
		return 0, nil
	}
	if s == "" {
		return 0, bad
	}
	var total time.Duration
	for s != "" {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		n, err := strconv.ParseUint(s[:digits], 10, 31)
		if err != nil {
			return 0, bad
		}
		unit := time.Second
		if s = s[digits:]; s != "" {
			switch s[0] | 0x20 {
			case 's':
			case 'm':
				unit = time.Minute
			case 'h':
				unit = time.Hour
			case 'd':
				unit = 24 * time.Hour
			case 'w':
				unit = 7 * 24 * time.Hour
			default:
				return 0, bad
			}
			s = s[1:]
		}
		if time.Duration(n) > (math.MaxInt64-total)/unit {
			return 0, bad
		}
		total += time.Duration(n) * unit
	}
	return total, nil
}

// rekeyLimit makes the setter of RekeyLimit: bytes, with K, M or G behind them for
// powers of 1024, or "default"; then a time, or "none".
func rekeyLimit[T any](field func(*T) *ssh.RekeyLimit) setter[T] {
	return func(o *T, words []string) (err error) {
		var limit ssh.RekeyLimit
		if len(words) > 2 {
			return errors.New("an amount and a time are wanted")
		}
		if limit.Bytes, err = parseAmount(words[0]); err != nil {
			return err
		}
		if len(words) == 2 {
			if limit.Every, err = parseTime(words[1]); err != nil {
				return err
			}
		}
		*field(o) = limit
		return nil
	}
}

func parseAmount(s string) (uint64, error) {
	if strings.EqualFold(s, "default") || strings.EqualFold(s, "none") {
		return 0, nil
	}
	digits, shift := s, 0
	if s != "" {
		if at := strings.IndexByte("kmg", s[len(s)-1]|0x20); at >= 0 {
			digits, shift = s[:len(s)-1], 10*(at+1)
		}
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || n > math.MaxUint64>>shift {
		return 0, fmt.Errorf("%q is not an amount like 500K, 512M or 1G", s)
	}
	if n <<= shift; n != 0 && n < 16 {
		return 0, fmt.Errorf("%d bytes are too few to exchange keys after", n)
	}
	return n, nil
}

// A logLevel is a value of LogLevel.
type logLevel int

const (
	quiet logLevel = iota
	fatal
	logError
	info
	verbose
	debug1
	debug2
	debug3
)

var logLevelNames = []string{"QUIET", "FATAL", "ERROR", "INFO", "VERBOSE", "DEBUG1", "DEBUG2", "DEBUG3"}

var parseLogLevel = parseChoice(logLevelNames, map[string]logLevel{"debug": debug1, "silent": quiet})

func (l logLevel) String() string { return logLevelNames[l] }

// more is the level of one more -v.
func (l logLevel) more() logLevel { return min(max(l+1, debug1), debug3) }

// slog returns the lowest level to log. What INFO stands for is another for
// clients, which keep silent of what goes right: slog.LevelWarn.
func (l logLevel) slog(atInfo slog.Level) slog.Level {
	switch l {
	case quiet, fatal:
		return slog.LevelError + 4 // nothing is as high
	case logError:
		return slog.LevelError
	case info:
		return atInfo
	case verbose:
		return slog.LevelInfo
	}
	return slog.LevelDebug - slog.Level(l-debug1)
}

// parseEscapeChar reads a character, ^ and a letter for control and it, or none, which is
// -1.
func parseEscapeChar(s string) (int, error) {
	switch {
	case strings.EqualFold(s, "none"):
		return -1, nil
	case len(s) == 1:
		return int(s[0]), nil
	case len(s) == 2 && s[0] == '^' && s[1] >= 64 && s[1] < 128:
		return int(s[1] & 31), nil
	}
	return 0, fmt.Errorf("%q is no escape character: one character, ^ and a letter, or none", s)
}
