import Foundation

/// Resource usage of this process.
struct ProcessFigures {
    /// Resident memory, in bytes.
    var residentBytes = 0.0
    /// CPU time, in seconds.
    var processorSeconds = 0.0
    /// Number of threads.
    var threads = 0.0
    /// Number of open files and connections.
    var openFiles = 0.0
    /// Maximum number of open files and connections.
    var openFilesLimit = 0.0

    /// Reads the current usage from `/proc`.
    static func current() -> ProcessFigures {
        var figures = ProcessFigures()
        let text = (try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8)) ?? ""
        // The program's name may contain brackets; the fields start after the last one.
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

    /// Registers these figures under the names that Prometheus' own clients use.
    static func observe(in metrics: PrometheusMetrics) {
        let start = Date().timeIntervalSince1970
        metrics.observe("process_resident_memory_bytes", help: "Resident memory in bytes.") { current().residentBytes }
        metrics.observe("process_cpu_seconds_total", help: "CPU time in seconds.") {
            current().processorSeconds
        }
        metrics.observe("process_threads", help: "Number of threads.") { current().threads }
        metrics.observe("process_open_fds", help: "Number of open files and connections.") { current().openFiles }
        metrics.observe("process_max_fds", help: "Maximum number of open files and connections.") {
            current().openFilesLimit
        }
        metrics.observe("process_start_time_seconds", help: "Start of the process, in seconds since 1970.") {
            start
        }
    }
}
