package main

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

// What a FIDO key has to show for a login is in the line of the key, and in
// PubkeyAuthOptions for all keys, whatever their lines say (sshd_config(5)).

// presence applies both.
func presence(permit any, p keys.Presence) error {
	o := optionsOf(permit)
	if a, ok := permit.(*admission); ok {
		o.NoTouchRequired = o.NoTouchRequired && !a.settings.touch
		o.VerifyRequired = o.VerifyRequired || a.settings.verify
	}
	return p.Check(&o)
}

// parsePubkeyOptions reads touch-required, verify-required, or none.
func parsePubkeyOptions(o *serveOptions, words []string) error {
	var touch, verify bool
	for _, option := range words {
		switch strings.ToLower(option) {
		case "none":
		case "touch-required":
			touch = true
		case "verify-required":
			verify = true
		default:
			return fmt.Errorf("unsupported PubkeyAuthOptions option %s", option)
		}
	}
	o.touch, o.verify = touch, verify
	return nil
}

// showPubkeyOptions prints PubkeyAuthOptions.
func showPubkeyOptions(o *serveOptions) []string {
	var list []string
	if o.touch {
		list = append(list, "touch-required")
	}
	if o.verify {
		list = append(list, "verify-required")
	}
	if list == nil {
		return []string{"none"}
	}
	return []string{strings.Join(list, " ")}
}
