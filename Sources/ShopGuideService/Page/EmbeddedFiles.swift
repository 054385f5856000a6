import CShopGuideFiles

/// The files that the service serves, which are parts of the program.
enum EmbeddedFiles {
    private static let all: [(name: String, bytes: [UInt8])] = (0...)
        .lazy.map { shopguide_file($0) }.prefix { $0 != nil }
        .compactMap(\.self).map { file in
            (String(cString: file.pointee.name), Array(String(cString: file.pointee.text).utf8))
        }

    /// Returns the bytes of a file.
    ///
    /// - Precondition: There is one of that name.
    static func bytes(of name: String) -> [UInt8] {
        guard let file = all.first(where: { $0.name == name }) else {
            preconditionFailure("no file \(name) is embedded")
        }
        return file.bytes
    }

    /// Returns the files whose names end in one of some ways, by name.
    static func files(endingIn endings: some Collection<String>) -> [(name: String, bytes: [UInt8])] {
        all.filter { file in endings.contains { file.name.hasSuffix(".\($0)") } }
    }
}
