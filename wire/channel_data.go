package wire

import "strconv"

// ChannelWindowAdjust lets the peer send more (RFC 4254 §5.2).
//
//	byte SSH_MSG_CHANNEL_WINDOW_ADJUST │ uint32 recipient channel │ uint32 bytes to add
type ChannelWindowAdjust struct {
	Recipient uint32
	Add       uint32 // bytes
}

// Append appends the payload to dst.
func (m *ChannelWindowAdjust) Append(dst []byte) []byte {
	return AppendUint32(AppendUint32(appendNumber(dst, MsgChannelWindowAdjust), m.Recipient), m.Add)
}

// Parse reads the payload.
func (m *ChannelWindowAdjust) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelWindowAdjust)
	*m = ChannelWindowAdjust{
		Recipient: r.At("recipient channel").Uint32(),
		Add:       r.At("bytes to add").Uint32(),
	}
	return r.End()
}

// ChannelData carries a channel's data (RFC 4254 §5.2).
//
//	byte SSH_MSG_CHANNEL_DATA │ uint32 recipient channel │ string data
type ChannelData struct {
	Recipient uint32
	Data      []byte
}

// Append appends the payload, 9 bytes and the data, to dst.
func (m *ChannelData) Append(dst []byte) []byte {
	return AppendString(AppendUint32(appendNumber(dst, MsgChannelData), m.Recipient), m.Data)
}

// Parse reads the payload, which m then aliases.
func (m *ChannelData) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelData)
	*m = ChannelData{
		Recipient: r.At("recipient channel").Uint32(),
		Data:      r.At("data").Bytes(),
	}
	return r.End()
}

// ChannelExtendedData carries data of another kind, standard error above all
// (RFC 4254 §5.2).
//
//	byte SSH_MSG_CHANNEL_EXTENDED_DATA │ uint32 recipient channel │ uint32 data_type_code │ string data
type ChannelExtendedData struct {
	Recipient uint32
	Type      DataType
	Data      []byte
}

// Append appends the payload, 13 bytes and the data, to dst.
func (m *ChannelExtendedData) Append(dst []byte) []byte {
	dst = AppendUint32(appendNumber(dst, MsgChannelExtendedData), m.Recipient)
	dst = AppendUint32(dst, uint32(m.Type))
	return AppendString(dst, m.Data)
}

// Parse reads the payload, which m then aliases.
func (m *ChannelExtendedData) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelExtendedData)
	*m = ChannelExtendedData{
		Recipient: r.At("recipient channel").Uint32(),
		Type:      DataType(r.At("data_type_code").Uint32()),
		Data:      r.At("data").Bytes(),
	}
	return r.End()
}

// A DataType is the data_type_code of [ChannelExtendedData] (RFC 4250 §4.4).
type DataType uint32

// DataStderr is what a program writes to its standard error.
const DataStderr DataType = 1

// String returns "stderr", or "data type 2".
func (t DataType) String() string {
	if t == DataStderr {
		return "stderr"
	}
	return "data type " + strconv.FormatUint(uint64(t), 10)
}
