package main

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// signCertificates is glassh keygen -s: a certificate beside each public key file.
func signCertificates(e *env, o *keygenOptions, files []string) error {
	switch {
	case o.identity == "":
		return badUsage("-s: a certificate needs a key ID, -I, by which logs and revocation lists call it")
	case len(files) == 0:
		return badUsage("-s: name the public keys to certify")
	}
	template, err := o.certificate(time.Now())
	if err != nil {
		return err
	}
	serial, next, err := o.certSerial()
	if err != nil {
		return err
	}
	ca, wipe, err := o.authority(e)
	if err != nil {
		return err
	}
	defer wipe()
	for _, file := range files {
		template.Serial = serial
		if err := o.certify(e, ca, template, file); err != nil {
			return err
		}
		if next {
			serial++
		}
	}
	return nil
}

func (o *keygenOptions) certify(e *env, ca keys.Signer, template *keys.Certificate, file string) error {
	text, err := readKeyFile(file)
	if err != nil {
		return err
	}
	key, comment, err := keys.ParsePublicLine(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	cert, err := keys.SignCertificate(rand.Reader, ca, key, template)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	out := strings.TrimSuffix(file, ".pub") + "-cert.pub"
	if err := replaceFile(out, cert.AppendLine(nil, comment), 0o644); err != nil {
		return err
	}
	if !o.quiet {
		fmt.Fprintf(e.stderr, "Signed %v key %s: id \"%s\" serial %d for %s valid %s\n", template.Kind, out,
			wire.Escape([]byte(template.KeyID)), template.Serial, wire.Escape([]byte(strings.Join(template.Principals, ","))),
			cert.Certificate().Validity(certClock))
	}
	return nil
}

// certificate is what the flags say of the certificates to be made.
func (o *keygenOptions) certificate(now time.Time) (*keys.Certificate, error) {
	c := &keys.Certificate{
		Kind: keys.UserCertificate, KeyID: o.identity, Extensions: keys.UserExtensions(),
		SignatureAlgorithm: o.algorithm, ValidBefore: keys.Forever,
	}
	if o.hostCert {
		c.Kind, c.Extensions = keys.HostCertificate, nil
	}
	if o.principals != "" {
		c.Principals = strings.Split(o.principals, ",")
	}
	for _, option := range o.options {
		if err := addCertOption(c, option); err != nil {
			return nil, badUsage("-O %s: %v", option, err)
		}
	}
	if o.validity != "" {
		var err error
		if c.ValidAfter, c.ValidBefore, err = parseValidity(o.validity, now); err != nil {
			return nil, badUsage("-V %s: %v", o.validity, err)
		}
	}
	return c, nil
}

// addCertOption takes an option in the words of ssh-keygen(1), CERTIFICATES. The last
// one of a name counts.
func addCertOption(c *keys.Certificate, option string) error {
	name, value, valued := strings.Cut(option, "=")
	set := func(list *[]keys.CertificateOption, o keys.CertificateOption) error {
		remove(list, o.Name)
		*list = append(*list, o)
		return nil
	}
	flag := func(o keys.CertificateOption) keys.CertificateOption {
		if valued {
			return keys.TextOption(o.Name, value)
		}
		return o
	}
	kind, free, isFree := strings.Cut(name, ":")
	switch {
	case isFree && kind == "critical" && free != "":
		return set(&c.CriticalOptions, flag(keys.CertificateOption{Name: free}))
	case isFree && kind == "extension" && free != "":
		return set(&c.Extensions, flag(keys.CertificateOption{Name: free}))
	case c.Kind == keys.HostCertificate:
		return errors.New("that is for users' certificates")
	}
	lower := strings.ToLower(name)
	extension := func(o keys.CertificateOption) bool {
		return strings.EqualFold(o.Name, strings.Replace(lower, "no-", "permit-", 1))
	}
	switch {
	case lower == "force-command" || lower == "source-address":
		if value == "" {
			return errors.New("it needs a value")
		}
		if lower == "source-address" {
			if err := checkAddresses(value); err != nil {
				return err
			}
		}
		return set(&c.CriticalOptions, keys.TextOption(lower, value))
	case valued:
		return errors.New("no option that is called that has a value")
	case lower == "clear":
		c.Extensions = nil
		return nil
	case lower == "verify-required":
		return set(&c.CriticalOptions, keys.CertificateOption{Name: lower})
	case lower == "no-touch-required":
		return set(&c.Extensions, keys.CertificateOption{Name: lower})
	}
	i := slices.IndexFunc(keys.UserExtensions(), extension)
	if i < 0 {
		return errors.New("no option is called that")
	}
	o := keys.UserExtensions()[i]
	if strings.HasPrefix(lower, "no-") {
		remove(&c.Extensions, o.Name)
		return nil
	}
	return set(&c.Extensions, o)
}

// checkAddresses refuses what nobody could connect from.
func checkAddresses(list string) error {
	for text := range strings.SplitSeq(list, ",") {
		block, err := netip.ParsePrefix(text)
		if err != nil {
			if _, err = netip.ParseAddr(text); err != nil {
				return fmt.Errorf("%q is no address and no block of addresses", text)
			}
		} else if block != block.Masked() {
			return fmt.Errorf("%q is not the start of its block", text)
		}
	}
	return nil
}

func remove(list *[]keys.CertificateOption, name string) {
	*list = slices.DeleteFunc(*list, func(o keys.CertificateOption) bool { return o.Name == name })
}

// certSerial reads -z: a number, for all certificates, or +number for the first of
// them.
func (o *keygenOptions) certSerial() (serial uint64, next bool, err error) {
	text, next := strings.CutPrefix(cmp.Or(o.serial, "0"), "+")
	if serial, err = strconv.ParseUint(text, 10, 64); err != nil {
		return 0, false, badUsage("-z %s: this is no serial number", o.serial)
	}
	return serial, next, nil
}

// parseValidity reads "start:end", or "end" for from now. Each is a date
// (YYYYMMDD, YYYYMMDDHHMM[SS], Z for UTC), a time from now (-1w, +52w1d), or a
// number of seconds since 1970 in hexadecimal (0x…); a certificate may also be good
// from always on, and forever.
func parseValidity(text string, now time.Time) (after, before uint64, err error) {
	start, end, both := strings.Cut(text, ":")
	if !both {
		// A minute back, and whole minutes: clocks differ a little.
		after, end = uint64(now.Add(-59*time.Second).Truncate(time.Minute).Unix()), text
	} else if start != "always" {
		if after, err = parseMoment(start, now); err != nil {
			return 0, 0, err
		}
	}
	if end == "forever" {
		return after, keys.Forever, nil
	}
	if before, err = parseMoment(end, now); err == nil && before <= after {
		err = errors.New("it ends before it begins")
	}
	return after, before, err
}

func parseMoment(text string, now time.Time) (uint64, error) {
	bad := fmt.Errorf("%q is no date and no time from now", text)
	switch {
	case text == "":
		return 0, bad
	case text[0] == '+' || text[0] == '-':
		d, err := parseTime(text[1:])
		if err != nil {
			return 0, bad
		}
		if text[0] == '-' {
			d = -d
		}
		return uint64(max(0, now.Add(d).Unix())), nil
	case strings.HasPrefix(text, "0x"):
		n, err := strconv.ParseUint(text[2:], 16, 63)
		if err != nil {
			return 0, bad
		}
		return n, nil
	}
	zone := time.Local
	digits, utc := strings.CutSuffix(text, "Z")
	if utc {
		zone = time.UTC
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if t, err := time.ParseInLocation(layout, digits, zone); err == nil && len(digits) == len(layout) && t.Unix() >= 0 {
			return uint64(t.Unix()), nil
		}
	}
	return 0, bad
}

// certClock shows a time of a certificate as ssh-keygen does.
func certClock(unix uint64) string {
	if unix > 1<<62 {
		return fmt.Sprint(unix)
	}
	return time.Unix(int64(unix), 0).Format("2006-01-02T15:04:05")
}

// showCertificates is glassh keygen -L. Lines that are no certificates are told of;
// only where there is none at all does it fail.
func showCertificates(e *env, o *keygenOptions) error {
	file, err := o.chooseFile(e, "Enter file in which the key is")
	if err != nil {
		return err
	}
	text, err := readKeyInput(e, file)
	if err != nil {
		return err
	}
	if file == "-" {
		file = "(stdin)"
	}
	found, number := false, 0
	for line := range bytes.Lines(text) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		key, _, err := keys.ParsePublicLine(string(line))
		if err == nil && key.Certificate() == nil {
			err = errors.New("this is not a certificate")
		}
		if err != nil {
			fmt.Fprintf(e.stderr, "%s:%d: %v\n", file, number, err)
			continue
		}
		found = true
		if number > 1 || file == "(stdin)" {
			fmt.Fprintf(e.stdout, "%s:%d:\n", file, number)
		} else {
			fmt.Fprintf(e.stdout, "%s:\n", file)
		}
		e.stdout.Write(key.AppendCertificateText(nil, certClock))
	}
	if !found {
		return fmt.Errorf("%s: there is no certificate in it", file)
	}
	return nil
}
