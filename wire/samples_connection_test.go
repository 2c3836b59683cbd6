package wire_test

import . "github.com/glassh/glassh/wire"

var connectionSamples = []sample{
	{
		&GlobalRequest{Type: []byte("tcpip-forward"), WantReply: true, Rest: []byte{9, 9}},
		"50 │ 0000000d 'tcpip-forward' │ 01 │ 0909",
	},
	{&RequestSuccess{}, "51"},
	{&RequestSuccess{Rest: []byte{0, 0, 0x1f, 0x90}}, "51 │ 00001f90"},
	{&RequestFailure{}, "52"},
	{
		&ChannelOpen{Type: []byte("session"), Sender: 1, Window: 0x200000, MaxPacket: 0x8000},
		"5a │ 00000007 'session' │ 00000001 │ 00200000 │ 00008000",
	},
	{
		&ChannelOpen{Type: []byte("x11"), Sender: 2, Window: 3, MaxPacket: 4, Rest: []byte("rest")},
		"5a │ 00000003 'x11' │ 00000002 │ 00000003 │ 00000004 │ 'rest'",
	},
	{
		&ChannelOpenConfirmation{Recipient: 1, Sender: 0xffffffff, Window: 2, MaxPacket: 3, Rest: []byte{7}},
		"5b │ 00000001 │ ffffffff │ 00000002 │ 00000003 │ 07",
	},
	{
		&ChannelOpenFailure{Recipient: 5, Reason: OpenConnectFailed, Description: []byte("refused"), Language: []byte("en")},
		"5c │ 00000005 │ 00000002 │ 00000007 'refused' │ 00000002 'en'",
	},
	{&ChannelWindowAdjust{Recipient: 6, Add: 0x80000000}, "5d │ 00000006 │ 80000000"},
	{&ChannelData{Recipient: 7, Data: []byte("data")}, "5e │ 00000007 │ 00000004 'data'"},
	{
		&ChannelExtendedData{Recipient: 8, Type: DataStderr, Data: []byte("oops")},
		"5f │ 00000008 │ 00000001 │ 00000004 'oops'",
	},
	{&ChannelEOF{Recipient: 9}, "60 │ 00000009"},
	{&ChannelClose{Recipient: 10}, "61 │ 0000000a"},
	{
		&ChannelRequest{Recipient: 11, Type: []byte("exec"), WantReply: true, Rest: []byte{0, 0, 0, 2, 'l', 's'}},
		"62 │ 0000000b │ 00000004 'exec' │ 01 │ 00000002 'ls'",
	},
	{&ChannelSuccess{Recipient: 12}, "63 │ 0000000c"},
	{&ChannelFailure{Recipient: 13}, "64 │ 0000000d"},
}

var globalRestSamples = []sample{
	{&TCPIPForward{Address: []byte("localhost"), Port: 8080}, "00000009 'localhost' │ 00001f90"},
	{&CancelTCPIPForward{Address: nil, Port: 22}, "00000000 │ 00000016"},
	{&TCPIPForwardReply{Port: 40000}, "00009c40"},
	{&StreamlocalForward{Path: []byte("/run/s")}, "00000006 '/run/s'"},
	{&CancelStreamlocalForward{Path: []byte("/run/s")}, "00000006 '/run/s'"},
}

var openRestSamples = []sample{
	{&OpenSession{}, ""},
	{&OpenX11{OriginAddress: []byte("192.168.7.38"), OriginPort: 6010}, "0000000c '192.168.7.38' │ 0000177a"},
	{
		&OpenForwardedTCPIP{Address: []byte("::"), Port: 80, OriginAddress: []byte("::1"), OriginPort: 51234},
		"00000002 '::' │ 00000050 │ 00000003 '::1' │ 0000c822",
	},
	{
		&OpenDirectTCPIP{Host: []byte("example.com"), Port: 443, OriginAddress: []byte("127.0.0.1"), OriginPort: 1},
		"0000000b 'example.com' │ 000001bb │ 00000009 '127.0.0.1' │ 00000001",
	},
	{&OpenTun{Mode: TunnelPackets, Unit: AnyTunnelUnit}, "00000001 │ 7fffffff"},
	{&OpenDirectStreamlocal{Path: []byte("/run/s")}, "00000006 '/run/s' │ 00000000 │ 00000000"},
	{&OpenForwardedStreamlocal{Path: []byte("/run/s")}, "00000006 '/run/s' │ 00000000"},
}

var requestRestSamples = []sample{
	{
		&PTYRequest{
			Term: []byte("vt100"), Columns: 80, Rows: 24, Width: 640, Height: 480,
			Modes: TerminalModes(nil).Append(ModeVERASE, 127).Append(ModeECHO, 1).Append(ModeOSPEED, 38400).End(),
		},
		"00000005 'vt100' │ 00000050 │ 00000018 │ 00000280 │ 000001e0" +
			"│ 00000010 │ 03 0000007f │ 35 00000001 │ 81 00009600 │ 00",
	},
	{
		&X11Request{SingleConnection: true, Protocol: []byte("MIT-MAGIC-COOKIE-1"), Cookie: []byte("00ff"), Screen: 1},
		"01 │ 00000012 'MIT-MAGIC-COOKIE-1' │ 00000004 '00ff' │ 00000001",
	},
	{&EnvRequest{Name: []byte("LANG"), Value: []byte("C.UTF-8")}, "00000004 'LANG' │ 00000007 'C.UTF-8'"},
	{&ShellRequest{}, ""},
	{&ExecRequest{Command: []byte("uname -a")}, "00000008 'uname -a'"},
	{&SubsystemRequest{Name: []byte("sftp")}, "00000004 'sftp'"},
	{&WindowChange{Columns: 132, Rows: 43, Width: 1, Height: 2}, "00000084 │ 0000002b │ 00000001 │ 00000002"},
	{&XonXoff{ClientCanDo: true}, "01"},
	{&BreakRequest{Length: 500}, "000001f4"},
	{&SignalRequest{Signal: []byte("TERM")}, "00000004 'TERM'"},
	{&ExitStatus{Status: 127}, "0000007f"},
	{
		&ExitSignal{Signal: []byte("SEGV"), CoreDumped: true, Message: []byte("crash"), Language: nil},
		"00000004 'SEGV' │ 01 │ 00000005 'crash' │ 00000000",
	},
}
