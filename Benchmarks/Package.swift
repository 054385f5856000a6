// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "ShopGuide", path: "..")],
    targets: [
        .executableTarget(
            name: "FewShotBenchmarks",
            dependencies: [
                .product(name: "FewShotLearning", package: "ShopGuide"),
                .product(name: "FewShotNetworks", package: "ShopGuide"),
                .product(name: "FewShotTensors", package: "ShopGuide"),
                .product(name: "ShopGuide", package: "ShopGuide"),
            ]),
        .executableTarget(
            name: "IndexBenchmark",
            dependencies: [
                .product(name: "FewShotTensors", package: "ShopGuide"), .product(name: "ShopGuide", package: "ShopGuide"),
            ]),
        .executableTarget(
            name: "ScaleBenchmark",
            dependencies: [
                .product(name: "FewShotTensors", package: "ShopGuide"), .product(name: "ShopGuide", package: "ShopGuide"),
            ]),
    ]
)
