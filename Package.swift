// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "ShopGuide",
    products: [
        .library(name: "FewShotTensors", targets: ["FewShotTensors"]),
        .library(name: "FewShotNetworks", targets: ["FewShotNetworks"]),
        .library(name: "FewShotLearning", targets: ["FewShotLearning"]),
        .library(name: "FewShotPretrained", targets: ["FewShotPretrained"]),
        .library(name: "FewShotTokenizers", targets: ["FewShotTokenizers"]),
        .library(name: "FewShotData", targets: ["FewShotData"]),
        .library(name: "ShopGuide", targets: ["ShopGuide"]),
        .library(name: "ShopGuideBuiltin", targets: ["ShopGuideBuiltin"]),
        .library(name: "ShopGuideFeeds", targets: ["ShopGuideFeeds"]),
        .library(name: "ShopGuideFetch", targets: ["ShopGuideFetch"]),
        .library(name: "ShopGuideStore", targets: ["ShopGuideStore"]),
        .library(name: "ShopGuideApplication", targets: ["ShopGuideApplication"]),
        .library(name: "ShopGuideExperiments", targets: ["ShopGuideExperiments"]),
        .library(name: "ShopGuideService", targets: ["ShopGuideService"]),
        .executable(name: "shopguide", targets: ["ShopGuideCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // LibTorch: flags only, from the pkg-config file that Scripts/setup writes.
        .systemLibrary(name: "CLibTorch", pkgConfig: "fewshot-libtorch"),
        .target(
            name: "CFewShotTorch", dependencies: ["CLibTorch"],
            exclude: [
                "Autograd.cc", "Creation.cc", "Elementwise.cc", "Group.cc", "Networks.cc", "Reduction.cc", "Runtime.cc",
                "Script.cc", "Shape.cc", "Transformers.cc", "Updates.cc",
            ],  // FewShotTorch.cc includes them
            cxxSettings: [.headerSearchPath("Gloo")]  // LibTorch comes without Gloo's headers
        ),
        .target(name: "FewShotTensors", dependencies: ["CFewShotTorch"]),
        .target(name: "FewShotNetworks", dependencies: ["FewShotTensors"]),
        .target(name: "FewShotLearning", dependencies: ["FewShotNetworks"]),
        .target(name: "FewShotTokenizers"),
        .target(
            name: "FewShotPretrained",
            dependencies: ["FewShotNetworks", "FewShotTensors", "FewShotTokenizers", "FewShotDigests"]),

        .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CLibJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
        .systemLibrary(name: "CLibWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(name: "CLibGIF", pkgConfig: "libgif", providers: [.apt(["libgif-dev"])]),
        .systemLibrary(name: "CLibTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
        .systemLibrary(name: "CLibZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .target(
            name: "CFewShotImages",
            dependencies: ["CLibPNG", "CLibJPEG", "CLibWebP", "CLibGIF", "CLibTIFF", "CLibZip"],
            // By name: SwiftPM refuses the flag -DAVIF_DLL of libavif's pkg-config file, which only Windows needs.
            linkerSettings: [.linkedLibrary("avif")]),
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "FewShotDigests", dependencies: ["CLibCrypto"]),
        .target(name: "FewShotData", dependencies: ["FewShotLearning", "FewShotDigests", "CFewShotImages"]),
        .target(
            name: "FewShotReport",
            dependencies: ["FewShotData", .product(name: "Mustache", package: "swift-mustache")],
            resources: [.embedInCode("Page/report.mustache"), .embedInCode("Page/report.css")]
        ),
        .target(name: "ShopGuide", dependencies: ["FewShotLearning", "FewShotNetworks"]),
        .target(name: "ShopGuideBuiltin", dependencies: ["ShopGuide", "FewShotData", "FewShotDigests"]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "ShopGuidePostgres", dependencies: ["CLibPQ"]),
        .target(name: "CShopGuideFetch", dependencies: ["CLibCurl"]),
        .target(name: "ShopGuideFetch", dependencies: ["CShopGuideFetch"]),
        .target(name: "ShopGuideFeeds", dependencies: ["CZlib", "CExpat", "FewShotDigests"]),
        .target(
            name: "ShopGuideStore",
            dependencies: [
                "ShopGuide", "ShopGuideFeeds", "ShopGuidePostgres", "FewShotDigests",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "ShopGuideApplication",
            dependencies: [
                "ShopGuideFeeds", "ShopGuideFetch", "ShopGuideStore", "ShopGuideBuiltin", "FewShotData",
                "FewShotDigests", "FewShotPretrained",
            ]),
        .target(name: "CShopGuideFiles"),
        .target(
            name: "ShopGuideService",
            dependencies: [
                "CShopGuideFiles", "FewShotReport", "FewShotPretrained", "ShopGuideApplication", "ShopGuideFeeds",
                "ShopGuideFetch", "FewShotDigests",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            exclude: ["OpenAPI", "Page/Assets", "Page/Templates"]  // CShopGuideFiles embeds them
        ),
        .target(
            name: "ShopGuideExperiments",
            dependencies: ["FewShotReport", "FewShotPretrained", "ShopGuideApplication", "FewShotDigests"]),
        .executableTarget(
            name: "ShopGuideCommand",
            dependencies: [
                "FewShotReport", "FewShotPretrained", "ShopGuideExperiments", "ShopGuideFetch", "ShopGuideService",
                "FewShotDigests",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        .testTarget(
            name: "FewShotLearningTests",
            dependencies: ["FewShotLearning", "FewShotNetworks", "FewShotTensors", "GradientChecking", "LocalGroup"]),
        .testTarget(
            name: "ShopGuideCommandTests",
            dependencies: [
                "ShopGuideCommand", "ShopGuideApplication", "ShopGuideExperiments", "ShopGuideFeeds", "FewShotData",
                "ShopGuideStore", "ShopGuide",
                "FewShotLearning",
                "FewShotTensors", "LocalGroup", "LocalServing", "TinyEncoders",
            ],
            exclude: ["Fixtures", "Golden"]
        ),
        .testTarget(
            name: "ShopGuideStoreTests",
            dependencies: [
                "ShopGuideApplication", "ShopGuideFeeds", "ShopGuideStore", "ShopGuidePostgres", "ShopGuide",
                "LocalPostgres", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "ShopGuideApplicationTests",
            dependencies: [
                "ShopGuideApplication", "FewShotData", "FewShotLearning", "FewShotNetworks", "ShopGuideStore",
                "ShopGuide",
                "FewShotPretrained", "FewShotTensors", "LocalPostgres", "TinyEncoders",
            ]),
        .testTarget(
            name: "ShopGuideTests",
            dependencies: [
                "ShopGuide", "FewShotLearning", "FewShotNetworks", "FewShotTensors", "GradientChecking", "LocalGroup",
            ]),
        .testTarget(
            name: "ShopGuideServiceTests",
            dependencies: [
                "ShopGuideService", "ShopGuideApplication", "ShopGuideStore", "ShopGuide", "FewShotData",
                "FewShotPretrained", "LocalPostgres", "LocalServing", "TinyEncoders",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(name: "LocalGroup", dependencies: ["FewShotTensors"], path: "Tests/LocalGroup"),
        .target(name: "LocalServing", path: "Tests/LocalServing"),
        .target(name: "TinyEncoders", dependencies: ["FewShotTensors"], path: "Tests/TinyEncoders"),
        .target(name: "LocalPostgres", path: "Tests/LocalPostgres", exclude: ["serve"]),
        .testTarget(name: "ShopGuideFetchTests", dependencies: ["ShopGuideFetch", "LocalServing"]),
        .testTarget(name: "ShopGuideFeedsTests", dependencies: ["ShopGuideFeeds"]),
        .executableTarget(name: "fuzz-feeds", dependencies: ["ShopGuideFeeds"], path: "Tests/FuzzFeeds"),
        .testTarget(name: "FewShotDigestsTests", dependencies: ["FewShotDigests"]),
        .testTarget(name: "FewShotTokenizersTests", dependencies: ["FewShotTokenizers"]),
        .testTarget(
            name: "ShopGuideBuiltinTests",
            dependencies: ["ShopGuideBuiltin", "ShopGuide", "FewShotData", "FewShotLearning", "FewShotTensors"]),
        .testTarget(name: "FewShotReportTests", dependencies: ["FewShotReport"]),
        .testTarget(name: "FewShotDataTests", dependencies: ["FewShotData", "FewShotLearning", "FewShotTensors"]),
        .executableTarget(
            name: "test-shim", dependencies: ["CFewShotTorch"], path: "Tests/CFewShotTorch",
            linkerSettings: [.linkedLibrary("m")]),
        .target(name: "GradientChecking", dependencies: ["FewShotTensors"], path: "Tests/GradientChecking"),
        .testTarget(
            name: "FewShotTensorsTests",
            dependencies: ["FewShotTensors", "GradientChecking", "LocalGroup"],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "FewShotPretrainedTests",
            dependencies: [
                "FewShotPretrained", "FewShotNetworks", "FewShotTensors", "GradientChecking", "TinyEncoders",
            ]),
        .testTarget(name: "FewShotNetworksTests", dependencies: ["FewShotNetworks", "GradientChecking"]),
    ],
    cxxLanguageStandard: .cxx20
)

// What every target of ours shares.
let isStrict = Context.environment["SHOPGUIDE_WARNINGS"] == "error"
for target in package.targets where target.type != .system {
    target.swiftSettings = [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility")]
    // Optimising tests takes longer than it saves.
    if target.type == .test { target.swiftSettings? += [.unsafeFlags(["-Onone"])] }
    if isStrict {
        target.swiftSettings? += [.treatAllWarnings(as: .error)]
        target.cSettings = [.treatAllWarnings(as: .error)]
        target.cxxSettings = (target.cxxSettings ?? []) + [.treatAllWarnings(as: .error)]
    }
}
