package dissect

import "github.com/glassh/glassh/wire"

// RFC 4256: authentication by questions and answers.

var interactiveMethods = []Layout{
	{Name: wire.MethodKeyboardInteractive, Source: "RFC 4256 §3.1", Fields: []Field{
		{Name: "language tag", Type: String},
		{Name: "submethods", Type: String, Note: "A hint how the client would like to be asked; usually empty."},
	}},
}

var interactiveMessages = []message{
	{number: wire.MsgUserauthInfoRequest, method: wire.MethodKeyboardInteractive, fields: []Field{
		{Name: "name", Type: String},
		{Name: "instruction", Type: String},
		{Name: "language tag", Type: String},
		{Name: "num-prompts", Type: Uint32, Note: "0 asks nothing, and is answered all the same."},
		{Name: "question", Type: List, Count: "num-prompts", Each: []Field{
			{Name: "prompt", Type: String},
			{Name: "echo", Type: Boolean, Note: "Whether what is typed may show."},
		}},
	}},
	{number: wire.MsgUserauthInfoResponse, method: wire.MethodKeyboardInteractive, fields: []Field{
		{Name: "num-responses", Type: Uint32},
		{Name: "responses", Type: List, Count: "num-responses", Each: []Field{
			{Name: "response", Type: String, Kind: Secret, open: (*Context).echoes},
		}},
	}},
}
