import ArgumentParser
import ShopGuideApplication
import ShopGuideFeeds

/// The options that say how a file of rows is written and what its columns are; what they leave out is recognised.
struct ImportArguments: ParsableArguments {
    @Option(
        name: .long,
        help:
            "How the table is written: \(TableFormat.allCases.map(\.rawValue).joined(separator: ", ")) (default: recognised)."
    )
    var table: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The encoding of its text: \(TextEncoding.list) (default: UTF-8, or what its mark says).", valueName: "name"
        ))
    var encoding: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What stands between two fields: one to eight characters, or tab (default: recognised).",
            valueName: "characters"))
    var separator: String?
    @Flag(name: .long, help: "Take quotes in the table as they are.")
    var noQuotes = false
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The columns of a table whose first line doesn't name them: id,title,price.", valueName: "names"))
    var header: String?
    @Option(name: .long, help: ArgumentHelp("Where the rows of JSON or XML are: data.products.", valueName: "path"))
    var path: String?
    @Option(name: [.customLong("null")], help: ArgumentHelp("A value that stands for none: NA.", valueName: "value"))
    var nulls: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The system that it is an export of: \(FeedProfile.list); or none (default: recognised).", valueName: "name"
        ))
    var profile: String?
    @Option(
        name: [.customLong("column")],
        help: ArgumentHelp("The column that holds a field: id=product_id.", valueName: "field=column"))
    var columns: [String] = []
    @Option(
        name: [.customLong("default")],
        help: ArgumentHelp("What a field is where a row doesn't have it: kind=purchase.", valueName: "field=value"))
    var defaults: [String] = []
    @Option(
        name: [.customLong("map")],
        help: ArgumentHelp("What a value of a field means: kind:buy=purchase.", valueName: "field:value=meaning"))
    var meanings: [String] = []
    @Option(name: [.customLong("ignore")], help: ArgumentHelp("A column to leave out.", valueName: "column"))
    var ignored: [String] = []
    @Option(name: .long, help: "The decimal sign of prices: point or comma (default: as the column shows).")
    var decimal: String?
    @Flag(name: .long, help: "Take texts as they are: leave entities, tags and blanks in them.")
    var verbatim = false
    @Flag(name: .long, help: "Make the products that interactions name and the catalogue lacks.")
    var makeProducts = false
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The columns of a table that has a row for every property of a product.", valueName: "id,property,value"))
    var long: String?
    @Option(
        name: .long,
        help: ArgumentHelp("With --long, the column that says which value is the newest.", valueName: "column"))
    var time: String?

    var options: ImportOptions {
        var options = ImportOptions()
        (options.format, options.encoding, options.separator) = (table, encoding, separator)
        (options.header, options.path, options.profile, options.decimal) = (header, path, profile, decimal)
        (options.columns, options.defaults, options.meanings) = (columns, defaults, meanings)
        (options.ignored, options.nulls, options.long, options.time) = (ignored, nulls, long, time)
        (options.ignoresQuotes, options.isVerbatim, options.makesProducts) = (noQuotes, verbatim, makeProducts)
        return options
    }

    /// Whether one was given that doesn't name a column.
    var isMoreThanColumns: Bool {
        var options = options
        options.columns = []
        return options != ImportOptions()
    }

    /// Whether one of them was given.
    var isSet: Bool { options != ImportOptions() }
}
