import ArgumentParser
import FewShotData
import Foundation
import Logging
import ShopGuideEngine
import ShopGuideService
import ShopGuideStore

/// `shopguide serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the shop's guide as a service over HTTP.",
        discussion: """
            Example:
              shopguide serve --port 8080
              curl http://localhost:8080/v1/products?limit=3
              SHOPGUIDE_RATE_LIMIT=50 shopguide serve --config shopguide.json

            GET /openapi.json describes all requests. Where there is no store yet, one is made with the built-in catalogue. \
            SIGTERM and Ctrl-C let requests under way come to their end.

            Every setting is a flag, a variable of the environment and a name in the file of --config, in this order: \
            --rate-limit 50, SHOPGUIDE_RATE_LIMIT=50, {"rate-limit": 50}.
            """
    )

    @OptionGroup var arguments: ServeArguments

    func run() async throws {
        var options = try await arguments.options()
        options.version = Program.version
        try makeStore(options.store)
        let log = ServiceLog(options.log)
        defer { log.close() }
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        let service = try GuideService(options, logger: log.logger, telemetry: log.telemetry) { port in
            Output.note("listening on http://\(host):\(port)")
        }
        try await service.runUntilSignalled()
    }

    private func makeStore(_ url: URL) throws {
        let path = url.path(percentEncoded: false)
        guard !FileManager.default.fileExists(atPath: path) else { return }
        Output.note("\(path): there is no such store; making one of the built-in catalogue, which is generated")
        let products = BuiltinCatalogue.generate().products()
        try Store(at: url, ifAbsent: .create).write { writer in
            for product in products { try writer.save(product) }
        }
    }
}
