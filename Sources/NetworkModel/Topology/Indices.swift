/// Nodes, interfaces and links are named by their index in the `Topology`'s arrays: 32 bits, without ownership.
public struct NodeIndex: Hashable, Comparable, Sendable, BitwiseCopyable {
  public let value: UInt32
  @inlinable public init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable @inline(__always) public var position: Int { Int(value) }
  @inlinable @inline(__always) public static func < (a: NodeIndex, b: NodeIndex) -> Bool {
    a.value < b.value
  }
  @inlinable @inline(__always) public static func == (a: NodeIndex, b: NodeIndex) -> Bool {
    a.value == b.value
  }
}

public struct InterfaceIndex: Hashable, Comparable, Sendable, BitwiseCopyable {
  public let value: UInt32
  @inlinable public init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable @inline(__always) public var position: Int { Int(value) }
  @inlinable @inline(__always) public static func < (a: InterfaceIndex, b: InterfaceIndex) -> Bool {
    a.value < b.value
  }
  @inlinable @inline(__always) public static func == (a: InterfaceIndex, b: InterfaceIndex) -> Bool {
    a.value == b.value
  }
}

public struct LinkIndex: Hashable, Comparable, Sendable, BitwiseCopyable {
  public let value: UInt32
  @inlinable public init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable @inline(__always) public var position: Int { Int(value) }
  @inlinable @inline(__always) public static func < (a: LinkIndex, b: LinkIndex) -> Bool {
    a.value < b.value
  }
  @inlinable @inline(__always) public static func == (a: LinkIndex, b: LinkIndex) -> Bool {
    a.value == b.value
  }
}
