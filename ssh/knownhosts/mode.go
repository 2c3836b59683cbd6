package knownhosts

import "fmt"

// A Mode says what a [Policy] does with a host key that it does not know: the
// values of ssh_config's StrictHostKeyChecking.
type Mode uint8

// The modes. None accepts a revoked key; only No accepts a changed one.
const (
	Ask       Mode = iota // ask a person about an unknown key
	AcceptNew             // accept and remember the key of a host never seen
	Yes                   // accept known keys only
	No                    // accept any key, remember new ones, warn about changed ones
)

// String returns the name in ssh_config.
func (m Mode) String() string {
	switch m {
	case Ask:
		return "ask"
	case AcceptNew:
		return "accept-new"
	case Yes:
		return "yes"
	case No:
		return "no"
	}
	return fmt.Sprintf("mode %d", uint8(m))
}

// ParseMode reads a value of StrictHostKeyChecking.
func ParseMode(s string) (Mode, error) {
	switch lower(s) {
	case "ask":
		return Ask, nil
	case "accept-new":
		return AcceptNew, nil
	case "yes", "true":
		return Yes, nil
	case "no", "false", "off":
		return No, nil
	}
	return 0, fmt.Errorf("knownhosts: StrictHostKeyChecking %q is none of ask, accept-new, yes and no", s)
}
