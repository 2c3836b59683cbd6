//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// checkModes reports what is wrong with a file that decides who may log in as the
// account (sshd_config(5), StrictModes): whoever can write to the file, or to a
// directory above it, decides too. The way up ends at the user's home directory.
func (a *account) checkModes(name string, info os.FileInfo) error {
	if err := a.checkMode(name, info); err != nil {
		return err
	}
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	home, err := filepath.EvalSymlinks(a.home)
	if err != nil {
		home = ""
	}
	for dir := filepath.Dir(name); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err == nil {
			err = a.checkMode(dir, info)
		}
		if err != nil || dir == home || dir == filepath.Dir(dir) {
			return err
		}
	}
}

func (a *account) checkMode(name string, info os.FileInfo) error {
	sys, ok := info.Sys().(*syscall.Stat_t)
	if !ok || sys.Uid != 0 && sys.Uid != a.uid || info.Mode()&0o022 != 0 {
		return fmt.Errorf("%s: others than %s may write to it (StrictModes)", name, a.name)
	}
	return nil
}
