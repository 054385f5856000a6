public import FewShotTensors
import FewShotDigests
import Foundation

/// The numbers that a pretrained network holds and computes with; embeddings are float32 either way.
public enum EncoderPrecision: String, Sendable, Codable, CaseIterable {
    /// As it was published.
    case float32
    /// Weights of half the size, with two to three digits a number; quicker where the processor has units for it (AMX, AVX-512 BF16).
    case bfloat16

    /// The element type of its weights.
    public var elementType: ElementType {
        switch self {
        case .float32: .float32
        case .bfloat16: .bfloat16
        }
    }

    /// Returns the digest of an encoder whose files have a digest.
    func digest(ofFiles digest: String) -> String {
        self == .float32 ? digest : SHA256.hexadecimal(of: Data("\(rawValue) \(digest)".utf8))
    }
}
