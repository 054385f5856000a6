import GRDB
public import ShopGuide
import ShopGuideFeeds

extension SQLiteStore {
    /// Returns all experiments, in the order in which they began.
    public func experiments() throws -> [Experiment] {
        try read { try Row.fetchAll($0, sql: "SELECT * FROM experiments ORDER BY row").map(Self.experiment) }
    }

    /// Returns the experiment of a name, if there is one.
    public func experiment(_ name: String) throws -> Experiment? {
        try read {
            try Row.fetchOne($0, sql: "SELECT * FROM experiments WHERE name = ?", arguments: [name]).map(
                Self.experiment)
        }
    }

    private static func experiment(_ row: Row) throws -> Experiment {
        guard let design = Experiment.Design(rawValue: row["design"]) else {
            throw StoreError(
                .damaged, "experiment \"\(row["name"] as String)\": no design \"\(row["design"] as String)\"")
        }
        let stopped: Int64? = row["stopped"]
        return Experiment(
            name: row["name"], a: row["a"], b: row["b"], design: design, share: row["share"],
            started: Timestamp(milliseconds: row["started"]), stopped: stopped.map { Timestamp(milliseconds: $0) })
    }

    /// Returns the result of an experiment so far; nil where there is none of that name.
    ///
    /// A shopper clicked where they viewed, liked or laid into the cart, and bought where they purchased, something that they had
    /// been shown before.
    public func result(of name: String) throws -> ExperimentResult? {
        try read { database in
            guard
                let experiment = try Row.fetchOne(
                    database, sql: "SELECT row, design FROM experiments WHERE name = ?", arguments: [name])
            else { return nil }
            let row: Int64 = experiment["row"]
            let isInterleaved = experiment["design"] as String == Experiment.Design.interleaved.rawValue
            return ExperimentResult(
                a: try Self.result(database, row, .a), b: try Self.result(database, row, .b),
                preference: isInterleaved ? try Self.preference(database, row) : nil)
        }
    }

    /// Returns what a shopper was shown in experiments, in the order of the experiments.
    public func exposures(to shopper: String) throws -> [ShopperExposure] {
        try read { database in
            let sql = """
                SELECT experiments.name, arm, product FROM exposed_products
                JOIN experiments ON experiments.row = experiment WHERE shopper = ? ORDER BY experiment, product
                """
            return try Row.fetchAll(database, sql: sql, arguments: [shopper]).compactMap { row in
                Experiment.Arm(rawValue: row["arm"]).map {
                    ShopperExposure(experiment: row["name"], arm: $0, product: row["product"])
                }
            }
        }
    }

    private static let clicks = kinds(.view, .like, .cart)
    private static let purchases = kinds(.purchase)

    private static func kinds(_ kinds: Interaction.Kind...) -> String {
        kinds.map { "\($0.number)" }.joined(separator: ", ")
    }

    /// The interactions with the products that an arm had shown: a row for each shopper, product and event.
    private static func answers(_ kinds: String) -> String {
        """
        FROM exposed_products AS e JOIN shoppers AS s ON s.id = e.shopper JOIN products AS p ON p.id = e.product
            JOIN interactions AS i ON i.shopper = s.row AND i.product = p.row AND i.row > e.since AND i.kind IN (\(kinds))
        WHERE e.experiment = ?
        """
    }

    private static func result(
        _ database: Database, _ row: Int64, _ arm: Experiment.Arm
    ) throws -> ExperimentResult.ArmResult {
        func count(_ sql: String) throws -> Int {
            try Int.fetchOne(database, sql: sql, arguments: [row, arm.rawValue]) ?? 0
        }
        func shoppers(_ kinds: String) throws -> Int {
            try count("SELECT count(DISTINCT e.shopper) \(answers(kinds)) AND e.arm = ?")
        }
        let exposures = "FROM exposures WHERE experiment = ? AND arm = ?"
        return ExperimentResult.ArmResult(
            shoppers: try count("SELECT count(*) \(exposures)"), exposures: try count("SELECT sum(lists) \(exposures)"),
            clicked: try shoppers(clicks), bought: try shoppers(purchases))
    }

    /// Counts, of the shoppers who clicked on more of one arm's products, those who preferred `b`.
    private static func preference(_ database: Database, _ row: Int64) throws -> CountedShare {
        let balances = """
            SELECT count(DISTINCT CASE e.arm WHEN 'b' THEN e.product END)
                - count(DISTINCT CASE e.arm WHEN 'a' THEN e.product END) AS balance
            \(answers("\(clicks), \(purchases)")) GROUP BY e.shopper
            """
        let counts = try Row.fetchOne(
            database,
            sql: "SELECT count(*) FILTER (WHERE balance > 0), count(*) FILTER (WHERE balance <> 0) FROM (\(balances))",
            arguments: [row])
        return CountedShare(counts?[0] ?? 0, of: counts?[1] ?? 0)
    }
}

extension SQLiteStoreWriter {
    /// Begins an experiment.
    ///
    /// - Throws: ``RowProblem`` where there is one of that name.
    public func begin(_ experiment: Experiment) throws {
        let isThere = try Row.fetchOne(
            database, sql: "SELECT 1 FROM experiments WHERE name = ?", arguments: [experiment.name])
        guard isThere == nil else { throw RowProblem("there is an experiment \"\(experiment.name)\" already") }
        try database.execute(
            sql: "INSERT INTO experiments (name, a, b, design, share, started, stopped) VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                experiment.name, experiment.a, experiment.b, experiment.design.rawValue, experiment.share,
                experiment.started.milliseconds, experiment.stopped?.milliseconds,
            ])
        changes.add(.experiment, id: experiment.name)
    }

    /// Ends an experiment; one that has ended already is left as it is.
    ///
    /// - Returns: Whether there is one of that name.
    public func stop(experiment name: String, at time: Timestamp) throws -> Bool {
        try database.execute(
            sql: "UPDATE experiments SET stopped = coalesce(stopped, ?) WHERE name = ?",
            arguments: [time.milliseconds, name])
        guard database.changesCount > 0 else { return false }
        changes.add(.experiment, id: name)
        return true
    }

    /// Records that a shopper was shown a list.
    ///
    /// - Parameters:
    ///   - picks: The products, each with the arm that it came from.
    ///   - shopper: The shopper's id; the shop needn't know them.
    ///   - name: The experiment; for one that isn't there, or has ended, nothing is recorded.
    /// - Throws: SQLite's error.
    public func expose(_ picks: [TeamDraft.Pick], to shopper: String, in name: String) throws {
        let row = try Int64.fetchOne(
            database, sql: "SELECT row FROM experiments WHERE name = ? AND stopped IS NULL", arguments: [name])
        guard let row else { return }
        let since = try Int64.fetchOne(database, sql: "SELECT max(row) FROM interactions") ?? 0
        for arm in Set(picks.map(\.team)) {
            try database.cachedStatement(
                sql: """
                    INSERT INTO exposures (shopper, experiment, arm, lists) VALUES (?, ?, ?, 1)
                    ON CONFLICT DO UPDATE SET lists = lists + 1
                    """
            ).execute(arguments: [shopper, row, arm.rawValue])
        }
        // What they were shown first counts: a second showing doesn't take a click away, nor give it to the other arm.
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO exposed_products (shopper, experiment, product, arm, since) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """)
        for pick in picks { try statement.execute(arguments: [shopper, row, pick.product, pick.team.rawValue, since]) }
    }

    /// Removes the record of the lists that a shopper was shown.
    func removeExposures(to shopper: String) throws {
        for table in ["exposures", "exposed_products", "logged_exposures", "responses"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE shopper = ?", arguments: [shopper])
        }
    }
}
