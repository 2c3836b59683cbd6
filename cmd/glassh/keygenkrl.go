package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/krl"
	"github.com/glassh/glassh/wire"
)

// makeKRL is glassh keygen -k: a revocation list of what specifications say, or with
// -u one that is there and all that.
func makeKRL(e *env, o *keygenOptions, files []string) error {
	if !o.hasFile {
		return badUsage("KRL generation requires an output file (-f)")
	}
	list := &krl.KRL{}
	if o.update {
		text, err := readLimited(o.file, krl.MaxSize)
		if err != nil {
			return err
		}
		if list, err = krl.Parse(text); err != nil {
			return fmt.Errorf("%s: %w", o.file, err)
		}
	}
	if o.serial != "" {
		version, err := strconv.ParseUint(o.serial, 0, 64)
		if err != nil {
			return badUsage("-z %s: this is no version number", o.serial)
		}
		list.Version = version
	}
	if o.hasComment {
		list.Comment = o.comment
	}
	var ca *keys.PublicKey
	anyCA := strings.EqualFold(o.signer, "none")
	if o.signer != "" && !anyCA {
		var err error
		if ca, _, err = o.publicOf(e, o.signer); err != nil {
			return err
		}
	}
	for _, file := range files {
		if err := o.revoke(e, list, file, ca, anyCA); err != nil {
			return err
		}
	}
	list.Generated = time.Now()
	text := list.Append(nil)
	if len(text) > krl.MaxSize {
		return fmt.Errorf("%s: the list would have %d bytes, and may have %d", o.file, len(text), krl.MaxSize)
	}
	return replaceFile(o.file, text, 0o644)
}

// revoke applies a specification, which may be standard input.
func (o *keygenOptions) revoke(e *env, list *krl.KRL, file string, ca *keys.PublicKey, anyCA bool) (err error) {
	var text []byte
	if file == "-" {
		file = "(standard input)"
		text, err = readAtMost(e.stdin, file, krl.MaxSize)
	} else {
		text, err = readLimited(file, krl.MaxSize)
	}
	if err != nil {
		return err
	}
	if !o.quiet {
		fmt.Fprintf(e.stdout, "Revoking from %s\n", file)
	}
	if err = list.Apply(text, ca, anyCA); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// queryKRL is glassh keygen -Q: whether public keys are revoked. The exit status is 1
// if one is. The file may also be a list of keys.
func queryKRL(e *env, o *keygenOptions, files []string) error {
	if !o.hasFile {
		return badUsage("KRL checking requires an input file (-f)")
	}
	list, err := krl.ReadFile(o.file)
	if err != nil {
		return err
	}
	if strings.Contains(o.verbs, "l") {
		if k, ok := list.(*krl.KRL); ok {
			fmt.Fprint(e.stdout, k)
		} else {
			return fmt.Errorf("%s: is a list of keys, and no KRL", o.file)
		}
	}
	status := 0
	for _, file := range files {
		key, comment, err := o.publicOf(e, file)
		if err != nil {
			return err
		}
		if comment != "" {
			comment = " (" + wire.Escape([]byte(comment)) + ")"
		}
		answer := "ok"
		if list.Revoked(key) {
			answer, status = "REVOKED", 1
		}
		fmt.Fprintf(e.stdout, "%s%s: %s\n", file, comment, answer)
	}
	if status != 0 {
		return statusError(status)
	}
	return nil
}

// readLimited reads a file of at most so many bytes.
func readLimited(file string, most int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAtMost(f, file, most)
}

// readAtMost reads to the end, and fails behind so many bytes: half of a specification
// would revoke half of the keys.
func readAtMost(r io.Reader, name string, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s: is longer than %d bytes", name, most)
	}
	return text, err
}
