internal import CFewShotTorch

/// Owns one handle of a group of processes.
///
/// Unchecked: the handle is set once and freed in `deinit`; the processes of a group make their calls one at a time, in one order.
final class NativeGroup: @unchecked Sendable {
    let handle: fst_group

    init(_ handle: fst_group) { self.handle = handle }

    deinit { fst_group_free(handle) }
}

extension Native {
    static var hasGroups: Bool { fst_has_groups() }

    static func group(
        _ place: ProcessGroup.Place, _ joinTimeout: Duration, _ exchangeTimeout: Duration
    ) throws(TensorError) -> NativeGroup {
        var result: fst_group?
        let status = place.host.withCString { host in
            place.name.withCString { name in
                var native = fst_group_place(
                    host: host, port: Int32(clamping: place.port), rank: Int32(clamping: place.rank),
                    size: Int32(clamping: place.size), serves_store: place.rank == 0 && !place.isServed, name: name)
                return fst_group_join(
                    &native, Int64(joinTimeout / .milliseconds(1)), Int64(exchangeTimeout / .milliseconds(1)), &result)
            }
        }
        guard status == 0, let result else { throw failure("ProcessGroup", []) }
        return NativeGroup(result)
    }

    static func sums(_ group: NativeGroup, _ tensors: [Tensor]) -> [Tensor] {
        withExtendedLifetime(group) {
            makeMany("sums", tensors, results: tensors.count) { inputs, results in
                fst_group_sums(group.handle, inputs.baseAddress, Int32(inputs.count), results)
            }
        }
    }
}
