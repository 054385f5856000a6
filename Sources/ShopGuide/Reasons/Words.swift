/// The words of titles.
public enum Words {
    /// Returns the words of a title in all its languages, in lower case, in order.
    public static func of(_ title: LocalizedText) -> [String] { title.all.flatMap(of(_:)) }

    /// Returns the words of a text, in lower case; a language that doesn't part its words has few long ones.
    public static func of(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init)
    }
}
