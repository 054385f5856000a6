import ArgumentParser
import ShopGuide
import ShopGuideApplication

extension FieldValidator {
    /// Throws where an option is out of the bounds of the application.
    ///
    /// - Throws: `ValidationError` that names the option.
    func checkArguments() throws {
        if let first = fields.first { throw ValidationError("--\(first.field) \(first.message)") }
    }
}
