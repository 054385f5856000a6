import ArgumentParser
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// `shopguide model`.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Lists, activates and rolls back the models that encode a shop's products.",
        discussion: """
            Example:
              shopguide model list --model Models/products
              shopguide model activate titles --model Models/products
              shopguide model rollback --model Models/products

            The models are the folder of --model and those beside it. A running service follows within a second.
            """,
        subcommands: [List.self, Activate.self, RollBack.self]
    )

    private static func print(_ list: ModelList, _ arguments: ShopArguments) throws {
        try arguments.print(
            list,
            list.items.map { model in
                let state = model.active ? "active" : model.problem.value ?? "usable"
                return "\(model.id)  \(state)  \(model.sees.joined(separator: ", "))"
            })
    }

    /// `shopguide model list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the models.",
            discussion: """
                Example:
                  shopguide model list --format json
                """
        )

        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let shop = try arguments.shop(isModelFixed: false)
            try ModelCommand.print(try CallingThread.run { try await shop.modelList() }, arguments)
        }
    }

    /// `shopguide model activate`.
    struct Activate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Activates a model.",
            discussion: """
                Example:
                  shopguide model activate titles --model Models/products

                Categories that were taught from products alone are taught again from the same products; others are inactive \
                until their model is active again.
                """
        )

        @Argument(help: "The model's name in the list.")
        var name: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let (shop, name) = (try arguments.shop(isModelFixed: false), name)
            let list = try CallingThread.run {
                try await shop.activate(name)
                return try await shop.modelList()
            }
            try ModelCommand.print(list, arguments)
        }
    }

    /// `shopguide model rollback`.
    struct RollBack: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollback",
            abstract: "Activates the model that was active before.",
            discussion: """
                Example:
                  shopguide model rollback
                """
        )

        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let shop = try arguments.shop(isModelFixed: false)
            let list = try CallingThread.run {
                try await shop.rollBack()
                return try await shop.modelList()
            }
            try ModelCommand.print(list, arguments)
        }
    }
}
