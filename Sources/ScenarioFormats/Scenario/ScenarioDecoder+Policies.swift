import Balancing
import NetworkModel
import Yams

extension ScenarioDecoder {
  /// `maglev`, or `{name: maglev, table-size: 65537}`; which parameters there are may depend on the flavor.
  mutating func decodePolicy(_ node: Node, flavor flavorNode: Node?) -> PolicySpec? {
    if node.scalar != nil {
      guard let descriptor = descriptor(node) else { return nil }
      var policy = PolicySpec(name: descriptor.name)
      policy.flavor = flavor(flavorNode, policy.name)
      return policy
    }
    var given: [(key: Node, name: String, value: Node)] = reader.entries(of: node, what: "parameters")
    guard let position = given.firstIndex(where: { $0.name == "name" }) else {
      reader.error("a policy with parameters needs its `name`", at: node)
      return nil
    }
    guard let descriptor = descriptor(given.remove(at: position).value) else { return nil }
    var policy = PolicySpec(name: descriptor.name)
    policy.flavor = flavor(flavorNode, policy.name)
    let known = BalancingCatalogue.parameters(of: policy)
    for (key, name, value) in given {
      guard let parameter = known.first(where: { $0.name == name }) else {
        let isOfAnother = descriptor.parameters.contains { $0.name == name }
        let hint =
          isOfAnother
          ? "only another flavor has it: \(descriptor.flavors.joined(separator: ", "))"
          : NearestName.hint(name, among: known.map(\.name))
        reader.error(
          "the policy `\(descriptor.name)` has no parameter `\(name)`", at: key, hint: hint)
        continue
      }
      if let parameter = decodeParameter(parameter, value) { policy.parameters.append(parameter) }
    }
    return policy
  }

  private mutating func decodeParameter(
    _ parameter: PolicyDescriptor.Parameter, _ node: Node
  ) -> PolicySpec.Parameter? {
    let what = "`\(parameter.name)`"
    switch parameter.form {
    case .number(let range):
      return reader.number(node, in: range, what: what).map {
        PolicySpec.Parameter(name: parameter.name, value: $0)
      }
    case .whole(let range):
      return reader.integer(node, in: range, what: what).map {
        PolicySpec.Parameter(name: parameter.name, value: Double($0))
      }
    case .duration:
      return reader.duration(node, what: what).map {
        PolicySpec.Parameter(name: parameter.name, value: $0.seconds)
      }
    case .choice(let names):
      guard let text = reader.text(node, what: what) else { return nil }
      // YAML reads bare on and off as truth values.
      let word = ["true": "on", "false": "off"][text].flatMap { names.contains($0) ? $0 : nil } ?? text
      guard names.contains(word) else {
        reader.error(
          "expected \(what), found \(reader.describe(node))", at: node,
          hint: "one of: " + names.joined(separator: ", "))
        return nil
      }
      return PolicySpec.Parameter(name: parameter.name, value: 0, text: word)
    }
  }

  private mutating func descriptor(_ node: Node) -> PolicyDescriptor? {
    guard let name = reader.text(node, what: "a policy") else { return nil }
    let all = BalancingCatalogue.policies
    if let known = all.first(where: { $0.name == name }) { return known }
    reader.error(
      "there is no policy `\(name)`", at: node, hint: NearestName.hint(name, among: all.map(\.name)))
    return nil
  }

  mutating func flavor(_ node: Node?, _ policy: String) -> String? {
    guard let node, let name = reader.text(node, what: "a flavor") else { return nil }
    let flavors = BalancingCatalogue.policies.first { $0.name == policy }?.flavors ?? []
    if flavors.contains(name) { return name }
    reader.error(
      "the policy `\(policy)` has no flavor `\(name)`", at: node,
      hint: flavors.isEmpty ? "it is the same everywhere" : "one of: " + flavors.joined(separator: ", "))
    return nil
  }
}
