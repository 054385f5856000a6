import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideExperiments
import ShopGuideFeeds
import ShopGuideStore

/// Takes a table of what shoppers were shown into the store.
struct ExposureImport {
    let file: String
    /// The columns of fields that are called otherwise: `shopper=user`.
    let columns: [String]
    /// The file that lists the rejected rows.
    let rejected: String

    /// The fields, and those that a row must have.
    private static let fields = ["recommendation", "shopper", "product", "position", "propensity", "time"]
    private static let required = ["shopper", "product", "position"]
    /// Exposures per transaction.
    private static let batch = 10_000

    func run(into arguments: StoreArguments) throws -> ImportResult {
        let reader = try FeedFile(contentsOf: URL(filePath: file)).reader()
        let path = URL(filePath: rejected).absoluteURL.path(percentEncoded: false)
        try RejectedRows.check(path)
        let problems = RejectedRows(path: path)
        let store = try arguments.open()
        let (began, interruption) = (ContinuousClock.now, Interruption())
        var result = ImportResult(part: CatalogPart.exposures.rawValue, stored: 0, added: 0, rejected: 0)
        var batch = ExposureBatch()
        func save() throws {
            for line in batch.rejected.sorted(by: { $0.line < $1.line }) {
                let reason = line.errors.map { "\($0.field) \($0.message)" }.joined(separator: "; ")
                problems.add(line: line.line, reason)
                result.firstProblem = result.firstProblem ?? "line \(line.line): \(reason)"
                result.rejectedFile = path
                result.rejected += 1
            }
            result.added += try batch.save(in: store)
            result.stored += batch.count
            try problems.flush()
            batch = ExposureBatch()
        }
        var names: [String: Int]?
        while let event = try reader.next() {
            if case .rejected(let line, let reason) = event {
                batch.reject(line, [GuideError.Field(field: "row", message: "\(reason)")])
                continue
            }
            let places = try names ?? self.places(in: reader.columns)
            names = places
            do {
                if let fields = try fields(reader, places) { batch.add(fields, line: event.line) }
            } catch let problem as RowProblem {
                batch.reject(event.line, [GuideError.Field(field: "row", message: "\(problem)")])
            }
            if batch.count + batch.rejected.count >= Self.batch { try save() }
            if interruption.isRequested {
                throw CommandError("stopped after \(result.stored) exposures; the same command does them all")
            }
        }
        try save()
        let seconds = max((ContinuousClock.now - began) / .seconds(1), 1e-9)
        (result.seconds, result.rowsPerSecond) = (seconds, Double(result.stored + result.rejected) / seconds)
        return result
    }

    /// The column of each field.
    private func places(in names: [String]) throws -> [String: Int] {
        var places: [String: Int] = [:]
        for field in Self.fields { places[field] = names.firstIndex(of: field) }
        for text in columns {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, Self.fields.contains(parts[0]) else {
                throw CommandError(
                    "--column \(text): must be FIELD=COLUMN, with one of the fields \(Self.fields.joined(separator: ", "))"
                )
            }
            guard let place = names.firstIndex(of: parts[1]) else {
                throw CommandError("\(file): no column \"\(parts[1])\"; it has \(names.joined(separator: ", "))")
            }
            places[parts[0]] = place
        }
        for field in Self.required where places[field] == nil {
            throw CommandError(
                "\(file): no column \"\(field)\"; it has \(names.joined(separator: ", ")): say which it is with --column \(field)=COLUMN"
            )
        }
        return places
    }

    private func fields(_ reader: any RowReader, _ places: [String: Int]) throws -> ExposureFields? {
        func text(_ field: String) throws -> String? {
            guard let place = places[field], let text = try reader.cell(place).text, !text.isEmpty else { return nil }
            return text
        }
        func number<Number: LosslessStringConvertible>(_ field: String, _ type: Number.Type) throws -> Number? {
            guard let text = try text(field) else { return nil }
            guard let number = Number(text) else { throw RowProblem("\(field) \"\(text.prefix(40))\" is no number") }
            return number
        }
        guard let position = try number("position", Int.self) else { throw RowProblem("no position") }
        return ExposureFields(
            recommendation: try text("recommendation"), shopper: try text("shopper") ?? "",
            product: try text("product") ?? "", position: position, propensity: try number("propensity", Double.self),
            time: try text("time"))
    }
}
