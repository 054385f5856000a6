import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import ShopGuideService
import Testing

/// Connections that take too long, on a clock that the test moves.
@Suite struct ConnectionGuardTests {
    private let channel = EmbeddedChannel()

    init() throws {
        try channel.pipeline.syncOperations.addHandler(
            ConnectionGuard(
                headTime: .seconds(60), bodyTime: .seconds(20), answerTime: .seconds(30), slowAnswers: ["POST /slow"]))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func receive(_ part: HTTPRequestPart) throws { try channel.writeInbound(part) }

    private var head: HTTPRequestPart {
        .head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/"))
    }

    private func status() throws -> Int? {
        guard case .head(let head) = try channel.readOutbound(as: HTTPResponsePart.self) else { return nil }
        return head.status.code
    }

    @Test func `an idle connection is closed, without a word`() throws {
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
        #expect(try status() == nil)
    }

    @Test func `a body that drips is answered with 408 and cut`() throws {
        try receive(head)
        for _ in 0..<19 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try receive(.body(ByteBuffer(string: "x")))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
        #expect(try status() == 408)
    }

    @Test func `an answer that doesn't come is a 503`() throws {
        try receive(head)
        try receive(.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
        #expect(try status() == 503)
    }

    @Test func `a file may take long to make and to send, as long as it goes on`() throws {
        try receive(.head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/slow?x=1")))
        try receive(.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(600))
        #expect(channel.isActive)
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        for _ in 0..<10 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(19))
            try channel.writeOutbound(HTTPResponsePart.body(ByteBuffer(string: "x")))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(21))
        #expect(!channel.isActive)
    }

    @Test func `a connection in use stays, request after request`() throws {
        for _ in 0..<20 {
            try receive(head)
            channel.embeddedEventLoop.advanceTime(by: .seconds(15))
            try receive(.end(nil))
            channel.embeddedEventLoop.advanceTime(by: .seconds(25))
            try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
            try channel.writeOutbound(HTTPResponsePart.end(nil))
            channel.embeddedEventLoop.advanceTime(by: .seconds(50))
            #expect(channel.isActive)
        }
    }

    @Test func `an answer that has begun is not answered again`() throws {
        try receive(head)
        try receive(.end(nil))
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        #expect(try status() == 200)
        channel.embeddedEventLoop.advanceTime(by: .seconds(21))
        #expect(!channel.isActive)
        #expect(try status() == nil)
    }
}
