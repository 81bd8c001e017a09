import Kernel
import Metrics
import NetworkModel

extension OSPFText {
  /// As `show ip ospf interface` prints them.
  package static func interfaces(_ table: OSPFTable) -> String {
    table.interfaces.map { describe($0, router: table.identifier) }.joined()
  }

  private static func describe(_ row: OSPFInterfaceRow, router: IPv4Address) -> String {
    let kind = row.network == .loopback ? "LOOPBACK" : "BROADCAST"
    let marks =
      (row.isUp ? ["UP"] : []) + [kind] + (row.isUp ? ["RUNNING"] : [])
      + (row.network == .loopback ? [] : ["MULTICAST"])
    var lines = ["\(row.name) is \(row.isUp ? "up" : "down")"]
    let megabits = row.network == .loopback ? 0 : row.bandwidth.bitsPerSecond / 1_000_000
    lines.append(
      "  ifindex \(row.index), MTU \(row.mtu) bytes, BW \(megabits) Mbit <\(marks.joined(separator: ","))>")
    guard row.isUp else {
      lines.append("  OSPF is enabled, but not running on this interface")
      return lines.joined(separator: "\n") + "\n"
    }
    let area = describe(row.area, row.areaKind)
    lines.append(
      "  Internet Address \(row.address.address)/\(row.address.length), "
        + "Broadcast \(row.address.prefix.broadcast), Area \(area)")
    lines.append("  MTU mismatch detection: \(row.checksMTU ? "enabled" : "disabled")")
    lines.append("  Router ID \(router), Network Type \(name(of: row.network)), Cost: \(row.cost)")
    lines.append(
      "  Transmit Delay is \(row.transmitDelay) sec, State \(row.state), Priority \(row.priority)")
    if let designated = row.designated {
      lines.append(
        "  Designated Router (ID) \(designated.router) "
          + "Interface Address \(designated.address)/\(row.address.length)")
    }
    if row.designated != nil, let backup = row.backup {
      lines.append("  Backup Designated Router (ID) \(backup.router), Interface Address \(backup.address)")
    } else {
      lines.append("  No backup designated router on this network")
    }
    lines.append("  Multicast group memberships: \(groups(of: row))")
    lines.append(
      "  Timer intervals configured, Hello \(seconds(row.hello)), Dead \(seconds(row.dead)), "
        + "Wait \(seconds(row.dead)), Retransmit \(row.retransmit.picoseconds / 1_000_000_000_000)")
    if row.isPassive && row.network != .loopback {
      lines.append("    No Hellos (Passive interface)")
    } else {
      lines.append("    Hello due in \(row.helloDue.map { fraction($0) + "s" } ?? "inactive")")
    }
    lines.append(
      "  Neighbor Count is \(row.neighbors.all), Adjacent neighbor count is \(row.neighbors.adjacent)")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func name(of network: OSPFInterfaceRow.Network) -> String {
    switch network {
    case .loopback: "LOOPBACK"
    case .broadcast: "BROADCAST"
    case .pointToPoint: "POINTOPOINT"
    case .virtualLink: "VIRTUALLINK"
    }
  }

  /// §8.1: the designated router and its backup hear AllDRouters, too.
  private static func groups(of row: OSPFInterfaceRow) -> String {
    if row.isPassive || row.network == .loopback || row.network == .virtualLink { return "<None>" }
    let isDesignated = row.state == "DR" || row.state == "Backup"
    return "OSPFAllRouters" + (isDesignated ? " OSPFDesignatedRouters" : "")
  }

  /// Whole seconds as FRR has them, `333ms` otherwise.
  private static func seconds(_ time: SimTime) -> String {
    let milliseconds = time.picoseconds / 1_000_000_000
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }
}
