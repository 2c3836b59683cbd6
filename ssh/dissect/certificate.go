package dissect

import (
	"math"

	"github.com/glassh/glassh/ssh/keys"
)

// Certificates: OpenSSH's PROTOCOL.certkeys.

const certSource = "OpenSSH PROTOCOL.certkeys"

// certificateTypes are the types of certificates, one for each type of key.
func certificateTypes() (list []Layout) {
	names := keys.CertificateTypes()
	for i, plain := range keys.Types() {
		list = append(list, certificate(names[i], plain))
	}
	return append(list, certificate("ssh-dss-cert-v01@openssh.com", "ssh-dss"))
}

// certificate puts what the authority says around the fields of the key.
func certificate(name, plain string) Layout {
	fields := []Field{{Name: "nonce", Type: String, Holds: rawBytes, Kind: Random,
		Note: "The authority's, in front of all that others chose, so that nobody can prepare two certificates with one hash."}}
	for _, t := range keyTypes {
		if t.Name == plain {
			for _, f := range t.Fields {
				if f.Source == "" {
					f.Source = t.Source
				}
				fields = append(fields, f)
			}
		}
	}
	return Layout{Name: name, Source: certSource, Fields: append(fields, certified...)}
}

// What the strings of a certificate hold.
const (
	principals      = "principals"
	criticalOptions = "critical options"
	extensionFlags  = "extensions"
	optionData      = "the data of that option"
)

var certified = []Field{
	{Name: "serial", Type: Uint64, Note: "0 where the authority does not number."},
	{Name: "type", Type: Uint32, words: func(v uint64) string {
		if v > math.MaxUint32 {
			return ""
		}
		return keys.CertificateKind(v).String()
	}},
	{Name: "key id", Type: String, Note: "For logs: it decides nothing."},
	{Name: "valid principals", Type: String, Holds: principals, Note: "Of which users, or hosts, the key is. An empty list is nobody (and was everybody, before OpenSSH 10.3)."},
	{Name: "valid after", Type: Uint64, words: date},
	{Name: "valid before", Type: Uint64, words: func(v uint64) string {
		if v == keys.Forever {
			return "forever"
		}
		return date(v)
	}, Note: "The first second in which it is not good any more."},
	{Name: "critical options", Type: String, Holds: criticalOptions, Note: "Who does not know one of them must refuse the certificate."},
	{Name: "extensions", Type: String, Holds: extensionFlags, Note: "Who does not know one of them passes over it."},
	{Name: "reserved", Type: String, Holds: rawBytes},
	{Name: "signature key", Type: String, Holds: authorityKey},
	{Name: "signature", Type: String, Holds: signature, Note: "By the authority, over all that stands in front of it, from the type on."},
}

var certificateStructures = []Layout{
	{Name: principals, Source: certSource, Fields: []Field{
		{Name: "principals", Type: List, Each: []Field{{Name: "principal", Type: String}}},
	}},
	{Name: criticalOptions, Source: certSource, Fields: []Field{
		{Name: "critical option", Type: List, Each: option},
	}},
	{Name: extensionFlags, Source: certSource, Fields: []Field{
		{Name: "extension", Type: List, Each: option},
	}},
	{Name: optionData, Source: certSource, Fields: []Field{
		{Name: "data", Type: Choice, On: "option name", Cases: optionTypes, Note: "This option is not known here, or has no data."},
	}},
}

var option = []Field{
	{Name: "option name", Type: String},
	{Name: "option data", Type: String, Holds: optionData, loose: true},
}

var optionTypes = []Layout{
	{Name: "force-command", Source: certSource, Fields: []Field{{Name: "command", Type: String, Note: "A string in a string: what is not a mere flag has a second length."}}},
	{Name: "source-address", Source: certSource, Fields: []Field{{Name: "addresses", Type: String}}},
}
