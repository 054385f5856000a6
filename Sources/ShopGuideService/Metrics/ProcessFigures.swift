import Foundation

/// What the system says of this process.
struct ProcessFigures {
    /// Bytes of memory in use.
    var residentBytes = 0.0
    /// Seconds of processor time used so far.
    var processorSeconds = 0.0
    /// Threads.
    var threads = 0.0
    /// Open files and connections.
    var openFiles = 0.0
    /// Open files and connections at most.
    var openFilesLimit = 0.0

    /// Asks the system.
    static func current() -> ProcessFigures {
        var figures = ProcessFigures()
        let text = (try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8)) ?? ""
        // The name of the program, which may hold anything, ends at the last bracket; the state is the field after it.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ").dropFirst()
        func field(_ number: Int) -> Double {
            let place = fields.startIndex + number - 3
            return fields.indices.contains(place) ? Double(fields[place]) ?? 0 : 0
        }
        figures.processorSeconds = (field(14) + field(15)) / Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        figures.threads = field(20)
        figures.residentBytes = field(24) * Double(sysconf(Int32(_SC_PAGESIZE)))
        figures.openFiles = Double((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0)
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            figures.openFilesLimit = Double(limit.rlim_cur)
        }
        return figures
    }

    /// Has these figures written out under the names that Prometheus' own clients use.
    static func observe(in metrics: PrometheusMetrics) {
        let start = Date().timeIntervalSince1970
        metrics.observe("process_resident_memory_bytes", help: "Memory in use, in bytes.") { current().residentBytes }
        metrics.observe("process_cpu_seconds_total", help: "Processor time used, in seconds.") {
            current().processorSeconds
        }
        metrics.observe("process_threads", help: "Threads.") { current().threads }
        metrics.observe("process_open_fds", help: "Open files and connections.") { current().openFiles }
        metrics.observe("process_max_fds", help: "Open files and connections at most.") { current().openFilesLimit }
        metrics.observe("process_start_time_seconds", help: "When the process started, in seconds since 1970.") {
            start
        }
    }
}
