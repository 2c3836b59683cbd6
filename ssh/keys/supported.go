package keys

// Supported returns the signature algorithms whose keys this package reads and
// whose signatures it verifies, best first.
func Supported() []string {
	var names []string
	for i := range types {
		if types[i].parsePublic != nil {
			names = append(names, types[i].algorithms...)
		}
	}
	return names
}
