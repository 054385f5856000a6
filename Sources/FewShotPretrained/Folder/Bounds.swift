/// The sizes that a network may have: beyond any that exists, and small enough that a forged configuration can't exhaust memory before
/// the shapes of the weights contradict it.
enum Bounds {
    static let layers = 1...256
    static let width = 1...65_536
    static let heads = 1...1024
    static let vocabulary = 1...8_388_608
    static let positions = 1...1_048_576
    static let pixels = 1...8192
    static let channels = 3...3
    /// Bytes of a JSON file.
    static let json = 64 << 20
    /// Bytes of a file of weights.
    static let weights = 64 << 30
}
