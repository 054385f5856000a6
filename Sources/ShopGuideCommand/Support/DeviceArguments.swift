import ArgumentParser
import FewShotTensors

extension Device: ExpressibleByArgument {
    /// Reads `cpu`, `cuda` or `cuda:1`.
    public init?(argument: String) { self.init(argument) }
}

/// The option that says which device computes, shared by all commands that train or measure.
struct DeviceArguments: ParsableArguments {
    @Option(name: .long, help: "The device that computes: cpu, cuda or cuda:N.")
    var device = Device.cpu

    /// Returns the device.
    ///
    /// - Throws: ``DeviceError`` where it isn't there.
    func checked() throws -> Device {
        try device.check()
        return device
    }
}
