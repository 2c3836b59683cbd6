package wire_test

import . "github.com/glassh/glassh/wire"

var transportSamples = []sample{
	{
		&Disconnect{Reason: ReasonByApplication, Description: []byte("bye"), Language: []byte("en")},
		"01 │ 0000000b │ 00000003 'bye' │ 00000002 'en'",
	},
	{&Ignore{Data: []byte{0, 0xff}}, "02 │ 00000002 00ff"},
	{&Unimplemented{Sequence: 0x01020304}, "03 │ 01020304"},
	{
		&Debug{AlwaysDisplay: true, Message: []byte("hm"), Language: nil},
		"04 │ 01 │ 00000002 'hm' │ 00000000",
	},
	{&ServiceRequest{Service: []byte(ServiceUserauth)}, "05 │ 0000000c 'ssh-userauth'"},
	{&ServiceAccept{Service: []byte(ServiceConnection)}, "06 │ 0000000e 'ssh-connection'"},
	{
		&ExtInfo{Extensions: Extensions(nil).
			Append("server-sig-algs", []byte("ssh-ed25519")).
			Append("ping@openssh.com", []byte("0"))},
		"07 │ 00000002 │ 0000000f 'server-sig-algs' │ 0000000b 'ssh-ed25519'" +
			"│ 00000010 'ping@openssh.com' │ 00000001 '0'",
	},
	{&ExtInfo{}, "07 │ 00000000"},
	{&NewCompress{}, "08"},
	{&NewKeys{}, "15"},
	{&Ping{Data: []byte("PING!")}, "c0 │ 00000005 'PING!'"},
	{&Pong{Data: []byte("PING!")}, "c1 │ 00000005 'PING!'"},
}

var kexSamples = []sample{
	{
		&KexInit{
			Cookie:                    [16]byte{0: 0xc0, 15: 0xcf},
			KexAlgorithms:             Names("curve25519-sha256", "ext-info-c"),
			HostKeyAlgorithms:         Names("ssh-ed25519"),
			CiphersClientToServer:     Names("aes128-ctr"),
			CiphersServerToClient:     Names("aes256-ctr"),
			MACsClientToServer:        Names("hmac-sha1"),
			MACsServerToClient:        Names("hmac-sha2-256"),
			CompressionClientToServer: Names("none", "zlib"),
			CompressionServerToClient: Names("none"),
			LanguagesClientToServer:   nil,
			LanguagesServerToClient:   Names("en"),
			FirstKexFollows:           true,
			Reserved:                  0,
		},
		`14 │ c0000000 00000000 00000000 000000cf
		0000001c 'curve25519-sha256,ext-info-c'
		0000000b 'ssh-ed25519'
		0000000a 'aes128-ctr' │ 0000000a 'aes256-ctr'
		00000009 'hmac-sha1' │ 0000000d 'hmac-sha2-256'
		00000009 'none,zlib' │ 00000004 'none'
		00000000 │ 00000002 'en'
		01 │ 00000000`,
	},
	{&KexDHInit{E: []byte{0x7f, 0xff}}, "1e │ 00000002 7fff"},
	{&KexDHInit{E: []byte{0x80, 0x01}}, "1e │ 00000003 008001"},
	{
		&KexDHReply{HostKey: []byte("key"), F: []byte{0xff}, Signature: []byte("sig")},
		"1f │ 00000003 'key' │ 00000002 00ff │ 00000003 'sig'",
	},
	{&KexECDHInit{ClientPublic: []byte("point")}, "1e │ 00000005 'point'"},
	{
		&KexECDHReply{HostKey: []byte("key"), ServerPublic: []byte("point"), Signature: []byte("sig")},
		"1f │ 00000003 'key' │ 00000005 'point' │ 00000003 'sig'",
	},
	{&KexDHGexRequest{Min: 2048, N: 3072, Max: 8192}, "22 │ 00000800 │ 00000c00 │ 00002000"},
	{&KexDHGexGroup{P: []byte{0xfb}, G: []byte{2}}, "1f │ 00000002 00fb │ 00000001 02"},
	{&KexDHGexInit{E: []byte{0x12, 0x34}}, "20 │ 00000002 1234"},
	{
		&KexDHGexReply{HostKey: []byte("key"), F: []byte{0x56}, Signature: []byte("sig")},
		"21 │ 00000003 'key' │ 00000001 56 │ 00000003 'sig'",
	},
	{&KexRSAPublicKey{HostKey: []byte("key"), TransientKey: []byte("rsa")}, "1e │ 00000003 'key' │ 00000003 'rsa'"},
	{&KexRSASecret{Encrypted: []byte("secret")}, "1f │ 00000006 'secret'"},
	{&KexRSADone{Signature: []byte("sig")}, "20 │ 00000003 'sig'"},
}
