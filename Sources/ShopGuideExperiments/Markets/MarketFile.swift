import Foundation
import ShopGuide
import ShopGuideFeeds

/// One market's file.
struct MarketFile {
    let path: String
    /// The histories of the shoppers, in the order in which they come.
    private(set) var histories: [ShopperHistory] = []
    private(set) var rows = 0

    private static let longest = 4096
    private static let header = "userId itemId rate date"
    private var columns: [String] = []
    private var shoppers = Numbering()
    private let market: Int
    private let now: Date

    init(_ url: URL, market: Int, now: Date, products: inout Numbering) throws {
        path = url.relativePath
        self.market = market
        self.now = now
        let stream = try ByteStream(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        var rest: [UInt8] = []
        var line = 0
        while true {
            let count = try stream.read(into: buffer)
            let isLast = count == 0
            rest += buffer[..<count]
            var start = 0
            while let end = rest[start...].firstIndex(of: 10) ?? (isLast && start < rest.count ? rest.count : nil) {
                line += 1
                try read(rest[start..<end], line, &products)
                start = min(end + 1, rest.count)
            }
            rest.removeFirst(start)
            guard rest.count <= Self.longest else { throw problem(line + 1, "longer than \(Self.longest) bytes") }
            if isLast { break }
        }
        guard line > 0 else {
            throw FeedError(.damaged, "\(path): it is empty; its first line should be \"\(Self.header)\"")
        }
    }

    private func problem(_ line: Int, _ reason: String) -> FeedError {
        FeedError(.damaged, "\(path), line \(line): \(reason)")
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>, _ line: Int, _ products: inout Numbering) throws {
        var bytes = bytes
        if bytes.last == 13 { bytes.removeLast() }
        if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw problem(line, "it isn't text in UTF-8")
        }
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard line > 1 else { return try readHeader(fields, text) }
        guard !fields.isEmpty else { return }
        guard fields.count == columns.count else {
            throw problem(line, "\(fields.count) columns; the header has \(columns.count)")
        }
        var event = ShopperHistory.Event(product: 0, kind: .rating)
        var shopper = 0
        for (column, field) in zip(columns, fields) {
            switch column {
            case "userId": shopper = shoppers[field]
            case "itemId": event.product = products[field]
            case "rate":
                guard let value = Double(field), value.isFinite else {
                    throw problem(line, "the rate \"\(field.prefix(40))\" isn't a number")
                }
                event.value = value
            default: event.time = try time(field, line)
            }
        }
        if shopper == histories.count { histories.append(ShopperHistory(market: market)) }
        histories[shopper].events.append(event)
        rows += 1
    }

    private mutating func readHeader(_ fields: [String], _ text: String) throws {
        let known = Self.header.split(separator: " ").map(String.init)
        guard fields.contains("userId"), fields.contains("itemId"), Set(fields).count == fields.count,
            fields.allSatisfy(known.contains)
        else {
            throw problem(
                1,
                "the header should be \"\(Self.header)\", with spaces or tabs (rate and date may be missing); it is "
                    + "\"\(text.prefix(60))\"")
        }
        columns = fields
    }

    private func time(_ field: String, _ line: Int) throws -> Timestamp {
        guard let time = Timestamp(field) else {
            throw problem(line, "\"\(field.prefix(40))\" isn't a date such as 2019-06-03")
        }
        guard Double(time.milliseconds) <= now.timeIntervalSince1970 * 1000 + 86_400_000 else {
            throw problem(line, "the date \(field) lies in the future")
        }
        return time
    }
}
