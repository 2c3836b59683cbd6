package illustrate

import (
	"strings"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// A solver shows how two KEXINITs become one choice (RFC 4253 §7.1).
type solver struct {
	Rows  []solverRow
	Guess string
	Error string
}

// A solverRow is one of the lists that both sides send.
type solverRow struct {
	What           string
	Client, Server []candidate
	Chosen         string
	Why            string
	From, To       *ref // the two lists
}

// A candidate is a name of a list. The client's say why they won or lost; the server's only
// whether they won.
type candidate struct {
	Name  string
	State string // "won", "lost", "late" or "pseudo"
	Why   string
}

// Sign is what stands for a state, for who does not see colours.
func (c candidate) Sign() string {
	return map[string]string{"won": "✓", "lost": "✗", "late": "·", "pseudo": "†"}[c.State]
}

// pseudo are names among the key exchange methods that are none: what they say.
var pseudo = map[string]string{
	kex.ExtInfoClient: "no method: the client takes EXT_INFO (RFC 8308 §2.1)",
	kex.ExtInfoServer: "no method: the server takes EXT_INFO (RFC 8308 §2.1)",
	kex.Guess2:        "no method: a guess is judged by the client's preference alone (dropbear)",
	kex.StrictClient:  "no method: the client can do strict key exchange (OpenSSH PROTOCOL §1.9)",
	kex.StrictServer:  "no method: the server can do strict key exchange (OpenSSH PROTOCOL §1.9)",
}

func kexInitOf(p *trace.Packet) (m wire.KexInit, ok bool) {
	if p == nil || p.Payload() == nil {
		return m, false
	}
	return m, m.Parse(p.Payload()) == nil
}

// newSolver returns nil if one of the KEXINITs is not there.
func newSolver(r *round) *solver {
	cp, sp := r.init[trace.ToServer], r.init[trace.ToClient]
	client, ok := kexInitOf(cp)
	server, ok2 := kexInitOf(sp)
	if !ok || !ok2 {
		return nil
	}
	s := &solver{Guess: guess(&client, &server)}
	if _, err := kex.Negotiate(&client, &server); err != nil {
		s.Error = err.Error()
	}
	add := func(what, name string, c, v wire.NameList) string {
		row := solve(what, c, v)
		row.From, row.To = refTo(cp, field(cp, name)), refTo(sp, field(sp, name))
		s.Rows = append(s.Rows, row)
		return row.Chosen
	}
	mac := func(what, name, cipher string, c, v wire.NameList) {
		if a, ok := protect.LookupCipher(cipher); ok && a.AEAD {
			row := solverRow{What: what, Why: "ignored: " + cipher + " authenticates by itself (AEAD), so no MAC is negotiated",
				Client: unused(c), Server: unused(v), From: refTo(cp, field(cp, name)), To: refTo(sp, field(sp, name))}
			s.Rows = append(s.Rows, row)
			return
		}
		add(what, name, c, v)
	}
	add("key exchange", "kex_algorithms", client.KexAlgorithms, server.KexAlgorithms)
	add("host key", "server_host_key_algorithms", client.HostKeyAlgorithms, server.HostKeyAlgorithms)
	up := add("cipher, client → server", "encryption_algorithms_client_to_server", client.CiphersClientToServer, server.CiphersClientToServer)
	down := add("cipher, server → client", "encryption_algorithms_server_to_client", client.CiphersServerToClient, server.CiphersServerToClient)
	mac("MAC, client → server", "mac_algorithms_client_to_server", up, client.MACsClientToServer, server.MACsClientToServer)
	mac("MAC, server → client", "mac_algorithms_server_to_client", down, client.MACsServerToClient, server.MACsServerToClient)
	add("compression, client → server", "compression_algorithms_client_to_server", client.CompressionClientToServer, server.CompressionClientToServer)
	add("compression, server → client", "compression_algorithms_server_to_client", client.CompressionServerToClient, server.CompressionServerToClient)
	return s
}

// solve marks the first of the client's names that the server has too.
func solve(what string, client, server wire.NameList) solverRow {
	row := solverRow{What: what}
	offered := map[string]bool{}
	for name := range server.All() {
		offered[string(name)] = true
	}
	for name := range client.All() {
		c := candidate{Name: wire.Escape(name)}
		switch {
		case !kex.IsMethod(string(name)):
			c.State, c.Why = "pseudo", pseudo[string(name)]
		case row.Chosen != "":
			c.State, c.Why = "late", "too late: a name before it has won"
		case offered[string(name)]:
			c.State, c.Why = "won", "the client's first name that the server has too"
			row.Chosen = c.Name
		default:
			c.State, c.Why = "lost", "the server does not have it"
		}
		row.Client = append(row.Client, c)
	}
	for name := range server.All() {
		c := candidate{Name: wire.Escape(name), State: "late", Why: "the client's order counts, not this one"}
		switch {
		case !kex.IsMethod(string(name)):
			c.State, c.Why = "pseudo", pseudo[string(name)]
		case c.Name == row.Chosen:
			c.State, c.Why = "won", "taken"
		case !client.Contains(string(name)):
			c.State, c.Why = "lost", "the client does not have it"
		}
		row.Server = append(row.Server, c)
	}
	row.Why = why(&row)
	return row
}

// why says in a sentence how a list ended.
func why(row *solverRow) string {
	var before []string
	for _, c := range row.Client {
		switch c.State {
		case "lost":
			before = append(before, c.Name)
		case "won":
			switch len(before) {
			case 0:
				return "the client's first choice, and the server has it"
			case 1, 2, 3:
				return "the server lacks " + strings.Join(before, ", ") + ", which the client likes better"
			}
			return "the server lacks the " + grouped(len(before)) + " names that the client likes better"
		}
	}
	return "no name is in both lists: the connection ends here"
}

func unused(l wire.NameList) (list []candidate) {
	for name := range l.All() {
		list = append(list, candidate{Name: wire.Escape(name), State: "late", Why: "not looked at"})
	}
	return list
}

// guess says what became of first_kex_packet_follows.
func guess(client, server *wire.KexInit) string {
	right := kex.GuessRight(client, server)
	switch {
	case !client.FirstKexFollows && !server.FirstKexFollows:
		return "Nobody guessed: first_kex_packet_follows is FALSE on both sides, so the method begins once both lists are known."
	case right:
		return "A guess was sent with first_kex_packet_follows, and it was right: what it stands for is what was chosen, and the packet counts."
	}
	return "A guess was sent with first_kex_packet_follows, and it was wrong: the packet behind that KEXINIT is dropped unread, and takes a sequence number all the same."
}
