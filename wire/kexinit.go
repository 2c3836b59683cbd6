package wire

// KexInit starts a key exchange: what its sender supports, in each category the
// most preferred first (RFC 4253 §7.1).
//
//	byte      SSH_MSG_KEXINIT
//	byte[16]  cookie
//	name-list kex_algorithms
//	name-list server_host_key_algorithms
//	name-list encryption_algorithms_client_to_server, …_server_to_client
//	name-list mac_algorithms_client_to_server, …_server_to_client
//	name-list compression_algorithms_client_to_server, …_server_to_client
//	name-list languages_client_to_server, …_server_to_client
//	boolean   first_kex_packet_follows
//	uint32    0 (reserved)
type KexInit struct {
	Cookie                    [16]byte // random
	KexAlgorithms             NameList
	HostKeyAlgorithms         NameList
	CiphersClientToServer     NameList
	CiphersServerToClient     NameList
	MACsClientToServer        NameList
	MACsServerToClient        NameList
	CompressionClientToServer NameList
	CompressionServerToClient NameList
	LanguagesClientToServer   NameList
	LanguagesServerToClient   NameList
	FirstKexFollows           bool   // a guessed key exchange packet comes next
	Reserved                  uint32 // 0; a receiver ignores it
}

// Append appends the payload to dst.
func (m *KexInit) Append(dst []byte) []byte {
	dst = appendNumber(dst, MsgKexInit)
	dst = append(dst, m.Cookie[:]...)
	dst = AppendNameList(dst, m.KexAlgorithms)
	dst = AppendNameList(dst, m.HostKeyAlgorithms)
	dst = AppendNameList(dst, m.CiphersClientToServer)
	dst = AppendNameList(dst, m.CiphersServerToClient)
	dst = AppendNameList(dst, m.MACsClientToServer)
	dst = AppendNameList(dst, m.MACsServerToClient)
	dst = AppendNameList(dst, m.CompressionClientToServer)
	dst = AppendNameList(dst, m.CompressionServerToClient)
	dst = AppendNameList(dst, m.LanguagesClientToServer)
	dst = AppendNameList(dst, m.LanguagesServerToClient)
	dst = AppendBool(dst, m.FirstKexFollows)
	return AppendUint32(dst, m.Reserved)
}

// Parse reads the payload, which m then aliases.
func (m *KexInit) Parse(payload []byte) error {
	r := openMessage(payload, MsgKexInit)
	*m = KexInit{}
	copy(m.Cookie[:], r.At("cookie").Fixed(len(m.Cookie)))
	m.KexAlgorithms = r.At("kex_algorithms").NameList()
	m.HostKeyAlgorithms = r.At("server_host_key_algorithms").NameList()
	m.CiphersClientToServer = r.At("encryption_algorithms_client_to_server").NameList()
	m.CiphersServerToClient = r.At("encryption_algorithms_server_to_client").NameList()
	m.MACsClientToServer = r.At("mac_algorithms_client_to_server").NameList()
	m.MACsServerToClient = r.At("mac_algorithms_server_to_client").NameList()
	m.CompressionClientToServer = r.At("compression_algorithms_client_to_server").NameList()
	m.CompressionServerToClient = r.At("compression_algorithms_server_to_client").NameList()
	m.LanguagesClientToServer = r.At("languages_client_to_server").NameList()
	m.LanguagesServerToClient = r.At("languages_server_to_client").NameList()
	m.FirstKexFollows = r.At("first_kex_packet_follows").Bool()
	m.Reserved = r.At("reserved").Uint32()
	return r.End()
}

// NewKeys is the last message under the old keys (RFC 4253 §7.3). It is its
// number alone.
type NewKeys struct{}

// Append appends the payload to dst.
func (m *NewKeys) Append(dst []byte) []byte { return appendNumber(dst, MsgNewKeys) }

// Parse reads the payload.
func (m *NewKeys) Parse(payload []byte) error {
	r := openMessage(payload, MsgNewKeys)
	return r.End()
}
