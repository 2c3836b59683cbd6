//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// chrootOf returns the directory that is the root of the file system for an account
// (sshd_config(5), ChrootDirectory). Nobody but root may be able to write to it, or to
// one above it: who can replace /etc/passwd there is root, for the programs inside.
func (o *serveOptions) chrootOf(a *account) (string, error) {
	if !mayActAsOthers() {
		return "", errors.New("ChrootDirectory needs a server of root's")
	}
	dir, err := expand(tilde(o.chroot, a.home), tokens{"h": a.home, "u": a.name, "U": strconv.FormatUint(uint64(a.uid), 10)})
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(dir) {
		return "", fmt.Errorf("ChrootDirectory %s is no absolute path", dir)
	}
	for part := dir; ; part = filepath.Dir(part) {
		info, err := os.Stat(part)
		if err != nil {
			return "", fmt.Errorf("ChrootDirectory: %w", err)
		}
		sys, ok := info.Sys().(*syscall.Stat_t)
		if !ok || !info.IsDir() || sys.Uid != 0 || info.Mode()&0o022 != 0 {
			return "", fmt.Errorf("ChrootDirectory: others than root may write to %s, or it is no directory", part)
		}
		if part == filepath.Dir(part) {
			return dir, nil
		}
	}
}

// confine makes a directory the root of the file system for a command.
func (a *account) confine(cmd *exec.Cmd, dir string) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.Chroot = dir
}

// statBelow looks at a file where dir is the root. Links do not lead out of it.
func statBelow(dir, name string) (os.FileInfo, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.Stat(strings.TrimLeft(filepath.Clean("/"+name), "/"))
}
