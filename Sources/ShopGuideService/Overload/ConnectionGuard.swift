import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes connections whose requests or responses take too long.
///
/// A request must be complete within a time from the first readable byte of its head, however slowly the client sends; otherwise it is
/// answered with 408. A response that doesn't start in time is answered with 503. Some routes take or send files of any size: these must go
/// on within that time, and be complete within two hours.
package final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private let bodyTime: TimeAmount
    private let answerTime: TimeAmount
    private let headTime: TimeAmount
    private let slowRequests: Set<String>
    private let slowAnswers: Set<String>
    /// The latest time until which a slow request may be received, or a slow answer sent; nil for others.
    private var latest: NIODeadline?
    private var isAnsweredSlowly = false
    /// The longest time that a slow request or answer may take.
    private static let longest = TimeAmount.hours(2)

    private struct Timer {
        let deadline: NIODeadline
        let task: Scheduled<Void>
    }

    private var timer: Timer?
    /// The time at which the connection is closed, with the response of ``status`` if there is one.
    private var deadline = NIODeadline.distantFuture
    private var status: HTTPResponse.Status?
    private var isAnswering = false
    private var requests = 0

    /// Creates a guard for one connection.
    ///
    /// - Parameters:
    ///   - headTime: Maximum idle time before a request.
    ///   - bodyTime: Maximum time to receive a request.
    ///   - answerTime: Maximum time until the response starts.
    ///   - slowRequests: Routes whose requests may take long to receive, as long as they go on: `POST /v1/imports`.
    ///   - slowAnswers: Routes whose responses may take long to make and to send.
    package init(
        headTime: Duration, bodyTime: Duration, answerTime: Duration, slowRequests: Set<String> = [],
        slowAnswers: Set<String> = []
    ) {
        (self.slowRequests, self.slowAnswers) = (slowRequests, slowAnswers)
        self.headTime = .nanoseconds(headTime.nanoseconds)
        self.bodyTime = .nanoseconds(bodyTime.nanoseconds)
        self.answerTime = .nanoseconds(answerTime.nanoseconds)
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(headTime, context, nil) }
    }

    package func channelActive(context: ChannelHandlerContext) {
        start(headTime, context, nil)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        timer?.task.cancel()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { timer?.task.cancel() }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            requests += 1
            let route = "\(head.method.rawValue) \((head.path ?? "").prefix { $0 != "?" })"
            isAnsweredSlowly = slowAnswers.contains(route)
            latest = isAnsweredSlowly || slowRequests.contains(route) ? context.eventLoop.now + Self.longest : nil
            // Of pipelined requests, each is timed once the one before is answered.
            if requests == 1 {
                isAnswering = false
                start(bodyTime, context, .requestTimeout)
            }
        case .body where requests == 1 && !isAnswering:
            guard let latest else { break }
            // The timer that is set fires first, and is set again.
            deadline = min(context.eventLoop.now + bodyTime, latest)
        case .end where requests == 1 && !isAnswering:
            start(isAnsweredSlowly ? Self.longest : answerTime, context, .serviceUnavailable)
        default: break
        }
        context.fireChannelRead(data)
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.kind != .informational:
            isAnswering = true
            start(bodyTime, context, nil)
        case .body where isAnswering && isAnsweredSlowly:
            deadline = min(context.eventLoop.now + bodyTime, latest ?? deadline)
        case .end:
            requests = max(0, requests - 1)
            isAnswering = false
            if requests == 0 { start(headTime, context, nil) } else { start(answerTime, context, .serviceUnavailable) }
        default: break
        }
        context.write(data, promise: promise)
    }

    private func start(_ time: TimeAmount, _ context: ChannelHandlerContext, _ status: HTTPResponse.Status?) {
        deadline = context.eventLoop.now + time
        self.status = status
        // A timer that fires before the deadline is scheduled again, so that most requests set none.
        if timer.map({ $0.deadline > deadline }) ?? true { schedule(context) }
    }

    private func schedule(_ context: ChannelHandlerContext) {
        timer?.task.cancel()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let task = context.eventLoop.scheduleTask(deadline: deadline) {
            let (handler, context) = bound.value
            handler.timer = nil
            if context.eventLoop.now < handler.deadline { handler.schedule(context) } else { handler.cut(context) }
        }
        timer = Timer(deadline: deadline, task: task)
    }

    private func cut(_ context: ChannelHandlerContext) {
        guard let status, !isAnswering else { return context.close(promise: nil) }
        isAnswering = true
        let text = status == .requestTimeout ? "the request wasn't complete in time" : "the response took too long"
        let body =
            #"{"detail":"\#(text)","status":\#(status.code),"title":"\#(status.reasonPhrase)","type":"about:blank"}"#
        var headers: HTTPFields = [
            .connection: "close", .contentType: "application/problem+json", .contentLength: "\(body.utf8.count)",
        ]
        if status == .serviceUnavailable { headers[.retryAfter] = "5" }
        context.write(wrapOutboundOut(.head(HTTPResponse(status: status, headerFields: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(string: body))), promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in bound.value.close(promise: nil) }
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
