import Dispatch
import FewShotTensors
import LocalGroup
import Testing

@Suite(.serialized) struct ProcessGroupTests {
    @Test(arguments: [2, 3])
    func `sums tensors over all processes, and keeps how they are stored`(size: Int) throws {
        let sums = try LocalGroup.run(size) { group in
            let own = Double(group.rank + 1)
            return try group.sums(of: [
                Tensor([1, 2, 3]).to(.float32) * own, .full([2, 3, 2, 2], own, on: .cpu).channelsLast(), Tensor(own),
            ])
        }
        let total = Float(size * (size + 1) / 2)
        for sum in sums {
            #expect(try sum[0].values(as: Float.self) == [1, 2, 3].map { $0 * total })
            #expect(try sum[1].values(as: Float.self) == Array(repeating: total, count: 24))
            #expect(sum[1].isChannelsLast)
            #expect(sum.map(\.shape) == [[3], [2, 3, 2, 2], []])
        }
    }

    @Test func `gives what rank 0 has to all processes`() throws {
        let received = try LocalGroup.run(3) { group in
            let bytes = try group.broadcast(group.rank == 0 ? [7, 0, 255] : Array(repeating: 9, count: group.rank))
            let tensor = try group.broadcast([Tensor([Double(group.rank) + 0.5, 1 / 3])])
            return (bytes, try tensor[0].values(as: Double.self))
        }
        for (bytes, values) in received {
            #expect(bytes == [7, 0, 255])
            #expect(values == [0.5, 1 / 3])
        }
    }

    @Test func `says in all processes what one of them says`() throws {
        let answers = try LocalGroup.run(2) { [try $0.any(false), try $0.any($0.rank == 1), try $0.any(true)] }
        #expect(answers == [[false, true, true], [false, true, true]])
    }

    @Test(arguments: [0, 1])
    func `says that the others didn't come`(rank: Int) throws {
        let port = try LocalGroup.freePort()
        let error = #expect(throws: ProcessGroupError.self) {
            try ProcessGroup(
                joining: .init(rank: rank, size: 2, host: "127.0.0.1", port: port), timeout: .seconds(1))
        }
        let start = "rank \(rank) of 2 couldn't meet the others at 127.0.0.1:\(port) within 1 seconds ("
        #expect(error?.description.hasPrefix(start) == true, "\(String(describing: error))")
    }

    @Test func `says that another process ended`() throws {
        let met = DispatchSemaphore(value: 0)
        let outcomes = try LocalGroup.run(2) { group in
            guard group.rank == 0 else {
                _ = met.wait(timeout: .now() + 60)
                return ""  // its part of the group ends with it
            }
            met.signal()
            do {
                _ = try group.any(true)
                return "no error"
            } catch { return "\(error)" }
        }
        #expect(outcomes[0].hasPrefix("rank 0 of 2 lost another process ("), "\(outcomes[0])")
    }

    @Test func `gives up on a process that hangs`() throws {
        let end = DispatchSemaphore(value: 0)
        let outcomes = try LocalGroup.run(2, exchangeTimeout: .seconds(1)) { group in
            guard group.rank == 0 else {
                end.wait()
                return true
            }
            defer { end.signal() }
            do { _ = try group.any(true) } catch is ProcessGroupError { return true }
            return false
        }
        #expect(outcomes == [true, true])
    }

    @Test func `throws the error of a failed tensor before it waits for anybody`() throws {
        let failed = Tensor([1.0, 2]).matmul(Tensor([1.0, 2, 3]))
        let outcomes = try LocalGroup.run(2) { group in
            do { _ = try group.sums(of: [failed]) } catch is TensorError { return true }
            return false
        }
        #expect(outcomes == [true, true])
    }
}
