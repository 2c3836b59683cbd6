//go:build !unix || aix

package mux

import (
	"errors"
	"os"
)

var errNoFiles = errors.New("mux: this system cannot pass files between programs")

func (c *conn) sendFile(*os.File) error        { return errNoFiles }
func (c *conn) receiveFile() (*os.File, error) { return nil, errNoFiles }
