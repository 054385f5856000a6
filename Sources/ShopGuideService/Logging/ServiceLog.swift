public import Logging

/// The log of a service, on standard error.
public struct ServiceLog: Sendable {
    private let output: LogOutput
    private let options: ServiceOptions.Log

    /// Creates a log.
    public init(_ options: ServiceOptions.Log) {
        self.options = options
        output = LogOutput()
    }

    /// A logger that writes to this log.
    public var logger: Logger {
        let (output, format) = (output, LogFormat(rawValue: options.format) ?? .json)
        let level = Logger.Level(rawValue: options.level) ?? .notice
        return Logger(label: "shopguide") { label in
            LineLog(label, as: format, level: level) { output.write($0) }
        }
    }

    /// Telemetry whose spans are logged at level info whatever the log's level is.
    package var telemetry: Telemetry {
        var logger = logger
        logger.logLevel = min(logger.logLevel, .info)
        let spans = TraceLog(logger)
        let telemetry = Telemetry(tracer: ServiceTracer(share: options.traceShare) { spans.write($0) })
        let output = output
        telemetry.metrics.observe(
            "shopguide_log_dropped_total", help: "Number of dropped log lines."
        ) { Double(output.dropped) }
        return telemetry
    }

    /// Flushes and closes the log.
    public func close() { output.close() }
}
