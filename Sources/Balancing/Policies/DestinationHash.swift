import Kernel
import NetworkModel

/// IPVS's dh: the address that the request is for picks one of 256 buckets, which the destinations fill in turn.
///
/// For transparent caches, where requests for one site should meet at one cache: the address is the request's key. The
/// bucket is the upper 8 bits of address · 0x61C88647 mod 2³² (the kernel's `hash_32`); weights do not count. Destinations that are out are taken from the
/// list and the buckets are dealt anew.
///
/// Source: Linux, net/netfilter/ipvs/ip_vs_dh.c. Complexity: O(1) a pick. Fails where requests have few destinations, as
/// behind one virtual address.
public struct DestinationHash: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "destination-hash", summary: "By a hash of the address that the key is: IPVS's dh.",
    flavors: ["ipvs"])

  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    UInt64((key.address.bits &* 0x61C8_8647) >> 24)
  }

  private var table = BucketTable()

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    table.update(backends, byWeight: false)
    guard !table.buckets.isEmpty else { return nil }
    let bucket = Int(request.hash & 255)
    return BalancingDecision(backend: Int(table.buckets[bucket]), reason: .init("bucket {0} of 256", bucket))
  }
}
