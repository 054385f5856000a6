/// The kinds of HTML's tags, by what they do to the text around them.
enum HTMLTag {
    /// A tag between whose neighbours is a blank.
    case block
    /// A tag that says how its text looks.
    case inline
    /// A tag whose content isn't shown.
    case unseen

    /// Returns the kind of a name in small letters; nil where it is none of HTML's, nor has a mark of another language in it.
    init?(_ name: String) {
        if Self.hidden.contains(name) {
            self = .unseen
        } else if Self.blocks.contains(name) {
            self = .block
        } else if Self.inlines.contains(name)
            || name.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "-") })
        {
            self = .inline
        } else {
            return nil
        }
    }

    private static let hidden: Set<String> = ["script", "style", "template", "noembed", "xml"]

    private static let blocks = words(
        """
        address article aside blockquote body br button canvas caption center col colgroup dd details dialog dir div dl dt fieldset \
        figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input legend li link main \
        menu meta nav noscript object ol optgroup option p picture pre search section select source summary svg table tbody td textarea \
        tfoot th thead title tr ul video audio
        """)

    private static let inlines = words(
        """
        a abbr acronym applet area b base basefont bdi bdo big blink cite code data datalist del dfn em embed font g i ins kbd label map \
        mark marquee math meter nobr output param path progress q rp rt ruby s samp slot small span strike strong sub sup symbol time \
        track tspan tt u use var wbr
        """)

    private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
}

extension UInt8 {
    /// Whether the byte is an ASCII letter.
    var isLetter: Bool { (self | 32) &- UInt8(ascii: "a") < 26 }

    /// Whether the byte may be in the name of a tag.
    var isNameByte: Bool { isLetter || isDigit || self == UInt8(ascii: ":") || self == UInt8(ascii: "-") }
}
