import ShopGuide
import ShopGuideStore

extension TrainingQueue {
    /// The store's setting that has the moment of the last scheduled training, in milliseconds since 1970.
    private static let setting = "last scheduled training"

    /// Adds a training where its time has come and none is open.
    ///
    /// The moment is kept in the store, and taken in the transaction that looks at it: of several services of a store, on several
    /// machines, one begins.
    func addDue(now: Timestamp) throws {
        guard let interval = options.interval, !storage.trainings().contains(where: \.state.isOpen) else { return }
        let milliseconds = Int64(interval / .milliseconds(1))
        func isDue(_ setting: String?) -> Bool {
            guard let last = setting.flatMap({ Int64($0) }) else { return true }
            return now.milliseconds - last >= milliseconds
        }
        // Nobody is kept from writing as long as nothing is due.
        guard isDue(try store.setting(Self.setting)) else { return }
        let isOurs = try store.write { writer in
            guard isDue(try writer.setting(Self.setting)) else { return false }
            try writer.set(Self.setting, to: "\(now.milliseconds)")
            return true
        }
        guard isOurs else { return }
        _ = try add(ShopTraining.Options(budget: options.scheduledBudget, activates: true), cause: .schedule)
    }
}
