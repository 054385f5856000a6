import Foundation
import Testing

/// The real service on a port of its own, ended with the value.
final class ServedShop {
    let running: Program.Running
    let port: Int

    /// Starts `shopguide serve` in a folder and waits until it listens; a store that isn't there is made of the built-in catalogue.
    init(
        in folder: TemporaryFolder, _ options: [String] = [], store: String = "shop.sqlite", after shell: String = ":"
    ) throws {
        if !FileManager.default.fileExists(atPath: "\(folder.path)/\(store)") {
            _ = try Program.run("catalog", "import", "builtin", "--store", store, in: folder)
        }
        running = try Program.start(["serve", "--port", "0", "--store", store] + options, in: folder, after: shell)
        guard try running.says("listening on http://127.0.0.1:") else {
            throw Program.Missing(description: "the service ended: \(try running.wait().errors)")
        }
        port = try running.port()
    }

    /// Waits until the shop is read and embedded.
    func waitUntilReady() throws {
        for _ in 0..<1200 where try ask("GET", "/readyz").status != 200 { usleep(50_000) }
    }

    deinit {
        if running.isRunning {
            running.send(SIGKILL)
            _ = try? running.wait()
        }
    }

    /// Asks once, on a connection of its own.
    func ask(
        _ method: String, _ path: String, _ body: String? = nil, headers: [String: String] = [:]
    ) throws -> RawConnection.Answer {
        try RawConnection(port: port).ask(method, path, body, headers: headers)
    }

    /// Bytes of memory that the process has.
    func memory() throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(running.identifier)/statm", encoding: .utf8)
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
            * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Open files and connections of the process.
    func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(running.identifier)/fd").count
    }
}
