import Foundation

/// Flushes standard output.
func fflushOutput() { fflush(nil) }
