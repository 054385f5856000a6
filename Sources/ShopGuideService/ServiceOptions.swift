import Hummingbird
import ShopGuideEngine

/// Where the service listens.
public struct ServiceOptions: Sendable, Hashable {
    /// The address; only this machine's where nobody says otherwise.
    public var host = "127.0.0.1"
    /// The port.
    public var port = 8080

    /// Creates the options that hold where nothing is said.
    public init() {}
}
