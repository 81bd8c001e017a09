import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  /// `bfd: true`, or its parameters.
  mutating func decodeBFD(_ node: Node, into link: inout LinkSpec) {
    if node.mapping == nil {
      guard let isOn = reader.boolean(node, what: "`bfd`") else { return }
      link.bfd = isOn ? BFDSpec() : nil
      return
    }
    let fields = reader.fields(of: node, as: .bfd)
    var bfd = BFDSpec()
    if let interval = positiveDuration(fields["interval"]) {
      (bfd.transmit, bfd.receive) = (interval, interval)
    }
    if let interval = positiveDuration(fields["transmit"]) { bfd.transmit = interval }
    if let interval = positiveDuration(fields["receive"]) { bfd.receive = interval }
    if let count = reader.integer(fields["multiplier"], in: 1...255, what: "a multiplier") {
      bfd.multiplier = count
    }
    link.bfd = bfd
  }

  mutating func decodeFIB(_ node: Node) {
    let fields = reader.fields(of: node, as: .fib)
    if let delay = reader.duration(fields["delay"]) { scenario.routing.fib.delay = delay }
    if let time = reader.duration(fields["per-route"]) { scenario.routing.fib.perRoute = time }
  }
}
