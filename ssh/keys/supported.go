package keys

// Supported returns the signature algorithms whose keys this package reads and
// whose signatures it verifies, best first, without those that are used on demand
// only.
func Supported() []string {
	var names []string
	for i := range types {
		if types[i].parsePublic != nil {
			names = append(append(names, types[i].algorithms...), types[i].foreign...)
		}
	}
	return names
}

// Types returns the types of keys that this package reads, in the order of their
// algorithms in [Supported].
func Types() []string {
	var names []string
	for i := range types {
		if types[i].parsePublic != nil {
			names = append(names, types[i].name)
		}
	}
	return names
}

// CertificateTypes returns the types of certificates of [Types], in that order.
func CertificateTypes() []string { return certificateNames(Types()) }

// SupportedCertificates returns the signature algorithms of certificates whose keys
// [Supported] covers, in its order.
func SupportedCertificates() []string {
	var names []string
	for i := range certTypes {
		if certTypes[i].parsePublic != nil {
			names = append(append(names, certTypes[i].algorithms...), certTypes[i].foreign...)
		}
	}
	return names
}

// Insecure returns the signature algorithms that are verified on demand only:
// ssh-rsa, which is RSA with SHA-1.
func Insecure() []string {
	var names []string
	for i := range types {
		if types[i].parsePublic != nil {
			names = append(names, types[i].insecure...)
		}
	}
	return names
}
