package bench

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/asm"
)

// A Mode says how much time is taken.
type Mode struct {
	Name    string
	Sizes   []int // if none are asked for
	Samples int   // of each row

	budget  time.Duration // for all rows together, about
	longest time.Duration // for one sample
}

// The modes. Six samples are what benchstat wants for an interval.
var (
	Brief   = Mode{"brief", []int{16384}, 10, 3 * time.Second, 5 * time.Millisecond}
	Quick   = Mode{"quick", []int{64, 1350, 16384}, 6, 12 * time.Second, 5 * time.Millisecond}
	Default = Mode{"default", []int{16, 64, 256, 1350, 4096, 16384}, 10, 75 * time.Second, 10 * time.Millisecond}
	Full    = Mode{"full", []int{16, 32, 64, 128, 256, 512, 1024, 1350, 4096, 16384, 65536}, 20, 5 * time.Minute, 20 * time.Millisecond}
)

// MostBytes is the largest size that can be measured.
const MostBytes = 1 << 20

// What a list of tiers may hold beside their names.
const (
	AllTiers      = "all"      // every plan
	SelectedTiers = "selected" // the one in use
)

// A Choice says what to measure. An empty list stands for everything, and for the
// sizes of the mode.
type Choice struct {
	Mode                 Mode
	Kinds, Algs, Tiers   []string
	Sizes                []int
	RepresentativesAlone bool // one operation a family: see Operation.Measures
}

// A Job is what to measure, ready to run.
type Job struct {
	mode        Mode
	groups      []group
	unavailable []Unavailable
}

// A group is the rows that differ in the plan only.
type group struct {
	op    *Operation
	size  int
	plans []*Plan
}

// Rows returns how many results there will be.
func (j *Job) Rows() (n int) {
	for _, g := range j.groups {
		n += len(g.plans)
	}
	return n
}

// Unavailable returns what was chosen, and cannot run here.
func (j *Job) Unavailable() []Unavailable { return j.unavailable }

// Choose prepares what c says. Its error names what does not exist, and lists what
// does. A Job may have no row: what exists need not run here.
func Choose(c Choice) (*Job, error) { return choose(Operations(), c) }

func choose(ops []Operation, c Choice) (*Job, error) {
	if err := c.validate(ops); err != nil {
		return nil, err
	}
	if len(c.Sizes) == 0 {
		c.Sizes = c.Mode.Sizes
	}
	job := &Job{mode: c.Mode}
	for i := range ops {
		op := &ops[i]
		chosen := (len(c.Kinds) == 0 || slices.Contains(c.Kinds, op.Name)) && (len(c.Algs) == 0 || slices.Contains(c.Algs, op.Alg))
		if !chosen || c.RepresentativesAlone && op.Measures == "" {
			continue
		}
		sets := setsOf(op.Sets)
		plans, not := c.choosePlans(plans(sets), sets)
		for _, u := range not {
			u.Alg = op.Alg
			if !slices.Contains(job.unavailable, u) {
				job.unavailable = append(job.unavailable, u)
			}
		}
		if len(plans) == 0 {
			continue
		}
		for _, size := range op.sizes(c.Sizes) {
			job.groups = append(job.groups, group{op, size, plans})
		}
	}
	return job, nil
}

// validate finds names that do not exist.
func (c *Choice) validate(ops []Operation) error {
	var kinds, algs []string
	for _, o := range ops {
		kinds, algs = append(kinds, o.Name), append(algs, o.Alg)
	}
	tiers := append(TierNames(), AllTiers, SelectedTiers)
	for _, list := range []struct {
		what         string
		names, exist []string
	}{{"operation", c.Kinds, kinds}, {"algorithm", c.Algs, algs}, {"tier", c.Tiers, tiers}} {
		for _, name := range list.names {
			if !slices.Contains(list.exist, name) {
				return fmt.Errorf("there is no %s %q; there are %s", list.what, name, strings.Join(unique(list.exist), ", "))
			}
		}
	}
	for _, size := range c.Sizes {
		if size < 1 || size > MostBytes {
			return fmt.Errorf("%d bytes cannot be measured; sizes are from 1 to %d", size, MostBytes)
		}
	}
	return nil
}

// unique drops what is in a list already.
func unique(names []string) (list []string) {
	for _, name := range names {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// ParseSizes reads sizes as users write them: "64,1350,16k".
func ParseSizes(text string) (sizes []int, err error) {
	for word := range strings.SplitSeq(text, ",") {
		digits, isKiB := strings.CutSuffix(strings.ToLower(word), "k")
		n, err := strconv.Atoi(digits)
		most := MostBytes
		if isKiB {
			most >>= 10
		}
		if err != nil || n < 1 || n > most {
			return nil, fmt.Errorf("%q is no size; a size is a number of bytes, or of KiB with a k, from 1 to %dk", word, MostBytes>>10)
		}
		if isKiB {
			n <<= 10
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// sizes returns the sizes to measure for those that were asked for: 0 where there
// are none.
func (o *Operation) sizes(asked []int) (list []int) {
	if !o.Bulk {
		return []int{0}
	}
	for _, size := range asked {
		if o.unit > 1 {
			size = (size + o.unit - 1) / o.unit * o.unit
		}
		if o.most > 0 && size > o.most || slices.Contains(list, size) {
			continue
		}
		list = append(list, size)
	}
	slices.Sort(list)
	return list
}

// choosePlans returns the plans that the list of tiers names, and why the others
// that it names, or that the families have, are not among them.
func (c *Choice) choosePlans(all []*Plan, sets []*asm.Set) (chosen []*Plan, not []Unavailable) {
	lacking := missing(sets)
	if len(c.Tiers) == 0 || slices.Contains(c.Tiers, AllTiers) {
		for _, tier := range slices.Sorted(maps.Keys(lacking)) {
			not = append(not, Unavailable{Tier: tier.String(), Why: lacking[tier]})
		}
		return all, not
	}
	for _, p := range all {
		named := !p.odd && slices.Contains(c.Tiers, p.Level.String())
		if named || p.Selected && slices.Contains(c.Tiers, SelectedTiers) {
			chosen = append(chosen, p)
		}
	}
	for _, name := range unique(c.Tiers) {
		if name == SelectedTiers || slices.ContainsFunc(all, func(p *Plan) bool { return !p.odd && p.Level.String() == name }) {
			continue
		}
		why := "there is no such implementation in this program"
		for tier, lacks := range lacking {
			if tier.String() == name {
				why = lacks
			}
		}
		not = append(not, Unavailable{Tier: name, Why: why})
	}
	return chosen, not
}
