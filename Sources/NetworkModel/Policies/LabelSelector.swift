/// Chooses what has certain labels: all of `matchLabels` and all expressions must hold; without any it chooses everything
/// (Kubernetes API reference, LabelSelector).
package struct LabelSelector: Sendable, Equatable {
  package struct Expression: Sendable, Equatable {
    package enum Operator: String, Sendable, CaseIterable {
      case isIn = "In"
      case isNotIn = "NotIn"
      case exists = "Exists"
      case doesNotExist = "DoesNotExist"
    }

    package var key: String
    package var operation: Operator
    package var values: [String]

    package init(_ key: String, _ operation: Operator, _ values: [String] = []) {
      self.key = key
      self.operation = operation
      self.values = values
    }

    /// `NotIn` holds for what lacks the label, too.
    package func holds(for labels: [String: String]) -> Bool {
      switch operation {
      case .isIn: labels[key].map { values.contains($0) } ?? false
      case .isNotIn: labels[key].map { !values.contains($0) } ?? true
      case .exists: labels[key] != nil
      case .doesNotExist: labels[key] == nil
      }
    }
  }

  package var labels: [String: String]
  package var expressions: [Expression]

  package init(_ labels: [String: String] = [:], _ expressions: [Expression] = []) {
    self.labels = labels
    self.expressions = expressions
  }

  /// Chooses everything.
  package static let all = LabelSelector()

  package var isAll: Bool { labels.isEmpty && expressions.isEmpty }

  package func matches(_ given: [String: String]) -> Bool {
    labels.allSatisfy { given[$0.key] == $0.value } && expressions.allSatisfy { $0.holds(for: given) }
  }
}

extension LabelSelector: CustomStringConvertible {
  /// As `kubectl` writes selectors: `app=web,tier in (a,b),!old`.
  package var description: String {
    var parts = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    for expression in expressions {
      let values = "(" + expression.values.joined(separator: ",") + ")"
      switch expression.operation {
      case .isIn: parts.append("\(expression.key) in \(values)")
      case .isNotIn: parts.append("\(expression.key) notin \(values)")
      case .exists: parts.append(expression.key)
      case .doesNotExist: parts.append("!\(expression.key)")
      }
    }
    return parts.isEmpty ? "all" : parts.joined(separator: ",")
  }
}
