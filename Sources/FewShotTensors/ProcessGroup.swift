/// Processes on one machine or several that compute together, each with its rank: LibTorch's c10d with Gloo.
///
/// All processes call the same methods in the same order, one at a time, and each call waits for the others.
public struct ProcessGroup: Sendable {
    /// The place of a process in its group.
    public struct Place: Sendable, Equatable {
        /// The number of this process, from 0.
        public var rank: Int
        /// The number of processes.
        public var size: Int
        /// The machine where they meet: that of rank 0.
        public var host: String
        /// The port where they meet.
        public var port: Int
        /// The name of the group among those that meet there.
        public var name = "shopguide"
        /// Whether a launcher serves the meeting place; if not, rank 0 does.
        public var isServed = false

        /// Creates a place in a group that meets at an address.
        public init(rank: Int, size: Int, host: String, port: Int) {
            (self.rank, self.size) = (rank, size)
            (self.host, self.port) = (host, port)
        }
    }

    /// True where LibTorch has c10d with Gloo, which a group needs.
    public static var isAvailable: Bool { Native.hasGroups }
    /// The time that a process waits for all others to come.
    public static let joinTimeout = Duration.seconds(300)
    /// The time that a process waits for the others in one exchange, while rank 0 writes a checkpoint, say.
    public static let exchangeTimeout = Duration.seconds(600)

    /// The place of this process.
    public let place: Place
    private let native: NativeGroup

    /// Waits until all processes of a group have come.
    ///
    /// - Throws: ``ProcessGroupError`` where they haven't in time.
    public init(
        joining place: Place, timeout: Duration = joinTimeout, exchangeTimeout: Duration = exchangeTimeout
    ) throws(ProcessGroupError) {
        self.place = place
        do { native = try Native.group(place, timeout, exchangeTimeout) } catch {
            throw ProcessGroupError(
                "rank \(place.rank) of \(place.size) couldn't meet the others at \(place.host):\(place.port) within "
                    + "\(timeout.components.seconds) seconds", error)
        }
    }

    /// The number of this process, from 0.
    public var rank: Int { place.rank }
    /// The number of processes.
    public var size: Int { place.size }

    /// Returns the sums over all processes, in one exchange: the same bits in each of them. Each gives as many tensors, of the same
    /// shapes and of one element type.
    ///
    /// - Throws: ``ProcessGroupError`` where a process is lost; the error of a failed tensor.
    public func sums(of tensors: [Tensor]) throws -> [Tensor] {
        for tensor in tensors { try tensor.checked() }
        let sums = Native.sums(native, tensors)
        if let failure = sums.first?.failure {
            throw ProcessGroupError("rank \(rank) of \(size) lost another process", failure)
        }
        return sums
    }

    /// Returns the tensors of rank 0; those of the others say their shapes and element type.
    ///
    /// - Throws: As ``sums(of:)``.
    public func broadcast(_ tensors: [Tensor]) throws -> [Tensor] {
        try sums(of: rank == 0 ? tensors : tensors.map { .zeros($0.shape, type: $0.elementType, on: $0.device) })
    }

    /// Returns the bytes of rank 0; the others may give any.
    ///
    /// - Throws: As ``sums(of:)``.
    public func broadcast(_ bytes: [UInt8]) throws -> [UInt8] {
        let count = try broadcast([Tensor([bytes.count])])[0].values(as: Int.self)[0]
        let own = rank == 0 ? bytes : [UInt8](repeating: 0, count: count)
        let tensor = own.withUnsafeBytes { Tensor(bytes: $0, shape: [count], type: .uint8) }
        return try broadcast([tensor])[0].bytes()
    }

    /// Returns true where a flag is set in any process.
    ///
    /// - Throws: As ``sums(of:)``.
    public func any(_ flag: Bool) throws -> Bool { try sums(of: [Tensor(flag ? 1 : 0)])[0].scalar() > 0 }
}

/// A group that can't be joined, or that lost a process.
public struct ProcessGroupError: Error, Sendable, CustomStringConvertible {
    /// The message: what failed, and LibTorch's reason.
    public let description: String

    init(_ failure: String, _ reason: TensorError) {
        var text = Substring(reason.message)
        // Gloo begins with the place in its source, and ends with advice.
        if text.hasPrefix("[/"), let place = text.firstRange(of: "] ") { text = text[place.upperBound...] }
        if let advice = text.firstRange(of: ". ") { text = text[..<advice.lowerBound] }
        description = "\(failure) (\(text))"
    }
}
