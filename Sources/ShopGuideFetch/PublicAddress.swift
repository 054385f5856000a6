import CShopGuideFetch
import Foundation

/// Whether an IP address is one of the public internet: not of this machine, its network, or a reserved range.
package func isPublicAddress(_ text: String) -> Bool {
    var (v4, v6) = (sockaddr_in(), sockaddr_in6())
    v4.sin_family = sa_family_t(AF_INET)
    v6.sin6_family = sa_family_t(AF_INET6)
    func check<Address>(_ address: inout Address) -> Bool {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sg_is_public($0) != 0 }
        }
    }
    if inet_pton(AF_INET, text, &v4.sin_addr) == 1 { return check(&v4) }
    if inet_pton(AF_INET6, text, &v6.sin6_addr) == 1 { return check(&v6) }
    return false
}
