// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "ShopGuide",
    products: [
        .library(name: "FewShotTensors", targets: ["FewShotTensors"]),
        .library(name: "FewShotNetworks", targets: ["FewShotNetworks"]),
        .library(name: "FewShotLearning", targets: ["FewShotLearning"]),
        .library(name: "FewShotData", targets: ["FewShotData"]),
        .library(name: "ShopGuide", targets: ["ShopGuide"]),
        .library(name: "ShopGuideStore", targets: ["ShopGuideStore"]),
        .executable(name: "shopguide", targets: ["ShopGuideCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    ],
    targets: [
        // LibTorch: flags only, from the pkg-config file that Scripts/setup writes.
        .systemLibrary(name: "CLibTorch", pkgConfig: "fewshot-libtorch"),
        .target(name: "CFewShotTorch", dependencies: ["CLibTorch"]),
        .target(name: "FewShotTensors", dependencies: ["CFewShotTorch"]),
        .target(name: "FewShotNetworks", dependencies: ["FewShotTensors"]),
        .target(name: "FewShotLearning", dependencies: ["FewShotNetworks"]),

        .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CLibJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
        .systemLibrary(name: "CLibWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(name: "CLibZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .target(name: "CFewShotImages", dependencies: ["CLibPNG", "CLibJPEG", "CLibWebP", "CLibZip"]),
        .target(
            name: "FewShotData",
            dependencies: [
                "FewShotLearning", "CFewShotImages",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(
            name: "FewShotReport",
            dependencies: ["FewShotData", .product(name: "Mustache", package: "swift-mustache")],
            resources: [.embedInCode("Page/report.mustache"), .embedInCode("Page/report.css")]
        ),
        .target(name: "ShopGuide", dependencies: ["FewShotLearning", "FewShotNetworks"]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "ShopGuideStore",
            dependencies: [
                "ShopGuide", "CZlib",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .executableTarget(
            name: "ShopGuideCommand",
            dependencies: [
                "FewShotReport", "ShopGuideStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        .testTarget(
            name: "FewShotLearningTests",
            dependencies: ["FewShotLearning", "FewShotNetworks", "FewShotTensors", "GradientChecking"]),
        .testTarget(
            name: "ShopGuideCommandTests",
            dependencies: ["ShopGuideCommand", "ShopGuideStore", "ShopGuide", "FewShotLearning", "FewShotTensors"],
            exclude: ["Fixtures", "Golden"]
        ),
        .testTarget(
            name: "ShopGuideStoreTests",
            dependencies: ["ShopGuideStore", "ShopGuide", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(name: "ShopGuideTests", dependencies: ["ShopGuide", "FewShotLearning", "FewShotNetworks"]),
        .testTarget(name: "FewShotReportTests", dependencies: ["FewShotReport"]),
        .testTarget(name: "FewShotDataTests", dependencies: ["FewShotData", "FewShotLearning", "FewShotTensors"]),
        .executableTarget(
            name: "test-shim", dependencies: ["CFewShotTorch"], path: "Tests/CFewShotTorch",
            linkerSettings: [.linkedLibrary("m")]),
        .target(name: "GradientChecking", dependencies: ["FewShotTensors"], path: "Tests/GradientChecking"),
        .testTarget(
            name: "FewShotTensorsTests",
            dependencies: ["FewShotTensors", "GradientChecking"],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(name: "FewShotNetworksTests", dependencies: ["FewShotNetworks", "GradientChecking"]),
    ],
    cxxLanguageStandard: .cxx20
)

// What every target of ours shares.
let isStrict = Context.environment["SHOPGUIDE_WARNINGS"] == "error"
for target in package.targets where target.type != .system {
    target.swiftSettings = [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility")]
    if isStrict {
        target.swiftSettings? += [.treatAllWarnings(as: .error)]
        target.cSettings = [.treatAllWarnings(as: .error)]
        target.cxxSettings = [.treatAllWarnings(as: .error)]
    }
}
