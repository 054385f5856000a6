import ArgumentParser
import Foundation
import ShopGuideApplication
import ShopGuideFeeds

/// The options that say how a file of rows is written; what they leave out is recognised.
struct FeedArguments: ParsableArguments {
    @Option(
        name: .long,
        help: "How the table is written: \(TableFormat.allCases.map(\.rawValue).joined(separator: ", ")) (default: recognised).")
    var table: TableFormat?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The encoding of its text: \(TextEncoding.list) (default: UTF-8, or what its mark says).", valueName: "name"))
    var encoding: TextEncoding?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What stands between two fields, one to eight characters, or tab (default: recognised).",
            valueName: "characters"))
    var separator: String?
    @Flag(name: .long, help: "Take quotes in the table as they are.")
    var noQuotes = false
    @Option(
        name: .long,
        help: ArgumentHelp("The columns of a table whose first line doesn't name them: id,title,price.", valueName: "names"))
    var header: String?
    @Option(name: .long, help: ArgumentHelp("Where the rows of JSON or XML are: data.products.", valueName: "path"))
    var path: String?
    @Option(name: [.customLong("null")], help: ArgumentHelp("A value that stands for none: NA.", valueName: "value"))
    var nulls: [String] = []

    /// Whether one of them was given.
    var isSet: Bool {
        table != nil || encoding != nil || separator != nil || noQuotes || header != nil || path != nil || !nulls.isEmpty
    }

    var options: FeedOptions {
        var options = FeedOptions()
        options.format = table
        options.encoding = encoding
        options.separator = separator == "tab" ? "\t" : separator
        options.hasQuotes = !noQuotes
        options.header = header?.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        options.path = path
        options.nulls = Set(nulls)
        return options
    }

    func validate() throws {
        if let separator, !(1...8 ~= separator.utf8.count) || separator.contains(where: { $0 == "\"" || $0.isNewline }) {
            throw ValidationError("--separator must be one to eight characters, and no quote, not \"\(separator)\"")
        }
    }
}

extension TextEncoding: ExpressibleByArgument {
    /// Reads a name on the command line.
    public init?(argument: String) { self.init(argument) }
}
