import Foundation

/// A serialised `Event` of TensorBoard.
///
/// Protocol buffers are written by hand: four messages with eight fields take less code here than a dependency and generated
/// types would (field numbers from TensorFlow's `event.proto` and `summary.proto`).
struct EventMessage {
    private(set) var bytes: [UInt8] = []

    /// Returns the first event of a file, with the format's version.
    static func header(time: Double) -> EventMessage {
        var event = EventMessage(time: time)
        event.append(field: 3, bytes: Array("brain.Event:2".utf8))
        return event
    }

    /// Returns a restart event: readers drop the events of earlier files from this step on.
    static func start(step: Int, time: Double) -> EventMessage {
        var log = EventMessage()
        log.append(field: 1, integer: 1)  // SessionLog.START
        var event = EventMessage(time: time)
        event.append(field: 2, integer: step)
        event.append(field: 7, bytes: log.bytes)
        return event
    }

    /// Returns the scalars of a step, in order.
    static func scalars(_ scalars: some Sequence<(key: String, value: Double)>, step: Int, time: Double) -> EventMessage
    {
        var summary = EventMessage()
        for (tag, number) in scalars {
            var value = EventMessage()
            value.append(field: 1, bytes: Array(tag.utf8))
            value.append(field: 2, float: Float(number))
            summary.append(field: 1, bytes: value.bytes)
        }
        var event = EventMessage(time: time)
        event.append(field: 2, integer: step)
        event.append(field: 5, bytes: summary.bytes)
        return event
    }

    /// The message framed as a TFRecord: length, checksum of the length, message, checksum of the message.
    var record: [UInt8] {
        let length = littleEndian(UInt64(bytes.count))
        return length + littleEndian(CRC32C.masked(length)) + bytes + littleEndian(CRC32C.masked(bytes))
    }

    private init() {}

    private init(time: Double) {
        append(tag: 1, wire: 1)
        bytes += littleEndian(time.bitPattern)
    }

    private mutating func append(field: Int, integer: Int) {
        append(tag: field, wire: 0)
        append(varint: UInt64(bitPattern: Int64(integer)))
    }

    private mutating func append(field: Int, float: Float) {
        append(tag: field, wire: 5)
        bytes += littleEndian(float.bitPattern)
    }

    private mutating func append(field: Int, bytes content: [UInt8]) {
        append(tag: field, wire: 2)
        append(varint: UInt64(content.count))
        bytes += content
    }

    private mutating func append(tag: Int, wire: Int) { append(varint: UInt64(tag << 3 | wire)) }

    private mutating func append(varint value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
