import ArgumentParser
import FewShotTensors
import Foundation
import ShopGuideApplication
import ShopGuideExperiments
import Synchronization

/// `shopguide encode`.
struct EncodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Has a store see with pretrained encoders, and embeds the products that are new or changed.",
        discussion: """
            Example:
              shopguide encode --encoder mobilenet --encoder minilm
              shopguide encode
              shopguide encode --remove minilm

            Encoders are named with shopguide encoder add. Each is a column of the store from then on, which teach, classify, recommend and \
            explain see with the others and whose weight shopguide catalog columns shows and sets: the pictures of products for an \
            encoder of pictures, their titles for one of texts. A store has four columns of vectors at most.

            Without options the products are embedded that are new, or whose picture or title has changed. What is done is kept: after \
            Ctrl-C, or a crash, the same command goes on. A running service embeds by itself.

            Several processes share the products out where torchrun starts them, or RANK and WORLD_SIZE are set as it does; the first makes what \
            another one leaves:
              torchrun --no-python --nproc-per-node 2 shopguide encode --threads 1
            """
    )

    @Option(
        name: .customLong("encoder"), help: ArgumentHelp("An encoder that the store is to see with.", valueName: "name")
    )
    var added: [String] = []
    @Option(
        name: .customLong("remove"),
        help: ArgumentHelp(
            "An encoder that it isn't to see with any more; its embeddings are removed.", valueName: "name"))
    var removed: [String] = []
    @OptionGroup var arguments: ShopArguments
    @OptionGroup var encoders: EncoderFolderArguments
    @OptionGroup var threads: ThreadArguments
    @OptionGroup var device: DeviceArguments

    /// The printed result.
    private struct Report: Encodable {
        var encoders: [ShopEncoder]
        var products = 0
        var made = 0
        var unreadable = 0
        var seconds = 0.0
    }

    func validate() throws {
        if let name = added.first(where: removed.contains) {
            throw ValidationError("--encoder \(name) and --remove \(name) contradict each other")
        }
    }

    func run() throws {
        // Code is made for each number of tokens; of 1,024 of them, as many as are kept unless this says otherwise, it's a gigabyte.
        setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64", 0)
        try TensorRuntime.keepBlocks(below: 4 << 20)
        try threads.apply()
        let place = try Launch.place(in: ProcessInfo.processInfo.environment)
        if let place, !removed.isEmpty {
            throw CommandError("--remove is for one process (WORLD_SIZE is \(place.size))")
        }
        let shop = try arguments.shop(encoders: encoders.known, on: device.checked())
        let (added, removed) = (added, removed)
        let began = ContinuousClock.now
        var report = try CallingThread.run {
            try await shop.changeEncoders(adding: added, removing: removed)
            return Report(encoders: try await shop.encoders())
        }
        // Where the last encoder was removed, there is nothing to do.
        if !report.encoders.isEmpty || removed.isEmpty {
            let progress = try embed(shop, at: place)
            report.encoders = try CallingThread.run { try await shop.encoders() }
            (report.products, report.made) = (progress.products, progress.made)
            (report.unreadable, report.seconds) = (progress.unreadable, (ContinuousClock.now - began) / .seconds(1))
        }
        if place?.rank ?? 0 == 0 { try arguments.print(report, Self.lines(report)) }
    }

    /// Embeds a process's share. The first then looks at all, and makes what is missing and the columns.
    private func embed(_ shop: Shop, at place: ProcessGroup.Place?) throws -> EncodingProgress {
        guard let place else { return try embed(shop, .all) }
        let share = EncodingShare(rank: place.rank, size: place.size)
        let own = try embed(shop, share, isSilent: place.rank > 0)
        guard place.rank == 0 else { return own }
        var whole = try embed(shop, .all)
        whole.made += own.made
        return whole
    }

    private func embed(_ shop: Shop, _ share: EncodingShare, isSilent: Bool = false) throws -> EncodingProgress {
        let terminal = Terminal.interruptible(isSilent: isSilent)
        let bar = Mutex<ProgressBar?>(nil)
        defer { terminal.clear() }
        return try CallingThread.run {
            try await shop.encode(share) { progress in
                bar.withLock { bar in
                    if bar == nil { bar = ProgressBar("products", total: progress.total, on: terminal) }
                    bar?.show(min(progress.products, progress.total), "\(progress.made) embeddings made")
                }
                if terminal.isStopRequested {
                    terminal.clear()
                    throw CommandError(
                        "stopped after \(progress.products) of \(progress.total) products, their embeddings kept; the same command goes on"
                    )
                }
            }
        }
    }

    private static func lines(_ report: Report) -> [String] {
        guard !report.encoders.isEmpty else { return ["the store sees with no pretrained encoder any more"] }
        var lines = report.encoders.map { encoder in
            "\(encoder.column)  \(encoder.reads)  "
                + (encoder.compared ? "compared" : encoder.here ? "not all embedded yet" : "not on this machine")
        }
        lines.append(
            "\(report.products) products, \(report.made) embeddings made in \(NumberFormat.duration(report.seconds))")
        if report.unreadable > 0 { lines.append("\(report.unreadable) pictures can't be read") }
        lines.append("Next: shopguide catalog columns")
        return lines
    }
}
