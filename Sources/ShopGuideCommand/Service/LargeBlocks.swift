#if canImport(Glibc)
    // Glibc's module leaves it out.
    @_silgen_name("mallopt") private func mallopt(_ parameter: Int32, _ value: Int32) -> Int32
#endif

/// What becomes of large blocks of memory that are free again.
enum LargeBlocks {
    /// Gives them back to the system at once. Training keeps them for the next step; a service would keep for ever, in each of its
    /// threads, what the largest picture took that somebody ever sent.
    static func giveBack() {
        #if canImport(Glibc)
            // M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h.
            let (trimThreshold, mapThreshold): (Int32, Int32) = (-1, -3)
            for parameter in [trimThreshold, mapThreshold] { _ = mallopt(parameter, 4 << 20) }
        #endif
    }
}
