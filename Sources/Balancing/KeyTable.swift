import NetworkModel

/// One key: its text as bytes, and the address of the client that sends it.
public struct RequestKey: Sendable {
  public let text: ArraySlice<UInt8>
  public let address: IPv4Address

  public init(text: ArraySlice<UInt8>, address: IPv4Address) {
    self.text = text
    self.address = address
  }

  public init(_ text: String, address: IPv4Address = .any) {
    self.init(text: Array(text.utf8)[...], address: IPv4Address(text) ?? address)
  }
}

/// All keys that the requests to a service may carry: what a URI, a header or a cookie is to a real balancer.
///
/// A request names its key by its place here, so that no text is copied or hashed while a run goes on. A key that is an
/// address itself stands for a client with that address, as behind a proxy that tells it.
public struct KeyTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var addresses: [IPv4Address] = []
  private var isOwnAddress: [Bool] = []

  public init() {}

  public var count: Int { ends.count }

  @discardableResult
  public mutating func append(_ text: some StringProtocol, address: IPv4Address) -> UInt32 {
    bytes.append(contentsOf: text.utf8)
    ends.append(bytes.count)
    let own = IPv4Address(text)
    addresses.append(own ?? address)
    isOwnAddress.append(own != nil)
    return UInt32(truncatingIfNeeded: ends.count - 1)
  }

  public func isAddress(_ place: Int) -> Bool { isOwnAddress[place] }

  public subscript(place: Int) -> RequestKey {
    let start = place == 0 ? 0 : ends[place - 1]
    return RequestKey(text: bytes[start..<ends[place]], address: addresses[place])
  }
}
