import CPrefetch

extension Array {
  /// Asks the memory for the beginning of its storage. Nothing depends on it but time. It changes nothing and is `mutating` all the
  /// same: else it would be called on a copy, whose reference is counted there.
  @inline(__always)
  mutating func fetchStart() {
    withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      // The count and the references stand before the first element.
      prefetch(base - 32)
      prefetch(base + 32)
    }
  }
}
