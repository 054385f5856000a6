import Foundation

/// The printed result of an import.
struct ImportResult: Encodable {
    var part: String
    var stored: Int
    var added: Int
    var rejected: Int
    var shoppers: Int?
    var interactions: Int?
    var rejectedFile: String?
    var seconds: Double?
    var rowsPerSecond: Double?
    var unusedColumns: [String]?
    var firstProblem: String?
    var remarks: [String]?

    var text: String {
        var line = "\(stored) \(part == "builtin" ? "products" : part) stored, \(added) of them new"
        if let shoppers, let interactions {
            line += "; \(interactions) interactions of \(shoppers) shoppers"
        }
        if let seconds, let rowsPerSecond {
            line += String(format: ", in %.1f s (%.0f rows/s)", seconds, rowsPerSecond)
        }
        for remark in remarks ?? [] { line += "\n\(remark)" }
        if rejected > 0 { line += "\n\(rejected) rows rejected" + (rejectedFile.map { ": see \($0)" } ?? "") }
        if let firstProblem { line += "\nfirst: \(firstProblem)" }
        return line
    }
}
