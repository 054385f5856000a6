/// A way to divide classes into train, validation and test.
public enum SplitScheme: String, Sendable, CaseIterable {
    /// Omniglot as the field divides it (Vinyals et al., 2016): 1,028 / 172 / 423 characters from split files, each of the four
    /// quarter turns a class of its own.
    case vinyals
    /// Omniglot as its authors divide it (Lake et al., 2015): train on the background alphabets but the last five by name, which
    /// are for validation; test on the evaluation alphabets.
    case background
    /// As ``background``, but training on five alphabets alone: Greek, Katakana, Latin, Sanskrit and Tagalog. Validation is on the
    /// last five by name of the other background alphabets.
    case smallBackground = "small-background"
    /// Omniglot with 64 / 16 / 20 characters drawn from all by a seed, as in the paper this project starts from.
    case paper
    /// As the folders train, validation (or val) and test say.
    case folders
    /// 64 / 16 / 20 % of the classes, drawn by a seed.
    case drawn
    /// Whole coarse classes of a `classes.csv` drawn by a seed, so that no coarse class is in two parts: about 50 / 11 / 20 of 81.
    case coarse
}
