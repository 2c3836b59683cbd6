// Package vectors holds the published test vectors of every primitive and SSH
// construction here, embedded, and loads them.
//
// Each file under data/ comes from one source (a section of an RFC, a NIST
// publication, an SSH construction), and SOURCES.md says which. The schema is
// close to Wycheproof's:
//
//	{
//	  "algorithm": "HMAC-SHA-256",
//	  "source": "RFC 4231 §4",
//	  "groups": [{
//	    …,                               what the tests of a group share
//	    "tests": [{
//	      "tcId": 1, "comment": "…", "flags": […],
//	      "result": "valid",             or "invalid", or "acceptable"
//	      …                              inputs and outputs, binary in hex
//	    }]
//	  }]
//	}
//
// A test describes its own fields as structs and reads a file with [Load]:
//
//	type group struct {
//		Tests []struct {
//			vectors.Case
//			Key, Msg, Tag vectors.Hex
//		}
//	}
//	file, err := vectors.Load[group]("hmac_sha256_rfc4231.json")
//
// [Wycheproof] reads the files of project Wycheproof the same way, from the
// pinned version of its Go module, through the go command's module cache.
package vectors
