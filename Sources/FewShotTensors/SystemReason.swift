import Foundation

/// Returns the system's reason for a failed operation on a file, without Foundation's wrapping.
public func systemReason(of error: any Error) -> String {
    let cocoa = error as NSError
    if let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? any Error { return systemReason(of: underlying) }
    guard cocoa.domain == NSPOSIXErrorDomain else { return cocoa.localizedDescription }
    return String(cString: strerror(Int32(cocoa.code)))
}
