import FewShotTensors
import Foundation

/// Provenance of the program and the machine, recorded with every result.
package enum Program {
    package static let version = "0.1.0"

    /// Returns the version and, if the executable is in a clone, the clone's commit.
    package static func revision() -> String {
        guard let folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent() else {
            return version
        }
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", folder.path, "describe", "--always", "--dirty", "--abbrev=12"]
        let output = Pipe()
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        guard (try? git.run()) != nil else { return version }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        git.waitUntilExit()
        let commit = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return git.terminationStatus == 0 && !commit.isEmpty ? "\(version) (\(commit))" : version
    }

    /// Processor, threads, operating system and LibTorch's version.
    package static func machine() -> String {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = lines.split(separator: "\n").first { $0.hasPrefix("model name") }?
            .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return "\(model ?? "unknown processor"), \(cores) cores, \(TensorRuntime.threads) threads, "
            + "\(ProcessInfo.processInfo.operatingSystemVersionString), LibTorch \(TensorRuntime.version)"
    }
}
