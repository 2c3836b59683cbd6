package bench

import "testing"

func TestListsOfCPUs(t *testing.T) {
	for text, want := range map[string]int{"0": 1, "0-3": 4, "0-3,8": 5, "0-1,4-5,9": 5, "": 0, "x": 0, "3-1": 0} {
		if got := countList(text); got != want {
			t.Errorf("%q: want %d, got %d", text, want, got)
		}
	}
}
