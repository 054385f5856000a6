import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ShopGuideApplication

extension Response {
    /// The bytes that are read at once.
    private static let piece = 1 << 16

    /// Answers with a file as it is now, read as it is sent.
    ///
    /// - Parameters:
    ///   - file: The open file, from its beginning to its present end.
    ///   - headers: The headers.
    ///   - executor: The place where the file is read.
    /// - Returns: The response, which sends the file piece by piece.
    /// - Throws: The error of a file that can't be read.
    static func file(_ file: FileHandle, _ headers: HTTPFields, by executor: any WorkExecutor) throws -> Response {
        // Others may add to it meanwhile.
        let bytes = Int(try file.seekToEnd())
        try file.seek(toOffset: 0)
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(contentLength: bytes) { writer in
                var rest = bytes
                while rest > 0 {
                    let count = min(rest, Self.piece)
                    guard let piece = try await executor.maintain({ try file.read(upToCount: count) }), !piece.isEmpty
                    else { throw CancellationError() }
                    try await writer.write(ByteBuffer(bytes: piece))
                    rest -= piece.count
                }
                try await writer.finish(nil)
            })
    }
}
