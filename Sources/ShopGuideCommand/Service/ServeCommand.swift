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

            GET /openapi.json describes all requests. Where there is no store yet, one is made with the built-in catalogue. \
            SIGTERM and Ctrl-C let requests under way come to their end.
            """
    )

    @Option(name: .long, help: "The port; 0 for any that is free.")
    var port = 8080
    @Option(
        name: .long, help: "The address to listen at; any but this machine's own needs a key: shopguide key create.")
    var host = "127.0.0.1"
    @Flag(name: .long, help: "Need a key from this machine too.")
    var requireKey = false
    @OptionGroup var store: StoreArguments
    @OptionGroup var model: CategoryModelArguments

    func validate() throws {
        guard 0...65_535 ~= port else { throw ValidationError("--port must be from 0 to 65535, not \(port)") }
    }

    func run() async throws {
        var options = ServiceOptions(store: URL(filePath: store.store), model: try model.folder())
        (options.host, options.port, options.requiresKey) = (host, port, requireKey)
        options.version = Program.version
        try makeStore()
        var logger = Logger(label: "shopguide") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .notice
        let host = host.contains(":") ? "[\(host)]" : host
        let service = try GuideService(options, logger: logger) { port in
            Output.note("listening on http://\(host):\(port)")
        }
        try await service.runUntilSignalled()
    }

    private func makeStore() throws {
        guard !FileManager.default.fileExists(atPath: store.store) else { return }
        Output.note("\(store.store): there is no such store; making one of the built-in catalogue, which is generated")
        let products = BuiltinCatalogue.generate().products()
        try store.open(ifAbsent: .create).write { writer in
            for product in products { try writer.save(product) }
        }
    }
}
