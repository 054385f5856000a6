import ShopGuidePostgres

extension PostgresStore {
    /// The tokens that a bucket has now: `$3` is what it holds, `$4` what comes a second.
    private static let available = """
        LEAST($3::float8, bucket.tokens + $4::float8 * GREATEST(0, extract(epoch FROM clock_timestamp() - bucket.time))::float8)
        """

    /// Takes tokens from a bucket in the database.
    public func takeTokens(_ wanted: Int, from bucket: String, rate: Double, burst: Int) throws -> TokenGrant? {
        var grant: TokenGrant?
        try read { connection in
            try connection.query(
                """
                INSERT INTO token_buckets AS bucket (name, taken, tokens, time)
                VALUES ($1, LEAST($2::float8, $3::float8), $3::float8 - LEAST($2::float8, $3::float8), clock_timestamp())
                ON CONFLICT (name) DO UPDATE SET
                    taken = LEAST($2::float8, floor(\(Self.available))),
                    tokens = \(Self.available) - LEAST($2::float8, floor(\(Self.available))),
                    time = clock_timestamp()
                RETURNING taken, tokens
                """,
                [.text(bucket), .double(Double(wanted)), .double(Double(burst)), .double(rate)]
            ) { grant = TokenGrant(taken: Int($0.double(0) ?? 0), left: max(0, $0.double(1) ?? 0)) }
        }
        return grant
    }
}
