import ShopGuide
import ShopGuideFeeds
import ShopGuidePostgres

extension PostgresStore {
    /// Returns all experiments, in the order in which they began.
    public func experiments() throws -> [Experiment] { try experiments("ORDER BY row", []) }

    /// Returns the experiment of a name, if there is one.
    public func experiment(_ name: String) throws -> Experiment? {
        try experiments("WHERE name = $1", [.text(name)]).first
    }

    private func experiments(_ condition: String, _ values: [PostgresValue]) throws -> [Experiment] {
        var experiments: [Experiment] = []
        try read {
            let sql = "SELECT name, a, b, design, share, started, stopped FROM experiments \(condition)"
            try $0.query(sql, values) { row in
                let (name, text) = (row.text(0) ?? "", row.text(3) ?? "")
                guard let design = Experiment.Design(rawValue: text) else {
                    throw StoreError(.damaged, "experiment \"\(name)\": no design \"\(text)\"")
                }
                experiments.append(
                    Experiment(
                        name: name, a: row.text(1) ?? "", b: row.text(2) ?? "", design: design,
                        share: row.double(4) ?? 0, started: Timestamp(milliseconds: row.integer(5) ?? 0),
                        stopped: row.integer(6).map { Timestamp(milliseconds: $0) }))
            }
        }
        return experiments
    }

    /// Returns the result of an experiment so far; nil where there is none of that name.
    public func result(of name: String) throws -> ExperimentResult? {
        try read(consistently: true) { connection in
            var found: (row: Int64, design: String)?
            try connection.query("SELECT row, design FROM experiments WHERE name = $1", [.text(name)]) {
                found = ($0.integer(0) ?? 0, $0.text(1) ?? "")
            }
            guard let (row, design) = found else { return nil }
            return ExperimentResult(
                a: try Self.result(connection, row, .a), b: try Self.result(connection, row, .b),
                preference: design == Experiment.Design.interleaved.rawValue
                    ? try Self.preference(connection, row) : nil)
        }
    }

    private static let clicks = kinds(.view, .like, .cart)
    private static let purchases = kinds(.purchase)

    /// Returns what a shopper was shown in experiments, in the order of the experiments.
    public func exposures(to shopper: String) throws -> [ShopperExposure] {
        var exposures: [ShopperExposure] = []
        try read {
            try $0.query(
                """
                SELECT experiments.name, arm, product FROM exposed_products
                JOIN experiments ON experiments.row = experiment WHERE shopper = $1 ORDER BY experiment, product
                """, [.text(shopper)]
            ) { row in
                guard let arm = row.text(1).flatMap({ Experiment.Arm(rawValue: $0) }) else { return }
                exposures.append(
                    ShopperExposure(experiment: row.text(0) ?? "", arm: arm, product: row.text(2) ?? ""))
            }
        }
        return exposures
    }

    private static func kinds(_ kinds: Interaction.Kind...) -> String {
        kinds.map { "\($0.number)" }.joined(separator: ", ")
    }

    /// The interactions with the products that an arm had shown: a row for each shopper, product and event.
    private static func answers(_ kinds: String) -> String {
        """
        FROM exposed_products AS e JOIN shoppers AS s ON s.id = e.shopper JOIN products AS p ON p.id = e.product
            JOIN interactions AS i ON i.shopper = s.row AND i.product = p.row AND i.row > e.since AND i.kind IN (\(kinds))
        WHERE e.experiment = $1
        """
    }

    private static func result(
        _ connection: PostgresConnection, _ row: Int64, _ arm: Experiment.Arm
    ) throws -> ExperimentResult.ArmResult {
        func count(_ sql: String) throws -> Int {
            Int(try connection.integer(sql, [.integer(row), .text(arm.rawValue)]) ?? 0)
        }
        func shoppers(_ kinds: String) throws -> Int {
            try count("SELECT count(DISTINCT e.shopper) \(answers(kinds)) AND e.arm = $2")
        }
        let exposures = "FROM exposures WHERE experiment = $1 AND arm = $2"
        return ExperimentResult.ArmResult(
            shoppers: try count("SELECT count(*) \(exposures)"),
            exposures: try count("SELECT sum(lists)::bigint \(exposures)"), clicked: try shoppers(clicks),
            bought: try shoppers(purchases))
    }

    /// Counts, of the shoppers who clicked on more of one arm's products, those who preferred `b`.
    private static func preference(_ connection: PostgresConnection, _ row: Int64) throws -> CountedShare {
        let balances = """
            SELECT count(DISTINCT CASE e.arm WHEN 'b' THEN e.product END)
                - count(DISTINCT CASE e.arm WHEN 'a' THEN e.product END) AS balance
            \(answers("\(clicks), \(purchases)")) GROUP BY e.shopper
            """
        var share = CountedShare(0, of: 0)
        try connection.query(
            """
            SELECT count(*) FILTER (WHERE balance > 0), count(*) FILTER (WHERE balance <> 0)
            FROM (\(balances)) AS balances
            """, [.integer(row)]
        ) { share = CountedShare(Int($0.integer(0) ?? 0), of: Int($0.integer(1) ?? 0)) }
        return share
    }
}

extension PostgresStoreWriter {
    /// Begins an experiment.
    func begin(_ experiment: Experiment) throws {
        let count = try connection.query(
            """
            INSERT INTO experiments (name, a, b, design, share, started, stopped, row)
            VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT coalesce(max(row), 0) + 1 FROM experiments))
            ON CONFLICT (name) DO NOTHING
            """,
            checked([
                .text(experiment.name), .text(experiment.a), .text(experiment.b), .text(experiment.design.rawValue),
                .double(experiment.share), .integer(experiment.started.milliseconds),
                PostgresValue(experiment.stopped?.milliseconds),
            ]))
        guard count > 0 else { throw RowProblem("there is an experiment \"\(experiment.name)\" already") }
        changes.add(.experiment, id: experiment.name)
    }

    /// Ends an experiment; one that has ended already is left as it is.
    func stop(experiment name: String, at time: Timestamp) throws -> Bool {
        let count = try connection.query(
            "UPDATE experiments SET stopped = coalesce(stopped, $1) WHERE name = $2",
            checked([.integer(time.milliseconds), .text(name)]))
        if count > 0 { changes.add(.experiment, id: name) }
        return count > 0
    }

    /// Records that a shopper was shown a list.
    func expose(_ picks: [TeamDraft.Pick], to shopper: String, in name: String) throws {
        let row = try connection.integer(
            "SELECT row FROM experiments WHERE name = $1 AND stopped IS NULL",
            checked([.text(name)]))
        guard let row else { return }
        for arm in Set(picks.map(\.team)) {
            try connection.send(
                """
                INSERT INTO exposures (shopper, experiment, arm, lists) VALUES ($1, $2, $3, 1)
                ON CONFLICT (shopper, experiment, arm) DO UPDATE SET lists = exposures.lists + 1
                """, checked([.text(shopper), .integer(row), .text(arm.rawValue)]))
        }
        // What they were shown first counts: a second showing doesn't take a click away, nor give it to the other arm.
        for pick in picks {
            try connection.send(
                """
                INSERT INTO exposed_products (shopper, experiment, product, arm, since) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO NOTHING
                """,
                checked([
                    .text(shopper), .integer(row), .text(pick.product), .text(pick.team.rawValue),
                    .integer(feed.interactions),
                ]))
        }
    }
}
