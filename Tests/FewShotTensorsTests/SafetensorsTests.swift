import FewShotTensors
import Foundation
import Testing

struct SafetensorsTests {
    let numbers: [Float] = [0, -0.0, 1, -2.5, 0.1, 65504, 6e-8, 1e-30, 1.00390625, 1.01171875]

    // MARK: - Round trips

    @Test(arguments: ElementType.allCases.filter { $0 != .bfloat16 })  // which is read as float32
    func `tensors of every type come back as they were`(type: ElementType) throws {
        try TemporaryFolder.with { folder in
            let values = Tensor([0, 1, 2, 200, 0, 1].map { Double($0) }, shape: [2, 3]).to(type)
            let tensors = [
                "matrix": values, "scalar": values[1][0], "empty": values[0..<0], "transposed": values.transposed(),
                "name with \"quotes\", / and é": values[0],
            ]
            let file = folder.appending(component: "tensors.safetensors")
            try Safetensors(tensors: tensors, metadata: ["made by": "a \"test\""]).write(to: file)

            let read = try Safetensors(contentsOf: file)
            #expect(read.metadata == ["made by": "a \"test\""])
            #expect(Set(read.tensors.keys) == Set(tensors.keys))
            for (name, tensor) in tensors {
                let other = try #require(read.tensors[name])
                #expect(other.shape == tensor.shape)
                #expect(other.elementType == type)
                #expect(try other.bytes() == tensor.bytes(), "\(name)")
            }
        }
    }

    @Test func `images stored with the channels innermost are written row-major`() throws {
        try TemporaryFolder.with { folder in
            let images = Tensor((0..<48).map(Float.init), shape: [2, 3, 2, 4])
            let file = folder.appending(component: "images.safetensors")
            try Safetensors(tensors: ["images": images.channelsLast()]).write(to: file)
            let read = try #require(try Safetensors(contentsOf: file).tensors["images"])
            #expect(try read.values(as: Float.self) == (0..<48).map(Float.init))
        }
    }

    @Test func `infinities and NaN keep their bits`() throws {
        try TemporaryFolder.with { folder in
            let values = Tensor([Float.infinity, -.infinity, .nan, .leastNonzeroMagnitude])
            let file = folder.appending(component: "odd.safetensors")
            try Safetensors(tensors: ["odd": values]).write(to: file)
            #expect(try #require(try Safetensors(contentsOf: file).tensors["odd"]).bytes() == values.bytes())
        }
    }

    @Test func `an empty file has no tensors`() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appending(component: "empty.safetensors")
            try Safetensors().write(to: file)
            #expect(try Safetensors(contentsOf: file).tensors.isEmpty)
            #expect(try Data(contentsOf: file) == Data([8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8)))
        }
    }

    @Test(arguments: [Safetensors.Precision.float16, .bfloat16])
    func `halved numbers that no half can hold become infinite or NaN`(precision: Safetensors.Precision) throws {
        try TemporaryFolder.with { folder in
            let file = folder.appending(component: "half.safetensors")
            let tensor = Tensor([Float.greatestFiniteMagnitude, -.infinity, .nan])
            try Safetensors(tensors: ["x": tensor]).write(to: file, precision: precision)
            let read = try #require(try Safetensors(contentsOf: file).tensors["x"]).values(as: Float.self)
            #expect(read[0] == .infinity && read[1] == -.infinity && read[2].isNaN)
        }
    }

    // MARK: - The Python library

    @Test func `reads every type that the Python library wrote`() throws {
        let file = try Safetensors(contentsOf: fixture("types"))
        #expect(file.metadata == ["source": "Python, “quoted” / slashed"])
        #expect(file.tensors.count == 12)

        func values<Scalar: TensorScalar>(_ name: String, _ shape: [Int]) throws -> [Scalar] {
            let tensor = try #require(file.tensors[name])
            #expect(tensor.shape == shape)
            return try tensor.values()
        }
        #expect(try values("half", [7]) == numbers.prefix(7).map { Float(Float16($0)) })
        #expect(
            try values("brain", [10])
                == [0, -0.0, 1, -2.5, 0.10009765625, 65536, 6.007030606269836e-08, 9.98402083170343e-31, 1, 1.015625]
                as [Float])
        #expect(try values("single", [2, 3]) == [1.5, -2, 3.25, 0, 1e-38, 3e38] as [Float])
        #expect(try values("double", [2]) == [0.1, -1e300] as [Double])
        #expect(try values("long", [3]) == [1 << 62, -1, 0])
        #expect(try values("int", [2, 1]) == [-2_147_483_648, 2_147_483_647])
        #expect(try values("short", [2]) == [-32768, 32767])
        #expect(try values("tiny", [3]) == [-128, 127, 0])
        #expect(try values("byte", [3]) == [0, 127, 255] as [UInt8])
        #expect(try values("truth", [3]) == [true, false, true])
        #expect(try values("scalar", []) == [42] as [Float])
        #expect(try values("empty", [0, 3]) == [] as [Float])
    }

    @Test func `writes the bytes that the Python library writes`() throws {
        let contents = Safetensors(
            tensors: [
                "b.weight": Tensor([1.5, -2, 3.25, 0, 1e-38, 3e38] as [Float], shape: [2, 3]),
                "a.weight": Tensor([0.1] as [Float]),
                "double": Tensor([0.1, -1e300]),
                "long": Tensor([1 << 62, -1, 0]),
                "byte": Tensor([0, 127, 255] as [UInt8]),
                "truth": Tensor([true, false, true]),
                "scalar": Tensor(42),
                "empty": .zeros([0, 3]),
                "name with / and é and \"": Tensor([7]),
            ],
            metadata: ["source": "a/b"])
        try TemporaryFolder.with { folder in
            let file = folder.appending(component: "exact.safetensors")
            try contents.write(to: file)
            #expect(try Data(contentsOf: file) == Data(contentsOf: fixture("exact")))
        }
    }

    @Test(arguments: [Safetensors.Precision.float16, .bfloat16])
    func `halves numbers to the bits that PyTorch gives`(precision: Safetensors.Precision) throws {
        try TemporaryFolder.with { folder in
            let file = folder.appending(component: "half.safetensors")
            try Safetensors(tensors: ["weight": Tensor(numbers), "steps": Tensor([3])]).write(
                to: file, precision: precision)
            #expect(try Data(contentsOf: file) == Data(contentsOf: fixture(precision.rawValue)))
        }
    }

    private func fixture(_ name: String) throws -> URL {
        try #require(Bundle.module.url(forResource: name, withExtension: "safetensors", subdirectory: "Fixtures"))
    }
}
