import Kernel
import NetworkModel
import Yams

/// `routing.bgp.graceful-restart`, and the event `restart`.
extension ScenarioDecoder {
  /// `true`, `false`, `helper`, or a mapping.
  mutating func gracefulRestart(_ node: Node?) -> BGPGracefulRestartSpec? {
    guard let node, !reader.isNull(node) else { return nil }
    if node.mapping == nil {
      if node.scalar?.string == "helper" { return BGPGracefulRestartSpec(mode: .helper) }
      let hint = "true, false, helper, or a mapping of its times"
      guard let isOn = reader.value(node, what: "`graceful-restart`", hint: hint, { Bool($0) }) else {
        return nil
      }
      return BGPGracefulRestartSpec(mode: isOn ? .restart : .off)
    }
    let fields = reader.fields(of: node, as: .gracefulRestart)
    var spec = BGPGracefulRestartSpec()
    if let list = fields["routers"] {
      spec.routers = reader.items(of: list, what: "routers").compactMap { speaker($0) }
    }
    spec.restartTime = positiveDuration(fields["restart-time"])
    // RFC 4724 §3: twelve bits of seconds.
    if let time = spec.restartTime, time > .seconds(4095) {
      reader.error("a restart time is at most 4095s", at: fields["restart-time"], hint: "RFC 4724 §3")
    } else if let time = spec.restartTime, time.picoseconds % 1_000_000_000_000 != 0 {
      reader.error("a restart time is whole seconds", at: fields["restart-time"], hint: "RFC 4724 §3")
    }
    spec.staleTime = positiveDuration(fields["stalepath-time"])
    spec.deferralTime = positiveDuration(fields["select-defer-time"])
    spec.keepsForwarding = reader.boolean(fields["preserve-forwarding"], what: "`preserve-forwarding`")
    spec.includesNotifications = reader.boolean(fields["notification"], what: "`notification`")
    return spec
  }

  /// A router that speaks BGP.
  mutating func speaker(_ node: Node?) -> String? {
    guard let node, let name = reference(node, to: [.router], what: "a router") else { return nil }
    if autonomousSystem(of: name) == nil {
      reader.error(
        "`\(name)` has no AS, so it does not speak BGP", at: node, hint: "routers: {\(name): {as: 65001}}")
      return nil
    }
    return name
  }
}
