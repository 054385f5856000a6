// swift-tools-version: 6.0
import PackageDescription

let package = Package(name: "Tour", targets: [.executableTarget(name: "Tour")])
