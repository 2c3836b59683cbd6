package ssh

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glassh/glassh/wire"
)

// MethodLists are lists of methods, of which a user must succeed by all of one, in its
// order, to be let in (sshd_config(5), AuthenticationMethods). nil lets users in by any
// one method. ParseMethodLists makes one.
type MethodLists [][]string

// ParseMethodLists reads lists like "publickey,password". A method may be there several
// times: "publickey,publickey" asks for two keys. "keyboard-interactive:NAME" asks for
// the Server.InteractiveDevice of that name. "any", alone, is nil.
func ParseMethodLists(lists ...string) (MethodLists, error) {
	if len(lists) == 1 && lists[0] == "any" {
		return nil, nil
	}
	var all MethodLists
	for _, text := range lists {
		list := strings.Split(text, ",")
		for _, name := range list {
			switch method, _, _ := strings.Cut(name, ":"); method {
			case wire.MethodPublicKey, wire.MethodPassword, wire.MethodKeyboardInteractive, wire.MethodHostbased:
			case "any":
				return nil, errors.New(`"any" stands alone, and not beside lists of methods`)
			default:
				return nil, fmt.Errorf("%q is no method of authentication", name)
			}
		}
		all = append(all, list)
	}
	if all == nil {
		return nil, errors.New("there is no list of methods")
	}
	return all, nil
}

// steps is how far a user has come in some MethodLists: what is left of each list.
type steps struct {
	left [][]string
	all  bool // one is finished: left has no empty list
}

// begin returns the steps of those lists that can be finished by the methods that are
// there; device is that of keyboard-interactive.
func (l MethodLists) begin(have []string, device string) *steps {
	s := new(steps)
	for _, list := range l {
		if !slices.ContainsFunc(list, func(step string) bool {
			method, sub, named := strings.Cut(step, ":")
			return !slices.Contains(have, method) || named && (method != wire.MethodKeyboardInteractive || sub != device)
		}) {
			s.left = append(s.left, list)
		}
	}
	return s
}

// next returns which of the methods may come next.
func (s *steps) next(methods []string) (names []string) {
	for _, method := range methods {
		if slices.ContainsFunc(s.left, func(list []string) bool { return begins(list, method) }) {
			names = append(names, method)
		}
	}
	return names
}

func begins(list []string, method string) bool {
	first, _, _ := strings.Cut(list[0], ":")
	return first == method
}

// done takes a method that succeeded off the lists that begin with it, and reports
// whether one of them is finished, now or before: a *PartialSuccess can ask for more.
func (s *steps) done(method string) (all bool) {
	var left [][]string
	for _, list := range s.left {
		if begins(list, method) {
			list = list[1:]
		}
		if s.all = s.all || len(list) == 0; len(list) > 0 {
			left = append(left, list)
		}
	}
	s.left = left
	return s.all
}
