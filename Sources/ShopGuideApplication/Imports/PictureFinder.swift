import FewShotData
import Foundation
import ShopGuide
import ShopGuideFeeds

/// Finds products' pictures: in a folder or a zip file, at any depth, or where an address of a file says.
public final class PictureFinder: Sendable {
    private let container: String?
    private let isFolder: Bool
    private let members: Set<String>
    /// Members by the last part of their names, in small letters; nil where several have it.
    private let byFileName: [String: String?]

    private static let endings = ["jpg", "jpeg", "png", "webp", "gif", "avif", "tif", "tiff", "bmp"]

    /// Lists the folder or the zip file, if there is one.
    ///
    /// - Throws: ``DataError`` where it can't be listed.
    public init(_ container: String?) throws {
        self.container = container.map { URL(filePath: $0).absoluteURL.path(percentEncoded: false) }
        guard let path = self.container else {
            (isFolder, members, byFileName) = (false, [], [:])
            return
        }
        var isFolder: ObjCBool = false
        let names = try ImageArchive(path: path).members.map(\.name)
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        self.isFolder = isFolder.boolValue
        members = Set(names)
        byFileName = Dictionary(names.map { (Self.fileName($0), $0) }) { _, _ in nil }
    }

    private static func fileName(_ name: String) -> String {
        String(Substring(name.utf8.split(separator: UInt8(ascii: "/")).last ?? name[...].utf8)).lowercased()
    }

    /// Returns the address of a product's picture: of the one that is named, else of the one that is called like the product.
    ///
    /// - Throws: ``RowProblem`` where the one that is named isn't there.
    public func find(named: String?, product: String) throws -> String? {
        guard let named else {
            guard container != nil else { return nil }
            return Self.endings.lazy.compactMap { self.member("\(product).\($0)") }.first.map(address)
        }
        let reference = ImageReference(named)
        switch reference {
        case .file(let path), .member(_, let path):
            guard FileManager.default.fileExists(atPath: path) else {
                throw RowProblem("picture \(named): there is no such file")
            }
            return reference.text
        case .builtin: return named
        case .other:
            guard container != nil, !named.contains("://") else { return named }
            guard let member = member(named) else {
                throw RowProblem("picture \"\(named)\" isn't in \(container ?? "")")
            }
            return address(of: member)
        }
    }

    /// Finds a member by its name, or by the last part of it where only one is called so.
    private func member(_ name: String) -> String? {
        if members.contains(name) { return name }
        let stripped = name.hasPrefix("/") ? String(name.dropFirst()) : name
        if members.contains(stripped) { return stripped }
        return byFileName[Self.fileName(name)] ?? nil
    }

    private func address(of member: String) -> String {
        let container = container ?? ""
        let place: ImageReference =
            isFolder ? .file(path: "\(container)/\(member)") : .member(member, archive: container)
        return place.text
    }
}
