package vectors

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// wycheproofModule is the version of project Wycheproof that the tests read.
const wycheproofModule = "github.com/C2SP/wycheproof@v0.0.0-20250901140545-b51abcfb8daf"

// wycheproofDir asks the go command for the module's directory, once.
var wycheproofDir = sync.OnceValues(func() (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", wycheproofModule)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	var module struct{ Dir, Error string }
	if e := json.Unmarshal(out, &module); e != nil {
		return "", fmt.Errorf("vectors: go mod download %s: %w", wycheproofModule, errors.Join(err, e))
	}
	if module.Error != "" {
		return "", fmt.Errorf("vectors: go mod download %s: %s", wycheproofModule, module.Error)
	}
	return module.Dir, nil
})

// Wycheproof reads one file of testvectors_v1, such as "aes_gcm_test.json",
// fetching the module where the cache does not have it.
func Wycheproof[G any](name string) (*File[G], error) {
	dir, err := wycheproofDir()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "testvectors_v1", name))
	if err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	var f struct {
		Algorithm  string `json:"algorithm"`
		TestGroups []G    `json:"testGroups"`
	}
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("vectors: %s: %w", name, err)
	}
	if len(f.TestGroups) == 0 {
		return nil, fmt.Errorf("vectors: %s holds no group", name)
	}
	return &File[G]{Algorithm: f.Algorithm, Source: wycheproofModule + " " + name, Groups: f.TestGroups}, nil
}
