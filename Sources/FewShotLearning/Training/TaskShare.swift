import FewShotTensors

/// The tasks of each step that one of several processes learns from: neighbours, one more in the first processes where the tasks
/// can't be shared out evenly.
package struct TaskShare: Sendable, Equatable {
    /// The tasks of a step.
    package let tasks: Int
    /// Those of this process.
    package let own: Range<Int>

    /// Creates the share of a process.
    ///
    /// - Precondition: There is a task for every process.
    package init(of tasks: Int, rank: Int = 0, size: Int = 1) {
        precondition(tasks >= size, "\(tasks) tasks can't be shared out among \(size) processes")
        self.tasks = tasks
        let (each, rest) = tasks.quotientAndRemainder(dividingBy: size)
        let start = rank * each + min(rank, rest)
        own = start..<start + each + (rank < rest ? 1 : 0)
    }

    /// The part that it is of all, 0…1.
    var weight: Double { Double(own.count) / Double(tasks) }

    /// The position, among the episodes of a whole run, of one of this process's own, counted from a step on.
    package func position(_ index: Int, from step: Int) -> Int {
        let (steps, task) = index.quotientAndRemainder(dividingBy: own.count)
        return (step + steps) * tasks + own.lowerBound + task
    }
}
