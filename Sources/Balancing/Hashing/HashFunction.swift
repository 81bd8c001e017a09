import NetworkModel

/// A hash function by the name that scenarios give it.
public enum HashFunction: String, Sendable, CaseIterable {
  case xxh64
  case murmur2
  case murmur3
  case siphash
  case fnv1a
  case crc32
  case sdbm
  case djb2
  case wt6

  public func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    switch self {
    case .xxh64: XXHash64.hash(bytes)
    case .murmur2: MurmurHash2.hash(bytes)
    case .murmur3: MurmurHash3.hash(bytes)
    case .siphash: SipHash.hash(bytes)
    case .fnv1a: FNV1a.hash(bytes)
    case .crc32: UInt64(CRC32.hash(bytes))
    case .sdbm: UInt64(SDBM.hash(bytes))
    case .djb2: UInt64(DJB2.hash(bytes))
    case .wt6: UInt64(WT6.hash(bytes))
    }
  }

  public func hash(_ text: String) -> UInt64 { hash(Array(text.utf8)[...]) }

  /// All of them as a parameter of a policy, the given one first.
  static func parameter(default first: HashFunction) -> PolicyDescriptor.Parameter {
    .choice("hash", "The hash function.", [first.rawValue] + allCases.filter { $0 != first }.map(\.rawValue))
  }

  static func chosen(_ configuration: PolicyConfiguration, _ descriptor: PolicyDescriptor) -> HashFunction {
    HashFunction(rawValue: configuration.choice("hash", descriptor)) ?? .xxh64
  }
}

/// What stands for a backend when it is hashed: its name, or its address and port as a proxy's configuration has it.
enum HashedIdentity {
  static let parameter = PolicyDescriptor.Parameter.choice(
    "identity", "What is hashed of a backend: its name, or its address with port 80.", ["name", "address"])

  static func texts(
    _ backends: [BackendIdentity], _ configuration: PolicyConfiguration, _ descriptor: PolicyDescriptor
  ) -> [String] {
    let isName = configuration.choice("identity", descriptor) == "name"
    return backends.map { isName ? $0.name : "\($0.address):80" }
  }
}
