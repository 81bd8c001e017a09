/// Nodes, interfaces and links are named by their index in the `Topology`'s arrays: 32 bits, without ownership.
package struct NodeIndex: Hashable, Comparable, Sendable, BitwiseCopyable {
  package let value: UInt32
  @inlinable package init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable @inline(__always) package var position: Int { Int(value) }
  @inlinable @inline(__always) package static func < (a: NodeIndex, b: NodeIndex) -> Bool {
    a.value < b.value
  }
  @inlinable @inline(__always) package static func == (a: NodeIndex, b: NodeIndex) -> Bool {
    a.value == b.value
  }
}

package struct InterfaceIndex: Hashable, Comparable, Sendable, BitwiseCopyable {
  package let value: UInt32
  @inlinable package init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable @inline(__always) package var position: Int { Int(value) }
  @inlinable @inline(__always) package static func < (a: InterfaceIndex, b: InterfaceIndex) -> Bool {
    a.value < b.value
  }
  @inlinable @inline(__always) package static func == (a: InterfaceIndex, b: InterfaceIndex) -> Bool {
    a.value == b.value
  }
}

package struct LinkIndex: Hashable, Comparable, Sendable, BitwiseCopyable {
  package let value: UInt32
  @inlinable package init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable @inline(__always) package var position: Int { Int(value) }
  @inlinable @inline(__always) package static func < (a: LinkIndex, b: LinkIndex) -> Bool {
    a.value < b.value
  }
  @inlinable @inline(__always) package static func == (a: LinkIndex, b: LinkIndex) -> Bool {
    a.value == b.value
  }
}
