import ArgumentParser
import ShopGuideExperiments

/// The `shopguide` command.
@main
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shopguide",
        abstract: "Learns to learn from few examples: new categories from a handful of products.",
        discussion: """
            A first training, which needs no data set:
              shopguide train prototypical --data builtin --episodes 300 --output runs/first
              shopguide evaluate --model runs/first --data builtin

            Data sets are named KIND:PATH: builtin, omniglot:ZIP-or-FOLDER, images:ZIP-or-FOLDER.
            """,
        version: Program.version,
        subcommands: [
            DemoCommand.self, LearnersCommand.self, TrainCommand.self, EvaluateCommand.self, LearnCommand.self,
            RankCommand.self, ReproduceCommand.self, EncoderCommand.self, EncodeCommand.self, ImportCommand.self,
            ExportCommand.self, CatalogCommand.self, TeachCommand.self, ClassifyCommand.self, RecommendCommand.self,
            SearchCommand.self, ExplainCommand.self,
            ModelCommand.self, MarketCommand.self, ShopperCommand.self, ExperimentCommand.self,
            FeedCommand.self, TrainingCommand.self,
            ServeCommand.self, KeyCommand.self, BackupCommand.self, RestoreCommand.self, StoreCommand.self,
        ]
    )
}
