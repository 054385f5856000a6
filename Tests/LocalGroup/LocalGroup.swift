import FewShotTensors
import Foundation
import Synchronization

/// A group on this machine whose processes are threads of the test.
public enum LocalGroup {
    /// Runs a body in each process of a group; returns the results by rank.
    ///
    /// - Throws: The error of the lowest rank that failed.
    public static func run<Value: Sendable>(
        _ size: Int, exchangeTimeout: Duration = .seconds(60),
        _ body: @escaping @Sendable (ProcessGroup) throws -> Value
    ) throws -> [Value] {
        let port = try freePort()
        let results = Mutex<[Int: Result<Value, any Error>]>([:])
        let ends = DispatchSemaphore(value: 0)
        for rank in 0..<size {
            let thread = Thread {
                let result = Result {
                    let place = ProcessGroup.Place(rank: rank, size: size, host: "127.0.0.1", port: port)
                    return try body(ProcessGroup(joining: place, exchangeTimeout: exchangeTimeout))
                }
                results.withLock { $0[rank] = result }
                ends.signal()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        for _ in 0..<size { ends.wait() }
        return try results.withLock { results in try (0..<size).compactMap { try results[$0]?.get() } }
    }

    /// Returns a port of this machine that nobody listens at.
    public static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard status == 0 else { throw CocoaError(.featureUnsupported) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
