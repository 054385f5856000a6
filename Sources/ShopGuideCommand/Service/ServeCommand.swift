import ArgumentParser
import Dispatch
import FewShotData
import FewShotTensors
import Foundation
import Logging
import ShopGuideApplication
import ShopGuideBuiltin
import ShopGuideService
import ShopGuideStore
import Synchronization
import ShopGuideExperiments

/// `shopguide serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the shop's guide as a service over HTTP.",
        discussion: """
            Example:
              shopguide serve --port 8080
              curl http://localhost:8080/v1/products?limit=3
              SHOPGUIDE_RATE_LIMIT=50 shopguide serve --config shopguide.json

            GET /openapi.json describes all requests. Where no store is named and there is none yet, one is made with the built-in catalogue. \
            SIGTERM and Ctrl-C let requests under way come to their end.

            Every setting is a flag, a variable of the environment and a name in the file of --config, in this order: \
            --rate-limit 50, SHOPGUIDE_RATE_LIMIT=50, {"rate-limit": 50}.
            """
    )

    @OptionGroup var arguments: ServeArguments

    /// Serves on threads of the service's own; this one waits for them. All commands run on the first thread, which alone takes the
    /// system's signals and has a stack for deep work.
    func run() throws {
        try TensorRuntime.keepBlocks(below: 4 << 20)
        // As for shopguide encode: code for texts of many lengths would take a gigabyte.
        setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64", 0)
        let outcome = Mutex<Result<Void, any Error>>(.success(()))
        let done = DispatchSemaphore(value: 0)
        Task {
            do { try await serve() } catch { outcome.withLock { $0 = .failure(error) } }
            done.signal()
        }
        done.wait()
        try outcome.withLock { try $0.get() }
    }

    private func serve() async throws {
        var options = try await arguments.options()
        options.version = Program.version
        // The program itself, even where another version has been put in its place meanwhile.
        options.program = URL(filePath: "/proc/self/exe")
        try prepareStore(options.store)
        let log = ServiceLog(options.log)
        defer { log.close() }
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        let service = try GuideService(options, logger: log.logger, telemetry: log.telemetry) { port in
            Output.note("listening on http://\(host):\(port)")
        }
        try await service.runUntilSignalled()
    }

    /// Makes the default store where it is missing; one that was named must be there.
    private func prepareStore(_ url: URL) throws {
        let path = Stores.name(of: url)
        guard try !Stores.isThere(url) else { return }
        guard url.standardizedFileURL == URL(filePath: ServiceSetting.named("store").defaultText).standardizedFileURL
        else {
            throw CommandError(
                "\(path): there is no such store; make one: shopguide catalog import builtin --store \(path)")
        }
        Output.note("\(path): there is no such store; making one of the built-in catalogue, which is generated")
        try Stores.open(at: url, ifAbsent: .create).write { _ = try BuiltinCatalogue.generate().save(with: $0) }
    }
}
