import ArgumentParser
import Foundation
import ShopGuideApplication
import ShopGuideFeeds

/// The options that say what the columns of a table are.
struct ColumnArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The system that it is an export of: \(FeedProfile.list); or none (default: recognised).", valueName: "name"))
    var profile: String?
    @Option(
        name: [.customLong("column")],
        help: ArgumentHelp("The column that holds a field: id=product_id.", valueName: "field=column"))
    var columns: [FieldArgument] = []
    @Option(
        name: [.customLong("default")],
        help: ArgumentHelp("What a field is where a row doesn't have it: kind=purchase.", valueName: "field=value"))
    var defaults: [FieldArgument] = []
    @Option(
        name: [.customLong("map")],
        help: ArgumentHelp("What a value of a field means: kind:buy=purchase.", valueName: "field:value=value"))
    var values: [ValueArgument] = []
    @Option(name: [.customLong("ignore")], help: ArgumentHelp("A column to leave out.", valueName: "column"))
    var ignored: [String] = []
    @Option(name: .long, help: "The decimal sign of prices: point or comma (default: as the column shows).")
    var decimal: DecimalSign?
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
        name: .long, help: ArgumentHelp("With --long, the column that says which value is the newest.", valueName: "column"))
    var time: String?
    @Option(
        name: .long, help: ArgumentHelp("A table of categories and their parents, for ids of categories.", valueName: "file"))
    var tree: String?

    /// Whether one of them was given.
    var isSet: Bool {
        profile != nil || !columns.isEmpty || !defaults.isEmpty || !values.isEmpty || !ignored.isEmpty || decimal != nil
            || verbatim || makeProducts || long != nil || time != nil || tree != nil
    }

    var mapping: ColumnMapping {
        ColumnMapping(
            columns: columns.map(\.entry), defaults: defaults.map(\.entry), values: values.map(\.value),
            ignored: Set(ignored))
    }

    func validate() throws {
        if let profile, profile != "none", FeedProfile(rawValue: profile) == nil {
            throw ValidationError("--profile must be \(FeedProfile.list) or none, not \"\(profile)\"")
        }
        if let long, long.split(separator: ",").count != 3 {
            throw ValidationError("--long must name three columns, id,property,value, not \"\(long)\"")
        }
        guard time == nil || long != nil else { throw ValidationError("--time is for --long") }
    }

    func set(_ request: inout ImportRequest) {
        request.mapping = mapping
        request.decimal = decimal
        request.rows.isVerbatim = verbatim
        request.makesProducts = makeProducts
        request.long = long?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        request.newest = time
        request.tree = tree.map { URL(filePath: $0) }
        if let profile { request.profile = FeedProfile(rawValue: profile).map { .named($0) } ?? .none }
    }
}

extension DecimalSign: ExpressibleByArgument {}

/// `FIELD:VALUE=MEANING` on the command line.
struct ValueArgument: ExpressibleByArgument {
    let value: ColumnMapping.Value

    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":"), colon != argument.startIndex,
            let sign = argument.lastIndex(of: "="), sign > argument.index(after: colon)
        else { return nil }
        let meaning = argument[argument.index(after: sign)...]
        guard !meaning.isEmpty else { return nil }
        value = ColumnMapping.Value(
            field: String(argument[..<colon]), value: String(argument[argument.index(after: colon)..<sign]),
            meaning: String(meaning))
    }
}
