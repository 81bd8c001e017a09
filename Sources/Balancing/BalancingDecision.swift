import NetworkModel

/// A choice with its reason.
public struct BalancingDecision: Sendable, Equatable {
  public let backend: Int
  public let reason: Reason

  public init(backend: Int, reason: Reason) {
    self.backend = backend
    self.reason = reason
  }

  /// Why: a sentence with up to two numbers and another backend, put together only when somebody reads it.
  ///
  /// In the text `{0}` and `{1}` stand for the numbers, `{b}` for the other backend.
  public struct Reason: Sendable, Equatable {
    public let text: StaticString
    public let first: Double
    public let second: Double
    public let other: Int

    @inlinable
    public init(_ text: StaticString, _ first: Double = 0, _ second: Double = 0, other: Int = -1) {
      self.text = text
      self.first = first
      self.second = second
      self.other = other
    }

    @inlinable
    public init(_ text: StaticString, _ first: Int, _ second: Int = 0, other: Int = -1) {
      self.init(text, Double(first), Double(second), other: other)
    }

    public static func == (a: Reason, b: Reason) -> Bool { a.describe { "\($0)" } == b.describe { "\($0)" } }

    /// - Parameter name: of the backend at a place.
    public func describe(_ name: (Int) -> String) -> String {
      var sentence = text.description
      guard sentence.contains("{") else { return sentence }
      sentence = sentence.replacing("{0}", with: Self.format(first))
      sentence = sentence.replacing("{1}", with: Self.format(second))
      return other < 0 ? sentence : sentence.replacing("{b}", with: name(other))
    }

    /// Six significant places at most.
    private static func format(_ value: Double) -> String {
      if !value.isFinite { return "\(value)" }
      if value == value.rounded() && value.magnitude < 1e15 { return "\(Int(value))" }
      let scaled = (value * 1e6).rounded() / 1e6
      return "\(scaled)"
    }
  }
}
