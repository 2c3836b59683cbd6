package transport

import (
	"testing"

	"github.com/glassh/glassh/wire"
)

// TestTableOfMessages walks all message numbers, states and roles, and says again,
// in the other order, what each message is allowed.
func TestTableOfMessages(t *testing.T) {
	settledStates := map[State]bool{Service: true, Auth: true, Running: true}
	for role := range Role(2) {
		for s := range numStates {
			for n := range 256 {
				m := wire.Number(n)
				want := Refuse
				first := s == FirstKexInit || s == FirstKex || s == FirstNewKeys
				later := settledStates[s] || s == Rekey || s == RekeyNewKeys
				strict := s == StrictKex || s == StrictNewKeys
				switch {
				case n == 0:
				case n == 1 && (first || later || strict):
					want = Take
				case n <= 4 && n > 1 && (first || later):
					want = Take
				case n == 5 && (s == Service || s == Auth) && role == Server:
					want = Take
				case n == 6 && s == Service && role == Client:
					want = Take
				case n == 7 && (s == Service || s == Auth && role == Client):
					want = Take
				case n == 8 && s == Running && role == Server:
					want = Take
				case n >= 9 && n <= 19 && settledStates[s]:
					want = Unimplemented
				case n == 20 && (s == FirstKexInit || settledStates[s]):
					want = Take
				case n == 21 && (s == FirstNewKeys || s == StrictNewKeys || s == RekeyNewKeys):
					want = Take
				case n >= 22 && n <= 29 && settledStates[s]:
					want = Unimplemented
				case n >= 30 && n <= 49 && (s == FirstKex || s == StrictKex || s == Rekey):
					want = Take
				case n == 50 && role == Server && s == Auth:
					want = Take
				case n == 50 && role == Server && s == Running:
					want = Ignore
				case n >= 51 && n <= 53 && role == Client && s == Auth:
					want = Take
				case n >= 54 && n <= 59 && settledStates[s]:
					want = Unimplemented
				case n >= 60 && n <= 79 && s == Auth:
					want = Take
				case n >= 80 && n <= 127 && s == Running:
					want = Take
				case n >= 80 && n <= 127 && (s == Rekey || s == RekeyNewKeys):
					want = Late
				case n >= 83 && n <= 89 && settledStates[s]:
					want = Unimplemented
				case (n == 192 || n == 193) && (s == Service || s == Auth):
					want = Ignore
				case (n == 192 || n == 193) && s == Running:
					want = Take
				case n >= 128 && settledStates[s]:
					want = Unimplemented
				}
				if got := Legal(role, s, m); got != want {
					t.Errorf("%v, %v, %v (%d): want %v, got %v", role, s, m, n, want, got)
				}
			}
		}
	}
}

func TestNoStateLetsAServerTakeSuccess(t *testing.T) {
	for s := range numStates {
		if Legal(Server, s, wire.MsgUserauthSuccess) != Refuse {
			t.Errorf("a server takes USERAUTH_SUCCESS during %v", s)
		}
	}
}

func TestNothingOfTheConnectionBeforeAuthentication(t *testing.T) {
	for role := range Role(2) {
		for s := range numStates {
			for m := wire.Number(80); m < 128; m++ {
				if s != Running && Legal(role, s, m) == Take {
					t.Errorf("%v takes %v during %v", role, m, s)
				}
			}
		}
	}
}
