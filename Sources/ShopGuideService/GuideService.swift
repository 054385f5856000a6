import FewShotData
import FewShotPretrained
import FewShotTensors
import Foundation
import Hummingbird
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import ShopGuide
import ShopGuideApplication
import ShopGuideFetch
import ShopGuideStore
import Synchronization
import UnixSignals

/// The HTTP service.
public final class GuideService: Service {
    private let options: ServiceOptions
    private let logger: Logger
    private let work: WorkThreads
    private let shops: TenantRegistry
    private let keys: KnownKeys
    private let isReady = Atomic<Bool>(false)
    private let onListening: @Sendable (Int) -> Void
    private let telemetry: Telemetry
    private let gate: AdmissionGate
    private let limiter: SharedRateLimiter?

    /// Opens the store.
    ///
    /// - Parameters:
    ///   - options: Address, store, models and limits.
    ///   - logger: The log.
    ///   - onListening: Called with the port once the service listens.
    /// - Throws: ``GuideError`` for contradictory options, or the error of an unusable store or model.
    public convenience init(
        _ options: ServiceOptions, logger: Logger, onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        try self.init(options, logger: logger, telemetry: Telemetry(), onListening: onListening)
    }

    /// Opens the store, with the given telemetry.
    package init(
        _ options: ServiceOptions, logger: Logger, telemetry: Telemetry,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        let ring = KeyRing(besides: options.store)
        guard try options.isLoopback || !ring.entries().isEmpty else {
            throw GuideError(
                .badRequest,
                "\(options.host) is reachable from other machines, and there is no key; create one with shopguide key "
                    + "create, or leave out --host")
        }
        keys = KnownKeys(ring)
        self.options = options
        self.logger = logger
        self.onListening = onListening
        try TensorRuntime.setThreads(1)
        self.telemetry = telemetry
        work = WorkThreads(options.threads, limit: options.limits.waiting, telemetry: telemetry)
        let limits = options.limits
        gate = AdmissionGate(places: limits.underWay, queue: limits.queue, patience: limits.patience)
        limiter = limits.rate.map { SharedRateLimiter(rate: $0, burst: limits.burst) }
        shops = try TenantRegistry(
            store: options.store, try Self.shopOptions(options, work, logger),
            awaiting: try ring.entries().map(\.tenant))
        observeQueues()
    }

    private static func shopOptions(_ options: ServiceOptions, _ work: WorkThreads, _ logger: Logger) throws
        -> Shop.Options
    {
        var shop = Shop.Options(
            models: ModelCatalog(
                options.model, on: options.device,
                encoders: PretrainedEncoders(options.encoders.map { EncoderFolder($0) }, on: options.device) {
                    logger.warning("an encoder can't be used", metadata: ["reason": "\($0)"])
                }),
            shoppers: try ShopperModels(
                try options.shoppers.map(ShopperModel.all) ?? [], default: options.learner,
                isFixed: options.areShoppersFixed))
        shop.executor = ServiceExecutor(work, lanes: options.threads)
        shop.committer = { store, memory in
            CommitQueue(store, limit: options.limits.changes, telemetry: work.telemetry, memory)
        }
        shop.report = { logger.error("background work failed; it is tried again", metadata: ["error": "\($0)"]) }
        (shop.keepsSnapshots, shop.snapshots) = (options.keepsSnapshots, options.snapshots)
        shop.note = { logger.notice("\($0)") }
        shop.withoutLearned = {
            logger.warning(
                "the learners that were activated can't be read; those that are here serve",
                metadata: ["reason": "\($0)"])
        }
        shop.pictures = PictureReader(.init(pixels: options.limits.pixels))
        (shop.isReadAhead, shop.lanes) = (true, options.threads)
        shop.trainings = trainingOptions(options)
        shop.imports.fileBytes = options.limits.importBytes
        shop.imports.fetch.time = options.limits.fetchTime
        shop.imports.fetch.allowsPrivate = options.fetchesPrivate
        return shop
    }

    private static func trainingOptions(_ options: ServiceOptions) -> TrainingQueue.Options {
        var trainings = TrainingQueue.Options()
        (trainings.program, trainings.interval) = (options.program, options.learningInterval)
        trainings.scheduledBudget = options.learningBudget
        trainings.arguments = ["--model", options.model.path(percentEncoded: false)]
        if let encoders = options.encoders {
            trainings.environment["SHOPGUIDE_ENCODERS"] = encoders.path(percentEncoded: false)
        }
        return trainings
    }

    /// Has the lengths of queues written out.
    private func observeQueues() {
        let (gate, work, shops) = (gate, work, shops)
        telemetry.metrics.observe("shopguide_model_in_force", "model", help: "The model that sees the shop's products.")
        {
            shops.activeModel
        }
        telemetry.metrics.observe(
            "shopguide_ready", help: "Whether the shops that are opened ahead are read and embedded: 1 or 0."
        ) {
            shops.readiness == .ready ? 1 : 0
        }
        telemetry.metrics.observe(
            "shopguide_commits_behind",
            help: "Commits of other processes that aren't applied yet; -1 where the store is away."
        ) {
            Double(shops.commitsBehind ?? -1)
        }
        let lengths: [(String, @Sendable () -> Int)] = [
            ("admission", { gate.waiting }), ("work", { work.waiting }), ("disk", { shops.waitingChanges }),
        ]
        for (queue, length) in lengths {
            telemetry.metrics.observe(
                "shopguide_queue_length", [("queue", queue)], help: "Waiting requests, jobs and changes."
            ) { Double(length()) }
        }
    }

    /// Serves requests until shutdown, then completes those in progress.
    public func run() async throws {
        // As many threads read requests as work on them, so that several processes on one machine don't crowd it.
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: options.threads)
        do { try await run(on: loops) } catch {
            try? await loops.shutdownGracefully()
            throw error
        }
        try await loops.shutdownGracefully()
    }

    private func run(on loops: MultiThreadedEventLoopGroup) async throws {
        let application = try application(on: loops)
        let (shops, logger) = (shops, logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await shops.openAhead {
                    logger.error("a tenant's shop can't be opened", metadata: ["error": "\($0)"])
                }
            }
            group.addTask { await Self.logReadiness(of: shops, logger) }
            try await serve(application)
            group.cancelAll()
        }
        try await shops.stop()
        try await work.stop()
    }

    /// Serves until it is told to stop and the time to leave has passed, in which a proxy learns that it isn't ready any more.
    private func serve(_ application: some Service) async throws {
        let server = ServiceGroup(services: [application], logger: logger)
        // A task of its own, for a shutdown reaches all that it began at once.
        let serving = Task.detached { try await server.run() }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await serving.value
            } onGracefulShutdown: {
                self.isReady.store(false, ordering: .relaxed)
                Task {
                    try? await Task.sleep(for: self.options.leave)
                    await server.triggerGracefulShutdown()
                }
            }
        } onCancel: {
            serving.cancel()
        }
    }

    /// Logs the progress of reading a large shop.
    private static func logReadiness(of shops: TenantRegistry, _ logger: Logger) async {
        var isSlow = false
        while (try? await Task.sleep(for: .seconds(5))) != nil {
            guard let text = shops.readiness.text else {
                if isSlow { logger.notice("everything is read and embedded") }
                return
            }
            isSlow = true
            logger.notice("\(text)")
        }
    }

    /// The reason why requests had better go elsewhere; nil where everything is ready.
    private var unreadiness: String? {
        isReady.load(ordering: .relaxed) ? shops.readiness.text : "the service is starting or stopping"
    }

    private func router() throws -> Router<GuideContext> {
        let router = Router(context: GuideContext.self)
        router.add(middleware: ObservationMiddleware(telemetry))
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: AdmissionMiddleware(gate: gate))
        router.add(middleware: SessionMiddleware(keys: keys))
        router.add(
            middleware:
                KeyMiddleware(shops: shops, keys: keys, isRequired: options.requiresKey || !options.isLoopback))
        router.add(middleware: BehindMiddleware())
        if let limiter { router.add(middleware: RateMiddleware(limiter: limiter)) }
        var routes = Self.table(
            options, keys, telemetry.metrics, unreadiness: { self.unreadiness })
        // The page comes last, for it stands on all that is above.
        try PageRoutes(keys: keys, trainings: TrainingCatalog(beside: options.model), limits: options.limits).add(
            to: &routes)
        routes.install(in: router)
        return router
    }

    /// Returns the routes as in the OpenAPI document: `GET /v1/products/{id}`.
    package static func routes(_ options: ServiceOptions) -> [String] {
        let keys = KnownKeys(KeyRing(besides: options.store))
        return table(options, keys, Telemetry().metrics, unreadiness: { nil }).routes.map {
            "\($0.method.rawValue) \($0.path)"
        }
    }

    private static func table(
        _ options: ServiceOptions, _ keys: KnownKeys, _ metrics: PrometheusMetrics,
        unreadiness: @escaping @Sendable () -> String?
    ) -> RouteTable {
        var routes = RouteTable()
        ServiceRoutes(metrics: metrics, unreadiness: unreadiness, version: options.version).add(to: &routes)
        StudyRoutes(limits: options.limits).add(to: &routes)
        TrainingRoutes(trainings: TrainingCatalog(beside: options.model), limits: options.limits).add(to: &routes)
        ProductRoutes(limits: options.limits).add(to: &routes)
        ImportRoutes(limits: options.limits, fetchesPrivate: options.fetchesPrivate).add(to: &routes)
        FeedRoutes(limits: options.limits).add(to: &routes)
        CategoryRoutes(limits: options.limits).add(to: &routes)
        ClassifyRoutes(limits: options.limits).add(to: &routes)
        EmbeddingRoutes(limits: options.limits).add(to: &routes)
        InteractionRoutes(limits: options.limits).add(to: &routes)
        ExposureRoutes(limits: options.limits).add(to: &routes)
        RecommendationRoutes(limits: options.limits).add(to: &routes)
        SearchRoutes(limits: options.limits).add(to: &routes)
        ExplanationRoutes(limits: options.limits).add(to: &routes)
        ShopperRoutes(limits: options.limits).add(to: &routes)
        MarketRoutes().add(to: &routes)
        ModelRoutes().add(to: &routes)
        ColumnRoutes(limits: options.limits).add(to: &routes)
        ExperimentRoutes(limits: options.limits).add(to: &routes)
        KeyRoutes(ring: KeyRing(besides: options.store), known: keys, limits: options.limits).add(to: &routes)
        return routes
    }

    private func application(on loops: MultiThreadedEventLoopGroup) throws -> some ApplicationProtocol {
        let limits = options.limits
        return Application(
            router: try router(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [
                        ConnectionGuard(
                            headTime: limits.headTime, bodyTime: limits.bodyTime + .seconds(2),
                            answerTime: limits.answerTime, slowRequests: ["POST /v1/imports"],
                            slowAnswers: ["GET /v1/backup"])
                    ],
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(address: .hostname(options.host, port: options.port)),
            onServerRunning: { channel in
                self.isReady.store(true, ordering: .relaxed)
                self.onListening(channel.localAddress?.port ?? self.options.port)
            },
            eventLoopGroupProvider: .shared(loops),
            logger: logger)
    }

    /// Runs until SIGTERM or SIGINT, and then completes requests within the drain time.
    public func runUntilSignalled() async throws {
        var configuration = ServiceGroupConfiguration(
            services: [self], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = options.leave + options.drain
        try await ServiceGroup(configuration: configuration).run()
    }
}
