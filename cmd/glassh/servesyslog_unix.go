//go:build unix

package main

import (
	"io"
	"log/slog"
	"log/syslog"
)

// dialSyslog connects to the log of the system; a test has one of its own.
var dialSyslog = syslog.New

// facilities are the values of SyslogFacility.
var facilities = map[string]syslog.Priority{
	"DAEMON": syslog.LOG_DAEMON, "USER": syslog.LOG_USER, "AUTH": syslog.LOG_AUTH, "AUTHPRIV": syslog.LOG_AUTHPRIV,
	"LOCAL0": syslog.LOG_LOCAL0, "LOCAL1": syslog.LOG_LOCAL1, "LOCAL2": syslog.LOG_LOCAL2, "LOCAL3": syslog.LOG_LOCAL3,
	"LOCAL4": syslog.LOG_LOCAL4, "LOCAL5": syslog.LOG_LOCAL5, "LOCAL6": syslog.LOG_LOCAL6, "LOCAL7": syslog.LOG_LOCAL7,
}

// openSyslog returns a writer of lines to the system's log, each with its level.
func openSyslog(facility string) (leveledWriter, error) {
	w, err := dialSyslog(facilities[facility]|syslog.LOG_INFO, "glassh")
	if err != nil {
		return nil, err
	}
	return syslogWriter{w}, nil
}

type syslogWriter struct{ io.Writer }

// writeLevel has the levels of sshd: what it logs by itself is INFO, and what is for whoever
// looks for a fault is DEBUG.
func (s syslogWriter) writeLevel(l slog.Level, line string) error {
	w := s.Writer.(*syslog.Writer)
	switch {
	case l >= slog.LevelError:
		return w.Err(line)
	case l >= slog.LevelWarn:
		return w.Warning(line)
	case l >= slog.LevelInfo:
		return w.Info(line)
	}
	return w.Debug(line)
}
