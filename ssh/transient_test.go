package ssh

import (
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/primitives/rsa"
)

func TestTheTransientKeyServesAnHour(t *testing.T) {
	var transient transientKey
	got := make(chan *rsa.PrivateKey, 4)
	var all sync.WaitGroup
	for range cap(got) {
		all.Go(func() {
			key, err := transient.get()
			if err != nil {
				t.Error(err)
			}
			got <- key
		})
	}
	all.Wait()
	first := <-got
	for range cap(got) - 1 {
		if key := <-got; key != first {
			t.Error("two keys were made at once")
		}
	}
	if n := first.Public().(*rsa.PublicKey).BitLen(); n != 2048 {
		t.Errorf("want 2048 bits, got %d", n)
	}

	transient.made = time.Now().Add(time.Second - transientLife)
	if key, err := transient.get(); err != nil || key != first {
		t.Errorf("within the hour: another key, %v", err)
	}
	transient.made = time.Now().Add(-transientLife)
	if key, err := transient.get(); err != nil || key == first {
		t.Errorf("behind the hour: the same key, %v", err)
	}
}
