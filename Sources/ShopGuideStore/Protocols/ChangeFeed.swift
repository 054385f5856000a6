public import ShopGuide

/// The commits of a store in order, with what each changed, for those who keep a copy of the store in memory.
///
/// Every commit that changes something that ``StoreChange`` names has a number, one more than the one before it, whichever process
/// made it. To keep up:
///
/// 1. take ``latestChange()``, then read the store, interactions with ``InteractionStore/forEachInteraction(upTo:_:)``;
/// 2. whenever ``latestChange()`` is another position, read ``changes(after:limit:)`` and apply them in order;
/// 3. at a gap (the store was restored, or the changes are too old to be kept), begin again at 1.
///
/// Changes are read as the store is now, not as it was at the commit: a product that was saved twice comes twice, as it is. In the end
/// the copy is equal to the store. An interaction may be of a product that comes later, with a change of its own: leave it out.
///
/// A process that applies its own commits by itself does so where ``Committed/position`` follows what it has applied; otherwise it
/// reads the feed up to it, so that it applies everything in order.
public protocol ChangeFeed: Sendable {
    /// Returns the position of the latest commit, within a fraction of a millisecond.
    func latestChange() throws -> ChangePosition

    /// Returns changes in order, from the first one after a position on.
    ///
    /// - Parameters:
    ///   - position: The position of the last change that was applied.
    ///   - limit: The most changes that are returned; a commit of more of them is continued with the next call.
    /// - Returns: The changes, or a gap.
    /// - Throws: ``StoreError`` where the store can't be read.
    func changes(after position: ChangePosition, limit: Int) throws -> ChangeBatch

    /// Returns the ids of the shoppers of an erasure.
    ///
    /// - Parameters:
    ///   - erasure: The erasure, which names nobody.
    ///   - ids: The ids of all shoppers in the copy.
    /// - Returns: Those of them who aren't in the store, or came back after the erasure.
    /// - Throws: ``StoreError`` where the store can't be read.
    func erasedShoppers(of erasure: ShopperErasure, among ids: some Sequence<String>) throws -> [String]

    /// Calls a body soon after each commit of any process, as long as the returned value is kept.
    ///
    /// A commit may be passed over where a connection was lost, so that who has to be sure asks for ``latestChange()`` now and then too.
    ///
    /// - Parameter wake: Called on another thread; it must not take long.
    /// - Returns: The watch; nil where the store can only be asked.
    func watch(_ wake: @escaping @Sendable () -> Void) -> (any Sendable)?
}

extension ChangeFeed {
    /// Returns nil: the store can only be asked.
    public func watch(_ wake: @escaping @Sendable () -> Void) -> (any Sendable)? { nil }
}

/// A position in the changes of a store.
public struct ChangePosition: Sendable, Hashable, Codable {
    /// The identity of the feed; that of a restored store is another one.
    public var feed: String
    /// The number of the last commit that is entirely before the position.
    public var number: Int64
    /// The last interaction that came with the commits before the position; a cursor that only the store understands.
    var interactions: Int64
    /// The record of the next commit that the position is in.
    var record: Int64 = 0
    /// The first row of that record that is after the position.
    var row: Int64 = 0
    /// The first interaction of that row's shopper that is after the position; 0 where their history isn't begun.
    var interaction: Int64 = 0
}

/// The result of a transaction, with the position of its changes.
public struct Committed<Value> {
    /// The result of the transaction's body.
    public var value: Value
    /// The number of the commit; nil where it changed nothing that the feed tells of.
    public var change: Int64?
    /// The latest position after the commit.
    public var position: ChangePosition
}

extension Committed: Sendable where Value: Sendable {}

extension Committed {
    /// Whether the commit is the first one after a position, so that nobody else's changes are between them.
    public func follows(_ earlier: ChangePosition) -> Bool {
        change == earlier.number + 1 && position.feed == earlier.feed && earlier.record == 0 && earlier.row == 0
    }
}

/// Some changes of a feed.
public enum ChangeBatch: Sendable {
    /// The changes in order, the position after them, and whether they are the last ones.
    case changes([NumberedChange], next: ChangePosition, isLast: Bool)
    /// The changes aren't known any more: the store was restored, or they are too old. The copy has to be read again.
    case gap
}

/// A change with the number of its commit.
public struct NumberedChange: Sendable, Hashable {
    /// The number of the commit.
    public var number: Int64
    /// The change.
    public var change: StoreChange

    /// Creates a numbered change.
    public init(number: Int64, change: StoreChange) {
        self.number = number
        self.change = change
    }
}

/// A change of a store.
public enum StoreChange: Sendable, Hashable {
    /// A product was saved, or an embedding that was imported for it.
    case product(Product)
    /// A product was removed, with the interactions with it.
    case productRemoved(String)
    /// A shopper was saved, or came with an interaction.
    case shopper(Shopper)
    /// A shopper was erased, with their interactions: see ``ChangeFeed/erasedShoppers(of:among:)``.
    case shopperErased(ShopperErasure)
    /// An interaction was added.
    case interaction(Interaction)
    /// An interaction of a shopper was replaced: what is known of them is void, and their interactions follow, each as one that was
    /// added.
    case historyReset(shopper: String)
    /// A market became known.
    case market(Market)
    /// A taught category was changed or forgotten.
    case category(String)
    /// A setting was changed.
    case setting(String)
    /// An experiment was begun or stopped.
    case experiment(String)
    /// An import went on.
    case importProgressed
}

/// The trace of an erased shopper in a feed: enough for those who know their id to find it, and nothing of the shopper for others.
///
/// An id falls into one of 64 classes, and the class is kept. Of the shoppers of that class, those who are gone from the store are the
/// ones who were erased.
public struct ShopperErasure: Sendable, Hashable {
    /// The class of the id.
    var idClass: Int64
    /// The last shopper that was there before the erasure; who comes back later is another one.
    var last: Int64

    /// Returns the class of an id: 6 bits of its FNV-1a hash.
    static func idClass(of id: String) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int64((hash >> 32) & 63)
    }
}
