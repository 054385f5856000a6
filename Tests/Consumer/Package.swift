// swift-tools-version: 6.2
import PackageDescription

// A package of somebody else's, that uses ours.
let package = Package(
    name: "Consumer",
    dependencies: [.package(name: "ShopGuide", path: "../..")],
    targets: [
        .executableTarget(name: "Consumer", dependencies: [.product(name: "FewShotLearning", package: "ShopGuide")])
    ],
    cxxLanguageStandard: .cxx20
)
