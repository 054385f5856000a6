import ArgumentParser
import Foundation
import ShopGuideApplication

/// `shopguide key`.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Makes, lists and revokes the keys that open a shop over the network.",
        discussion: """
            Example:
              shopguide key create --scope write
              shopguide key create --tenant acme --scope read --note "the shop's page"
              shopguide key list
              shopguide key revoke sg_1a2b3c4d

            A running service notices within a second. Keys are kept as digests, in a file beside the store or in its database; the key itself is \
            printed once and kept nowhere.
            """,
        subcommands: [KeyCreateCommand.self, KeyListCommand.self, KeyRevokeCommand.self]
    )
}

extension KeyScope: ExpressibleByArgument {}

extension StoreArguments {
    /// The keys of the store.
    var keys: KeyRing { KeyRing(besides: place) }
}

/// `shopguide key create`.
struct KeyCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Makes a key and prints it; it can't be shown again.",
        discussion: """
            Example:
              shopguide key create --tenant acme --scope write

            A key of scope read may ask, write may also change the shop, admin may also change the model. Each tenant has a store \
            of its own beside the one named here; a tenant's key never opens another's.
            """
    )

    @Option(name: .long, help: "Whose shop it opens: small letters, digits and -.")
    var tenant = "default"
    @Option(name: .long, help: "What it is good for.")
    var scope = KeyScope.read
    @Option(name: .long, help: "What is noted beside it in the list.")
    var note: String?
    @OptionGroup var store: StoreArguments
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        guard KeyRing.isTenant(tenant) else {
            throw ValidationError("--tenant must be 1 to 40 small letters, digits and -, with a letter first")
        }
        guard (note ?? "").utf8.count <= KeyRing.noteBytes else {
            throw ValidationError("--note must be of \(KeyRing.noteBytes) bytes at most")
        }
    }

    func run() throws {
        let key = try store.keys.create(tenant: tenant, scope: scope, note: note).key
        switch format {
        case .text: try Output.result(key)
        case .json: try Output.result(json: ["key": key, "tenant": tenant, "scope": scope.rawValue])
        }
    }
}

/// `shopguide key list`.
struct KeyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists keys: what each is called, whose shop it opens, and what it is good for.",
        discussion: """
            Example:
              shopguide key list --format json
            """
    )

    @OptionGroup var store: StoreArguments
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    private struct Line: Encodable {
        var id: String
        var tenant: String
        var scope: KeyScope
        var created: String
        var note: String?
    }

    func run() throws {
        let lines = try store.keys.entries().map { entry in
            let created = Date(timeIntervalSince1970: Double(entry.created)).formatted(.iso8601)
            return Line(id: entry.id, tenant: entry.tenant, scope: entry.scope, created: created, note: entry.note)
        }
        switch format {
        case .json: try Output.result(json: lines)
        case .text:
            guard !lines.isEmpty else { return Output.note("there is no key yet: shopguide key create") }
            let texts = lines.map { line in
                [line.id, line.tenant, line.scope.rawValue, line.created, line.note].compactMap(\.self)
                    .joined(separator: "  ")
            }
            try Output.result(texts.joined(separator: "\n"))
        }
    }
}

/// `shopguide key revoke`.
struct KeyRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revokes a key; a running service takes it for a second at most.",
        discussion: """
            Example:
              shopguide key revoke sg_1a2b3c4d
            """
    )

    @Argument(help: "What the list calls it.")
    var id: String
    @OptionGroup var store: StoreArguments

    func run() throws {
        try store.keys.revoke(id)
        Output.note("\(id): revoked")
    }
}
