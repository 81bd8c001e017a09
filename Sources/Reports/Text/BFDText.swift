import Kernel
import Metrics

/// BFD sessions as `rhumb show … bfd` prints them, after FRR's `show bfd peers brief`.
package enum BFDText {
  package static func sessions(_ rows: [BFDSessionRow], of router: String) -> String {
    var table = TextTable([
      ("peer", .left), ("router", .left), ("interface", .left), ("state", .left), ("for", .right),
      ("detection time", .right),
    ])
    for row in rows {
      table.add([
        row.peer.description, row.node ?? "-", row.interface, row.state, Decimal.duration(row.since),
        row.detectionTime == .zero ? "-" : Decimal.duration(row.detectionTime),
      ])
    }
    return "\(router)\n" + table.rendered()
  }
}
