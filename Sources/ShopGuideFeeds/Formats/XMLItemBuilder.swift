/// Makes items of the elements of a feed as they come.
struct XMLItemBuilder {
    /// An element in an item, with the text so far.
    private struct Open {
        let name: String
        let rank: XMLRank
        var text: [UInt8] = []
    }

    /// The items that are whole.
    var items: [XMLItem] = []
    /// The elements that are open, from the root.
    private(set) var path: [String] = []
    /// The name of the first element.
    private(set) var root: String?
    /// Whether there was an item.
    private(set) var hasItems = false
    private var item: XMLItem?
    private var itemDepth = 0
    private var itemStart = 0
    private var open: [Open] = []
    private var names: XMLNames
    /// The places of names' values in the latest item, by the names' numbers.
    private var slots: [(item: Int, index: Int)] = []
    /// The number of the latest item.
    private var number = 0
    private var googlePrefixes: Set<String> = ["g"]
    /// The names of the elements from an outer one to the items; a single one of those that are usual, once it was seen.
    private var wanted: [String]
    private let isGiven: Bool
    private let limits: TableLimits

    /// The elements that items usually are.
    static let usual = ["item", "entry", "product", "offer", "row", "shopitem"]
    /// The elements from the root down to the items at most, and those that may be in each other in an item.
    private static let (itemDepth, depth) = (5, 64)
    private static let google = "http://base.google.com/ns/1.0"

    init(at place: String?, limits: TableLimits) {
        wanted = (place ?? "").split(separator: ".").map(String.init)
        isGiven = !wanted.isEmpty
        self.limits = limits
        names = XMLNames(limit: limits.columns)
    }

    /// The names in items, by their numbers.
    var itemNames: [String] { names.names }

    /// Whether an item is open.
    var isInItem: Bool { item != nil }
    /// The depth of the element that is open.
    var depth: Int { path.count }

    // MARK: - Elements

    /// Opens an element.
    mutating func start(_ name: String, _ attributes: [(name: String, value: String)], line: Int, byte: Int) {
        for (name, value) in attributes where value == Self.google && name.hasPrefix("xmlns:") {
            googlePrefixes.insert(String(name.dropFirst(6)))
        }
        let (prefix, local) = Self.parts(name)
        path.append(local)
        root = root ?? local
        guard item != nil else {
            if isItem(local) { begin(attributes, line: line, byte: byte) }
            return
        }
        check(byte)
        guard depth <= Self.depth else {
            item?.reject("elements more than \(Self.depth) deep in each other")
            return
        }
        let rank = open.first?.rank ?? rank(of: prefix)
        let full = open.last.map { "\($0.name).\(local)" } ?? local
        guard full.utf8.count <= JSONNames.nameBytes else {
            item?.reject("an element's name is longer than \(JSONNames.nameBytes) bytes")
            return
        }
        open.append(Open(name: full, rank: rank))
        if local == "link" { add(link: attributes, to: full, rank) }
    }

    /// Closes an element.
    mutating func end(byte: Int) {
        defer { path.removeLast() }
        guard item != nil else { return }
        check(byte)
        guard depth > itemDepth else {
            if let item { items.append(item) }
            (item, open) = (nil, [])
            return
        }
        // Elements that are too deep were never opened.
        guard open.count == depth - itemDepth, let element = open.popLast() else { return }
        add(element.text, to: element.name, element.rank)
    }

    /// Adds text to the open element.
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>, byte: Int) {
        guard item != nil, item?.problem == nil, !open.isEmpty else { return }
        check(byte)
        let last = open.count - 1
        guard open[last].text.count + bytes.count <= limits.fieldBytes else {
            item?.reject("\"\(open[last].name)\" is longer than \(limits.fieldBytes) bytes")
            open[last].text = []
            return
        }
        open[last].text += bytes
    }

    /// Adds the character that a name which XML doesn't know stands for in HTML.
    mutating func entity(_ name: String) {
        guard item != nil, !open.isEmpty else { return }
        item?.reject("&\(name); isn't known in XML")
    }

    // MARK: - Items

    private mutating func isItem(_ local: String) -> Bool {
        if isGiven { return path.count >= wanted.count && path.suffix(wanted.count).elementsEqual(wanted) }
        guard depth <= Self.itemDepth else { return false }
        if let wanted = wanted.first { return local == wanted }
        guard Self.usual.contains(local.lowercased()) else { return false }
        wanted = [local]
        return true
    }

    private mutating func begin(_ attributes: [(name: String, value: String)], line: Int, byte: Int) {
        hasItems = true
        (itemDepth, itemStart, number) = (depth, byte, number + 1)
        item = XMLItem(line: line)
        for (name, value) in attributes where !name.contains(":") && name != "xmlns" {
            add(Array(value.utf8), to: name, .attribute)
        }
    }

    /// Adds the address that an Atom link has as an attribute.
    private mutating func add(link attributes: [(name: String, value: String)], to name: String, _ rank: XMLRank) {
        func value(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
        guard let address = value("href"), value("rel") ?? "alternate" == "alternate" else { return }
        add(Array(address.utf8), to: name, rank)
    }

    /// Adds the text of an element to the item.
    private mutating func add(_ text: [UInt8], to name: String, _ rank: XMLRank) {
        guard item?.problem == nil, let text = Self.trimmed(text) else { return }
        guard let name = names.number(of: name) else {
            item?.reject("more than \(limits.columns) different names in the file")
            return
        }
        while slots.count <= name { slots.append((0, 0)) }
        if slots[name].item == number {
            item?.add(text, at: slots[name].index, rank)
        } else {
            slots[name] = (number, item?.values.count ?? 0)
            item?.add(text, to: name, rank)
        }
    }

    private mutating func check(_ byte: Int) {
        guard byte - itemStart > limits.rowBytes, item?.problem == nil else { return }
        item?.reject("longer than \(limits.rowBytes) bytes")
    }

    // MARK: - Names

    private func rank(of prefix: Substring?) -> XMLRank {
        guard let prefix else { return .plain }
        return googlePrefixes.contains(String(prefix)) ? .google : .other
    }

    private static func parts(_ name: String) -> (prefix: Substring?, local: String) {
        guard let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")) else { return (nil, name) }
        return (name[..<colon], String(name[name.utf8.index(after: colon)...]))
    }

    /// Returns a text without blanks around it; nil where nothing is left.
    private static func trimmed(_ text: [UInt8]) -> String? {
        guard let first = text.firstIndex(where: { $0 > 32 }), let last = text.lastIndex(where: { $0 > 32 }) else {
            return nil
        }
        return String(decoding: text[first...last], as: UTF8.self)
    }
}
