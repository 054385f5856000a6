import Foundation

/// `classes.csv` of an image data set: the coarse class of each class, and its iconic picture, as the Grocery Store Dataset has
/// them (Klasson et al., 2019): columns `Class Name`, `Coarse Class Name` and `Iconic Image Path`, each name followed by its type.
struct ClassTable {
    /// A class.
    struct Row {
        var name: String
        var coarse: String
        /// The end of the picture's path in the archive.
        var iconic: String
    }

    let rows: [Row]

    private static let file = "classes.csv"
    /// The real file has 13 kB.
    private static let sizeLimit: UInt64 = 1 << 20

    /// Reads the table of an archive.
    ///
    /// - Throws: ``DataError`` where there is none, or a line is malformed.
    init(_ archive: ImageArchive) throws {
        let found = archive.members.filter { $0.name == Self.file || $0.name.hasSuffix("/\(Self.file)") }
        guard let member = found.min(by: { $0.name.utf8.count < $1.name.utf8.count }) else {
            throw DataError(
                .missing,
                "\(archive.path): scheme coarse needs a \(Self.file) that gives the coarse class of each class")
        }
        let place = "\(archive.path): \(member.name)"
        guard member.size <= Self.sizeLimit, let text = String(bytes: try archive.bytes(of: member), encoding: .utf8)
        else {
            throw DataError(.damaged, "\(place): it is not a table of classes (\(member.size) bytes)")
        }
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        func column(_ name: String) throws -> Int {
            let index = lines.first?.firstIndex { $0 == name || $0.hasPrefix("\(name) (") }
            guard let index else { throw DataError(.damaged, "\(place): there is no column \"\(name)\"") }
            return index
        }
        let (name, coarse) = (try column("Class Name"), try column("Coarse Class Name"))
        let iconic = try column("Iconic Image Path")
        let last = max(name, coarse, iconic)
        var seen: Set<String> = []
        rows = try lines.enumerated().dropFirst().map { number, fields in
            guard fields.count > last, !fields[name].isEmpty, !fields[coarse].isEmpty else {
                throw DataError(.damaged, "\(place), line \(number + 1): a class name or coarse class name is missing")
            }
            guard seen.insert(String(fields[name])).inserted else {
                throw DataError(.damaged, "\(place), line \(number + 1): class \(fields[name]) is there twice")
            }
            let path = fields[iconic].drop { $0 == "/" }
            return Row(name: String(fields[name]), coarse: String(fields[coarse]), iconic: String(path))
        }
    }
}
