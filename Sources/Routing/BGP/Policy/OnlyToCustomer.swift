/// The Only-to-Customer attribute (RFC 9234 §5): marks a route that may only go down from here, so that a leak is seen.
enum OnlyToCustomer {
  /// Ingress: true when the route is a leak; else the attribute is added where it is due.
  ///
  /// - Parameter role: the receiver's own role toward the neighbour.
  static func isLeak(_ attributes: inout PathAttributes, role: BGPRole, remoteAS: UInt32) -> Bool {
    switch role {
    case .provider, .routeServer:
      // From a customer or a route server's client.
      return attributes.onlyToCustomer != nil
    case .peer:
      if let mark = attributes.onlyToCustomer, mark != remoteAS { return true }
    case .customer, .routeServerClient: break
    }
    if attributes.onlyToCustomer == nil { attributes.onlyToCustomer = remoteAS }
    return false
  }

  /// Egress: false when the route must not go there; else the attribute is added where it is due.
  static func maySend(_ attributes: inout PathAttributes, role: BGPRole, ownAS: UInt32) -> Bool {
    switch role {
    case .customer, .routeServerClient:
      // To a provider or a route server.
      return attributes.onlyToCustomer == nil
    case .peer:
      if attributes.onlyToCustomer != nil { return false }
    case .provider, .routeServer: break
    }
    if attributes.onlyToCustomer == nil { attributes.onlyToCustomer = ownAS }
    return true
  }
}
