import Kernel
import NetworkModel

/// IPVS's sh: the client's address picks one of 256 buckets, which the destinations fill by weight.
///
/// The bucket is the upper 8 bits of address · 0x61C88647 mod 2³² (the kernel's `hash_32`). Destinations that are out are
/// taken from the list, as keepalived does, and the buckets are dealt anew: most clients move.
///
/// Source: Linux, net/netfilter/ipvs/ip_vs_sh.c (without the flags sh-port and sh-fallback). Complexity: O(1) a pick.
/// Fails with more weight than buckets: the last destinations get none.
public struct AddressHashIPVS: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "source-hash", summary: "IPVS's sh.", flavors: ["ipvs"], sees: [.address])

  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    UInt64((key.address.bits &* 0x61C8_8647) >> 24)
  }

  private var table = BucketTable()

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    table.update(backends, byWeight: true)
    guard !table.buckets.isEmpty else { return nil }
    let bucket = Int(request.hash & 255)
    return BalancingDecision(backend: Int(table.buckets[bucket]), reason: .init("bucket {0} of 256", bucket))
  }
}
