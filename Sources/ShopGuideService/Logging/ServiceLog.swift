public import Logging

/// The log of a service, on standard error.
public struct ServiceLog: Sendable {
    private let output: LogOutput
    private let options: ServiceOptions.Log

    /// Begins a log.
    public init(_ options: ServiceOptions.Log) {
        self.options = options
        output = LogOutput()
    }

    /// A logger that writes into it.
    public var logger: Logger {
        let (output, format) = (output, LogFormat(rawValue: options.format) ?? .json)
        let level = Logger.Level(rawValue: options.level) ?? .notice
        return Logger(label: "shopguide") { label in
            LineLog(label, as: format, level: level) { output.write($0) }
        }
    }

    /// Where the service records what it does: spans go into the log, for who asked for traces wants them whatever the level is.
    package var telemetry: Telemetry {
        var logger = logger
        logger.logLevel = min(logger.logLevel, .info)
        let spans = TraceLog(logger)
        let telemetry = Telemetry(tracer: ServiceTracer(share: options.traceShare) { spans.write($0) })
        let output = output
        telemetry.metrics.observe(
            "shopguide_log_dropped_total", help: "Lines of the log that could not be written in time."
        ) { Double(output.dropped) }
        return telemetry
    }

    /// Writes what is waiting, and ends.
    public func close() { output.close() }
}
