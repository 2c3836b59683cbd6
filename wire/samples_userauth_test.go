package wire_test

import . "github.com/glassh/glassh/wire"

var userauthSamples = []sample{
	{
		&UserauthRequest{
			User: []byte("ann"), Service: []byte(ServiceConnection), Method: []byte(MethodPassword),
			Rest: []byte{0, 0, 0, 0, 1, 'x'},
		},
		"32 │ 00000003 'ann' │ 0000000e 'ssh-connection' │ 00000008 'password' │ 00 00000001 'x'",
	},
	{
		&UserauthFailure{Methods: Names(MethodPublicKey, MethodPassword), PartialSuccess: true},
		"33 │ 00000012 'publickey,password' │ 01",
	},
	{&UserauthSuccess{}, "34"},
	{&UserauthBanner{Message: []byte("hi\r\n"), Language: []byte("de")}, "35 │ 00000004 'hi' 0d0a │ 00000002 'de'"},
	{
		&UserauthPKOK{Algorithm: []byte("ssh-ed25519"), Key: []byte("blob")},
		"3c │ 0000000b 'ssh-ed25519' │ 00000004 'blob'",
	},
	{
		&UserauthPasswdChangeReq{Prompt: []byte("New one?"), Language: nil},
		"3c │ 00000008 'New one?' │ 00000000",
	},
	{
		&UserauthInfoRequest{
			Name: []byte("CRYPTOCard"), Instruction: []byte("Challenge"), Language: []byte("en-US"),
			Prompts: Prompts(nil).Append([]byte("Code: "), true).Append([]byte("PIN: "), false),
		},
		"3c │ 0000000a 'CRYPTOCard' │ 00000009 'Challenge' │ 00000005 'en-US'" +
			"│ 00000002 │ 00000006 'Code: ' 01 │ 00000005 'PIN: ' 00",
	},
	{&UserauthInfoRequest{}, "3c │ 00000000 │ 00000000 │ 00000000 │ 00000000"},
	{
		&UserauthInfoResponse{Responses: Responses(nil).Append([]byte("6d757")).Append(nil)},
		"3d │ 00000002 │ 00000005 '6d757' │ 00000000",
	},
	{&UserauthInfoResponse{}, "3d │ 00000000"},
}

var userauthRestSamples = []sample{
	{&UserauthNone{}, ""},
	{&UserauthPassword{Password: []byte("old")}, "00 │ 00000003 'old'"},
	{
		&UserauthPassword{Change: true, Password: []byte("old"), New: []byte("new!")},
		"01 │ 00000003 'old' │ 00000004 'new!'",
	},
	{
		&UserauthPublicKey{Algorithm: []byte("ssh-ed25519"), Key: []byte("blob")},
		"00 │ 0000000b 'ssh-ed25519' │ 00000004 'blob'",
	},
	{
		&UserauthPublicKey{HasSig: true, Algorithm: []byte("ssh-ed25519"), Key: []byte("blob"), Signature: []byte("sig")},
		"01 │ 0000000b 'ssh-ed25519' │ 00000004 'blob' │ 00000003 'sig'",
	},
	{
		&UserauthPublicKeyHostBound{
			HasSig: true, Algorithm: []byte("ssh-ed25519"), Key: []byte("blob"), HostKey: []byte("host"), Signature: []byte("sig"),
		},
		"01 │ 0000000b 'ssh-ed25519' │ 00000004 'blob' │ 00000004 'host' │ 00000003 'sig'",
	},
	{
		&UserauthPublicKeyHostBound{Algorithm: []byte("ssh-ed25519"), Key: []byte("blob"), HostKey: []byte("host")},
		"00 │ 0000000b 'ssh-ed25519' │ 00000004 'blob' │ 00000004 'host'",
	},
	{
		&UserauthHostbased{
			Algorithm: []byte("ssh-rsa"), HostKey: []byte("key"), Host: []byte("a.example"),
			ClientUser: []byte("bob"), Signature: []byte("sig"),
		},
		"00000007 'ssh-rsa' │ 00000003 'key' │ 00000009 'a.example' │ 00000003 'bob' │ 00000003 'sig'",
	},
	{
		&UserauthKeyboardInteractive{Language: nil, Submethods: []byte("pam,skey")},
		"00000000 │ 00000008 'pam,skey'",
	},
}
