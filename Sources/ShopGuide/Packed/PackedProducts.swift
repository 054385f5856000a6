import Foundation

/// Products by slot as bytes, in a fraction of the memory that values take; each is unpacked when it is asked for.
///
/// Bytes lie in pages, so that a copy of the table shares all those that don't change afterwards. A page of which half is unused is given up,
/// and what is left of it moves to the last one.
struct PackedProducts: Sendable {
    /// The rows one after the other, by page.
    private(set) var pages: [[UInt8]] = []
    /// The place of each slot's row.
    private(set) var places: [Place] = []
    /// The texts that rows name by number.
    private(set) var texts = TextTable()
    /// The bytes of each page that no slot has.
    private var unused: [Int] = []
    /// The values of a product that is being written, and its row: they with their length before them.
    private var (values, row) = (ByteRowWriter(), ByteRowWriter())

    /// The place of a row.
    struct Place: Sendable, BitwiseCopyable {
        var page: Int32 = -1
        var offset: UInt32 = 0
    }

    /// The bytes of a page; one row may be larger.
    private static let pageBytes = 1 << 20

    /// Creates a table without products.
    init() {}

    /// Creates a table of pages that were kept; nil where a place isn't in them.
    init?(pages: [[UInt8]], places: [Place], texts: [String]) {
        for place in places where place.page >= 0 {
            guard Int(place.page) < pages.count, Int(place.offset) < pages[Int(place.page)].count else { return nil }
        }
        (self.pages, self.places, self.texts) = (pages, places, TextTable(texts))
        unused = pages.map(\.count)
        for slot in places.indices where isPresent(slot) { unused[Int(places[slot].page)] -= range(of: slot).count }
    }

    /// The number of slots, also of those without a product.
    var count: Int { places.count }

    /// The product of a slot; nil where there is none.
    subscript(slot: Int) -> Product? {
        withRow(slot) { row in PackedProduct.read(&row, texts) } ?? nil
    }

    /// Whether there is a product in a slot.
    func isPresent(_ slot: Int) -> Bool { places[slot].page >= 0 }

    /// Calls a body with the bytes of a slot's id; returns nil where there is no product.
    @inline(__always)
    func withID<Result>(of slot: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        withRow(slot) { body($0.textBytes()) }
    }

    /// Returns whether a slot's product has an id.
    func hasID(_ id: UnsafeRawBufferPointer, _ slot: Int) -> Bool {
        withID(of: slot) { own in
            guard own.count == id.count else { return false }
            guard let first = own.baseAddress, let other = id.baseAddress else { return true }
            return memcmp(first, other, own.count) == 0
        } ?? false
    }

    /// Returns whether a slot's product names a market.
    func isSold(_ slot: Int, in market: String) -> Bool {
        guard let number = texts.knownNumber(of: market) else { return false }
        return withRow(slot) { row in
            _ = row.textBytes()
            return row.list { $0.count() }.contains(number)
        } ?? false
    }

    /// Sets the product of a slot: of one that is there, or of the next.
    mutating func set(_ product: Product, at slot: Int) {
        values.clear()
        PackedProduct.write(product, to: &values, &texts)
        row.clear()
        row.write(values.bytes)
        if slot == places.count { places.append(Place()) } else { remove(slot) }
        places[slot] = append(row.bytes[...])
    }

    /// Removes the product of a slot.
    mutating func remove(_ slot: Int) {
        guard isPresent(slot) else { return }
        let page = Int(places[slot].page)
        unused[page] += range(of: slot).count
        places[slot] = Place()
        if page < pages.count - 1, unused[page] > pages[page].count / 2 { vacate(page) }
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) -> Place {
        if pages.last.map({ $0.count + bytes.count > Self.pageBytes }) ?? true {
            var page: [UInt8] = []
            page.reserveCapacity(max(Self.pageBytes, bytes.count))
            pages.append(page)
            unused.append(0)
        }
        let last = pages.count - 1
        pages[last].append(contentsOf: bytes)
        return Place(page: Int32(last), offset: UInt32(pages[last].count - bytes.count))
    }

    /// Moves the rows of a page to the last one.
    private mutating func vacate(_ page: Int) {
        let bytes = pages[page]
        for slot in places.indices where places[slot].page == page { places[slot] = append(bytes[range(of: slot)]) }
        (pages[page], unused[page]) = ([], 0)
    }

    /// The bytes of a slot's row with its length before it, in their page.
    private func range(of slot: Int) -> Range<Int> {
        let (page, start) = (pages[Int(places[slot].page)], Int(places[slot].offset))
        return page.withUnsafeBytes { bytes in
            var row = ByteRowReader(bytes, at: start)
            _ = row.textBytes()
            return start..<row.place
        }
    }

    @inline(__always)
    private func withRow<Result>(_ slot: Int, _ body: (inout ByteRowReader) -> Result) -> Result? {
        let place = places[slot]
        guard place.page >= 0 else { return nil }
        return pages[Int(place.page)].withUnsafeBytes { bytes in
            var whole = ByteRowReader(bytes, at: Int(place.offset))
            var row = ByteRowReader(whole.textBytes())
            return body(&row)
        }
    }
}
