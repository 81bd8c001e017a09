import Kernel
import Metrics
import NetworkModel

/// `rhumb explain SCENARIO path A B`: every hop of a packet with its headers from the outside in.
package enum PathText {
  package static func text(_ trace: PathTrace) -> String {
    var text = "\(trace.from) to \(trace.to), \(trace.transport) port \(trace.port): \(trace.way)\n\n"
    var shown: HeaderStack?
    let nodes = trace.hops.map { $0.node.count }.max() ?? 0
    let devices = trace.hops.map { $0.device.count }.max() ?? 0
    let addresses = trace.hops.map { $0.addresses.count }.max() ?? 0
    for (number, hop) in trace.hops.enumerated() {
      var line = pad("\(number + 1)", 3, right: true) + "  " + pad(hop.kind.rawValue, 11)
      line += pad(hop.node, nodes + 2) + pad(hop.device, devices + 2) + pad(hop.addresses, addresses + 2)
      line += pad(hop.mtu.map { "MTU \($0)" } ?? "", 11)
      line += pad(hop.delay == .zero ? "" : "+\(Decimal.duration(hop.delay))", 10)
      text += (line + hop.note).trimmed(right: true) + "\n"
      if hop.headers != shown {
        text += "     \(hop.headers)\n"
        shown = hop.headers
      }
    }
    text += "\n"
    if let refusal = trace.refusal {
      text += "It ends at \(refusal.node): \(refusal.text).\n"
    } else {
      text += "It arrives; \(Decimal.duration(trace.delay)) without waiting in queues"
      text +=
        trace.addedDelay == .zero ? ".\n" : ", of which tunnels add \(Decimal.duration(trace.addedDelay)).\n"
      text += "Of \(trace.widest) bytes at most on a link, \(trace.payload) are payload"
      text += " (\(Decimal.fixed(trace.efficiency * 100, 1)) %).\n"
    }
    return text
  }

  package static func json(_ trace: PathTrace) -> JSONValue {
    let hops = trace.hops.map { hop in
      JSONValue.object([
        ("kind", .string(hop.kind.rawValue)), ("node", .string(hop.node)), ("device", .string(hop.device)),
        ("addresses", .string(hop.addresses)), ("bytes", .integer(Int64(hop.headers.totalBytes))),
        (
          "headers",
          .array(
            hop.headers.headers.map { header in
              .object([
                ("name", .string(header.name)), ("bytes", .integer(Int64(header.bytes))),
                ("layer", .string(header.layer.rawValue)),
              ])
            })
        ),
        ("mtu", hop.mtu.map { .integer(Int64($0)) } ?? .null), ("delay_seconds", .number(hop.delay.seconds)),
        ("note", .string(hop.note)),
      ])
    }
    return .object([
      ("schema", .string("rhumb.path/1")), ("from", .string(trace.from)), ("to", .string(trace.to)),
      ("transport", .string(trace.transport.description)), ("port", .integer(Int64(trace.port))),
      ("way", .string(trace.way)), ("arrives", .bool(trace.arrives)),
      ("refused_by", trace.refusal.map { .string("\($0.node): \($0.text)") } ?? .null),
      ("delay_seconds", .number(trace.delay.seconds)),
      ("added_delay_seconds", .number(trace.addedDelay.seconds)),
      ("payload_bytes", .integer(Int64(trace.payload))), ("widest_bytes", .integer(Int64(trace.widest))),
      ("hops", .array(hops)),
    ])
  }

  private static func pad(_ text: String, _ width: Int, right: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return right ? blanks + text : text + blanks
  }
}

extension String {
  fileprivate func trimmed(right: Bool) -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
