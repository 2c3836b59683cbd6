package knownhosts_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/knownhosts"
)

// TestACommandIsAskedForWhatFilesLack counts what it is asked, and what its answers do.
func TestACommandIsAskedForWhatFilesLack(t *testing.T) {
	key, other := newKey(1), newKey(2)
	for _, c := range []struct {
		name, host string
		files      []string
		says       map[string]string
		asked      []string
		want       string
	}{
		{"it knows", "box:22", nil, map[string]string{"box": "box " + key.String()}, []string{"HOSTNAME box"}, "KnownHostsCommand:1"},
		{"it knows the host without its port", "box:7", nil, map[string]string{"[box]:7": "#\nbox " + key.String()}, []string{"HOSTNAME [box]:7"}, "KnownHostsCommand:2"},
		{"it knows another", "box:7", nil, map[string]string{"[box]:7": "[box]:7 " + other.String()}, []string{"HOSTNAME [box]:7"}, "changed"},
		{"a file comes first", "box:22", []string{"box " + key.String()}, map[string]string{"box": "box " + other.String()}, []string{"HOSTNAME box"}, "FILE:1"},
		{"it revokes", "box:22", []string{"box " + key.String()}, map[string]string{"box": "@revoked * " + key.String()}, []string{"HOSTNAME box"}, "revoked"},
		{"it knows nothing", "box:22", nil, nil, []string{"HOSTNAME box"}, "unknown"},
		{"it fails", "box:22", []string{"box " + key.String()}, map[string]string{"box": "FAIL"}, []string{"HOSTNAME box"}, "out of order"},
	} {
		file := write(t, c.files...)
		db := knownhosts.Open(file)
		var asked []string
		db.Command = func(q knownhosts.Query) ([]byte, error) {
			asked = append(asked, q.Reason.String()+" "+q.Host)
			if (q.Reason == knownhosts.Order) != (q.Key == nil) {
				t.Errorf("%s: %v with the key %v", c.name, q.Reason, q.Key)
			}
			if c.says[q.Host] == "FAIL" {
				return nil, errors.New("out of order")
			}
			return []byte(c.says[q.Host] + "\n"), nil
		}
		host, port, _ := net.SplitHostPort(c.host)
		n := 0
		fmt.Sscan(port, &n)
		place, err := db.Check(host, n, key)
		got := strings.ReplaceAll(place.String(), file, "FILE")
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) && kind(place, err) != c.want {
			t.Errorf("%s: want %s, got %s", c.name, c.want, got)
		}
		if diff := cmp.Diff(c.asked, asked); diff != "" {
			t.Errorf("%s: asked (-want +got):\n%s", c.name, diff)
		}
		asked = nil
		if db.Algorithms(host, n); len(asked) != 1 || !strings.HasPrefix(asked[0], "ORDER ") {
			t.Errorf("%s: for the order, it is asked %q", c.name, asked)
		}
	}
}

// TestAddressesOfHosts: an address that is new is added, and one that is known with another
// key is a warning, a question or the end.
func TestAddressesOfHosts(t *testing.T) {
	key := newKey(1)
	line := func(host string, n byte) string { return host + " " + newKey(n).String() }
	remote := &net.TCPAddr{IP: net.ParseIP("192.0.2.7"), Port: 22}
	for _, c := range []struct {
		name    string
		mode    knownhosts.Mode
		lines   []string
		answers []string
		added   string
		said    string // or asked
		ok      bool
	}{
		{"both are known", knownhosts.Yes, []string{line("box", 1), line("192.0.2.7", 1)}, nil, "", "", true},
		{"on one line", knownhosts.Yes, []string{line("box,192.0.2.7", 1)}, nil, "", "", true},
		{"the address is new", knownhosts.Yes, []string{line("box", 1)}, nil, "192.0.2.7", "key for IP address '192.0.2.7'", true},
		{"both are new", knownhosts.AcceptNew, nil, nil, "192.0.2.7", "key for IP address '192.0.2.7'", true},
		{"the address is another's", knownhosts.Yes, []string{line("box", 1), line("192.0.2.7", 2)}, nil, "", "differs from the key for the IP address '192.0.2.7'", false},
		{"and nobody minds", knownhosts.No, []string{line("box", 1), line("192.0.2.7", 2)}, nil, "", "Offending key for IP in ", true},
		{"and somebody does", knownhosts.Ask, []string{line("box", 1), line("192.0.2.7", 2)}, []string{"what", "no"}, "", "Are you sure", false},
		{"and somebody does not", knownhosts.Ask, []string{line("box", 1), line("192.0.2.7", 2)}, []string{"yes"}, "", "Matching host key in ", true},
		{"the address's key is revoked", knownhosts.No, []string{line("box", 1), line("@revoked 192.0.2.7", 1)}, nil, "", "revoked", false},
	} {
		file := write(t, c.lines...)
		before := read(t, file)
		p := &person{answers: c.answers}
		policy := policy(c.mode, file, p)
		policy.CheckAddr = true
		err := policy.Check(t.Context(), "box:22", remote, key)
		if (err == nil) != c.ok {
			t.Errorf("%s: got %v", c.name, err)
		}
		if said := p.shown + strings.Join(p.questions, ""); !strings.Contains(said, c.said) || c.said == "" && said != "" {
			t.Errorf("%s: want %q, got %q", c.name, c.said, said)
		}
		after := strings.TrimPrefix(read(t, file), before)
		if want := c.added != ""; strings.Contains(after, c.added+" ") != want {
			t.Errorf("%s: want %q added, got %q", c.name, c.added, after)
		}
	}
}
