import FewShotTensors
import Testing

@Suite struct PrincipalComponentsTests {
    /// Points on a cross: four units along (3, 4) / 5, one unit across.
    private let cross = Tensor([3.4, 5.2, -1.4, -1.2, 0.2, 2.6, 1.8, 1.4] as [Double], shape: [4, 2])

    @Test func `finds the directions of a cross`() throws {
        let components = try PrincipalComponents(of: cross)
        expectClose(try components.axes.values(), [0.6, 0.8, 0.8, -0.6])
        expectClose(try components.mean.values(), [1, 2])
        expectClose(components.shares, [16.0 / 17, 1.0 / 17])
        expectClose(try components.project(cross).values(), [4, 0, -4, 0, 0, -1, 0, 1])
    }

    @Test func `has no share where points don't vary`() throws {
        let components = try PrincipalComponents(of: .ones([3, 2]))
        #expect(components.shares == [0, 0])
        expectClose(try components.project(.ones([3, 2])).values(), Array(repeating: 0, count: 6))
    }

    @Test func `refuses points that it can't lay out`() {
        #expect(throws: TensorError.self) { try PrincipalComponents(of: .ones([3, 1])) }
        #expect(throws: TensorError.self) { try PrincipalComponents(of: .ones([0, 4])) }
        #expect(throws: TensorError.self) { try PrincipalComponents(of: .ones([4])) }
        #expect(throws: TensorError.self) { try PrincipalComponents(of: .full([4, 4], .nan)) }
    }

    private func expectClose(
        _ values: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(values.count == expected.count, sourceLocation: sourceLocation)
        #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(values)", sourceLocation: sourceLocation)
    }
}
