import Foundation

/// Sends what was printed to the reader at once.
func fflushOutput() { fflush(nil) }
