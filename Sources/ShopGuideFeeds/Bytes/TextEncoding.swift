/// The encoding of a file's text.
public struct TextEncoding: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The usual name: `windows-1252`.
    public let name: String
    /// The name that iconv knows.
    let converter: String

    private init(_ name: String, _ converter: String) { (self.name, self.converter) = (name, converter) }

    /// UTF-8.
    public static let utf8 = TextEncoding("utf-8", "UTF-8")
    /// UTF-16, in the order of bytes that its mark says.
    public static let utf16 = TextEncoding("utf-16", "UTF-16")
    /// The encoding of Windows in the West.
    public static let windows1252 = TextEncoding("windows-1252", "CP1252")
    /// The encoding of Windows in Central Europe.
    public static let windows1250 = TextEncoding("windows-1250", "CP1250")
    /// The encoding of Windows for Cyrillic letters.
    public static let windows1251 = TextEncoding("windows-1251", "CP1251")
    /// ISO 8859-2, of Central Europe.
    public static let latin2 = TextEncoding("latin2", "ISO-8859-2")
    /// The Russian encoding of Unix.
    public static let koi8 = TextEncoding("koi8-r", "KOI8-R")
    /// ISO 8859-1.
    public static let latin1 = TextEncoding("latin1", "ISO-8859-1")
    /// The Chinese standard, with GBK and GB 2312 in it.
    public static let gb18030 = TextEncoding("gb18030", "GB18030")
    /// Shift-JIS as Windows has it.
    public static let shiftJIS = TextEncoding("shift-jis", "CP932")
    /// Big5, with the characters of Hong Kong.
    public static let big5 = TextEncoding("big5", "BIG5-HKSCS")

    /// All encodings.
    public static let all: [TextEncoding] = [
        .utf8, .utf16, .windows1252, .latin1, .windows1250, .latin2, .windows1251, .koi8, .gb18030, .shiftJIS, .big5,
    ]

    /// The names of all encodings as a sentence has them.
    public static var list: String { all.map(\.name).joined(separator: ", ") }

    /// Other names, without the signs between letters.
    private static let others = [
        "cp1252": "windows-1252", "ansi": "windows-1252", "western": "windows-1252", "iso88591": "latin1",
        "iso885915": "windows-1252", "cp1250": "windows-1250", "iso88592": "latin2", "cp1251": "windows-1251",
        "cyrillic": "windows-1251", "koi8": "koi8-r", "koi8u": "koi8-r", "gbk": "gb18030", "gb2312": "gb18030",
        "cp936": "gb18030", "sjis": "shift-jis",
        "cp932": "shift-jis", "windows31j": "shift-jis", "ms932": "shift-jis", "cp950": "big5", "big5hkscs": "big5",
        "utf16le": "utf-16", "utf16be": "utf-16", "unicode": "utf-16",
    ]

    /// Finds an encoding by any of its usual names; nil where there is none of it.
    public init?(_ name: String) {
        func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
        let wanted = plain(name)
        let known = Self.others[wanted] ?? name
        guard let encoding = Self.all.first(where: { plain($0.name) == plain(known) }) else { return nil }
        self = encoding
    }

    /// The name.
    public var description: String { name }

    /// Reads a name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let encoding = TextEncoding(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be one of \(Self.list)")
        }
        self = encoding
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
