/// Many texts in little memory, each once and by a number.
struct TextPool {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// The numbers of texts plus 1 at the places that their hashes give; 0 is free.
    private var table = [UInt32](repeating: 0, count: 16)

    /// The bytes of all texts.
    var size: Int { bytes.count }

    subscript(number: UInt32) -> String { String(decoding: bytes[range(number)], as: UTF8.self) }

    /// Returns a text's number; nil where it isn't there.
    func find(_ text: String) -> UInt32? {
        var text = text
        return text.withUTF8 { text in
            let entry = table[place(of: text)]
            return entry == 0 ? nil : entry - 1
        }
    }

    /// Returns a text's number, a new one where it wasn't there.
    mutating func add(_ text: String) -> UInt32 {
        var text = text
        return text.withUTF8 { text in
            var place = place(of: text)
            if table[place] > 0 { return table[place] - 1 }
            if ends.count * 2 >= table.count {
                grow()
                place = self.place(of: text)
            }
            bytes.append(contentsOf: text)
            ends.append(bytes.count)
            table[place] = UInt32(ends.count)
            return UInt32(ends.count - 1)
        }
    }

    private func range(_ number: UInt32) -> Range<Int> { (number == 0 ? 0 : ends[Int(number) - 1])..<ends[Int(number)] }

    /// The place at which a text stands in the table, or would stand.
    private func place(of text: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(text))
        var place = hasher.finalize() & (table.count - 1)
        while table[place] > 0 {
            let known = range(table[place] - 1)
            if known.count == text.count, bytes[known].elementsEqual(text) { return place }
            place = (place + 1) & (table.count - 1)
        }
        return place
    }

    private mutating func grow() {
        table = [UInt32](repeating: 0, count: table.count * 4)
        bytes.withUnsafeBufferPointer { bytes in
            for number in ends.indices.map(UInt32.init) {
                let place = place(of: UnsafeBufferPointer(rebasing: bytes[range(number)]))
                table[place] = number + 1
            }
        }
    }
}
