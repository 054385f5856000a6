import FewShotData
import Foundation
import ShopGuide
import ShopGuideStore

/// Finds products' pictures: in a folder or a zip file, or where an address of a file says.
final class ImageFinder {
    private let container: String?
    private var isFolder = false
    private var members: Set<String> = []

    /// Lists the folder or the zip file, if there is one.
    init(_ container: String?) throws {
        self.container = container.map { URL(filePath: $0).absoluteURL.path(percentEncoded: false) }
        guard let path = self.container else { return }
        var isFolder: ObjCBool = false
        let archive = try ImageArchive(path: path)
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        self.isFolder = isFolder.boolValue
        members = Set(archive.members.map(\.name))
    }

    /// Returns the address of a product's picture: of the one that is named, else of the one that is called like the product.
    ///
    /// - Throws: ``RowProblem`` where the one that is named isn't there.
    func find(named: String?, product: String) throws -> String? {
        guard let named else {
            return ["jpg", "jpeg", "png", "webp"].lazy.map { "\(product).\($0)" }.first(where: members.contains).map(
                address)
        }
        let reference = ImageReference(named)
        switch reference {
        case .file(let path), .member(_, let path):
            guard FileManager.default.fileExists(atPath: path) else {
                throw RowProblem("image \(named): there is no such file")
            }
            return reference.text
        case .builtin: return named
        case .other:
            guard container != nil, !named.contains("://") else { return named }
            guard members.contains(named) else { throw RowProblem("image \"\(named)\" isn't in \(container ?? "")") }
            return address(of: named)
        }
    }

    private func address(of member: String) -> String {
        let container = container ?? ""
        let place: ImageReference =
            isFolder ? .file(path: "\(container)/\(member)") : .member(member, archive: container)
        return place.text
    }
}
