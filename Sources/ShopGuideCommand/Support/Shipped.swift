import Foundation

/// The files that come with the program.
enum Shipped {
    /// A folder, looked for here, in the checkout that the program was built in, and where it was installed.
    static func folder(_ name: String) -> URL? {
        let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        let places = [
            URL(filePath: name), program.appending(path: "../../../\(name)"), program.appending(path: "../../\(name)"),
            program.appending(path: "../share/shopguide/\(name)"),
        ]
        return places.first { FileManager.default.fileExists(atPath: $0.path) }?.standardizedFileURL
    }
}
