import FewShotNetworks
import FewShotTensors
import Foundation

extension ProcessGroup {
    /// Returns the descent over all tasks of a step, from each process's own over its share, in one exchange. The running statistics in
    /// `context` become those of a pass over all tasks, in their order.
    ///
    /// - Throws: ``ProcessGroupError`` where a process is lost; the error of a failed tensor.
    package func combined<Trained>(
        _ own: Descent<Trained>, over share: TaskShare, of trained: Trained, in context: inout ForwardContext
    ) throws -> Descent<Trained> {
        let statistics = context.statistics(of: trained)
        // The part of a share in an average fades by the weight that the tasks after it keep.
        let shares = Double(share.own.count)
        let later = Double(share.tasks - share.own.upperBound) / shares
        let added = statistics.map { ($0.value - $0.buffer * $0.kept) * pow($0.kept, later) }
        let parts = own.gradient.tensors.map { $0 * share.weight }
        let figures = Tensor([own.loss, own.accuracy], on: trained.device) * share.weight
        var sums = try sums(of: parts + added + [figures.to(parts.first?.elementType ?? .float32)])[...]
        let gradient = own.gradient.map { _ in sums.removeFirst() }
        for statistic in statistics {
            let kept = pow(statistic.kept, Double(share.tasks) / shares)
            context.update(statistic.buffer, to: statistic.buffer * kept + sums.removeFirst())
        }
        let means = try sums.removeFirst().to(.float64).values(as: Double.self)
        return Descent(loss: means[0], accuracy: means[1], gradient: gradient)
    }

    /// Returns the results of the episodes at some positions, each answered by one process: as many as there are processes, or fewer.
    ///
    /// - Throws: ``ProcessGroupError`` where a process is lost; what `answer` throws.
    func results(of positions: Range<Int>, _ answer: (Int) throws -> EpisodeResult) throws -> [EpisodeResult] {
        var figures = [Double](repeating: 0, count: 2 * positions.count)
        if rank < positions.count {
            let own = try answer(positions.lowerBound + rank)
            (figures[2 * rank], figures[2 * rank + 1]) = (own.accuracy, own.loss)
        }
        let all = try sums(of: [Tensor(figures, on: .cpu)])[0].values(as: Double.self)
        return (0..<positions.count).map {
            EpisodeResult(accuracy: all[2 * $0], loss: all[2 * $0 + 1], labels: [], answers: [])
        }
    }

    /// Makes a training state that of rank 0 in all processes.
    public func broadcast(_ state: inout TrainingState<some Module>) throws {
        var tensors = try broadcast(state.namedTensors.map(\.tensor))[...]
        try state.forEachTensor { _, _, tensor in tensor = tensors.removeFirst() }
        let progress = try broadcast([UInt8](JSONEncoder().encode(state.progress)))
        state.progress = try JSONDecoder().decode(TrainingProgress.self, from: Data(progress))
        state.optimizer.steps = state.progress.step
    }
}
