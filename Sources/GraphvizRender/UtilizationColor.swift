/// The colour of a link by how busy it is: grey-blue, blue, amber, red, dark red. Lightness falls all the way, so that the
/// order reads without colour vision too, and blue against amber is a contrast that all kinds of it see.
enum UtilizationColor {
  private static let stops: [(at: Double, color: (Double, Double, Double))] = [
    (0, (182, 194, 206)), (0.3, (112, 172, 222)), (0.6, (200, 116, 16)), (0.85, (192, 58, 36)),
    (1, (128, 14, 26)),
  ]

  /// - Parameter share: 0…1; what lies outside is taken as the nearest end, not-a-number as 0.
  static func hexadecimal(_ share: Double) -> String {
    let value = clamped(share)
    let upper = stops.firstIndex { $0.at >= value } ?? stops.count - 1
    let (high, low) = (stops[upper], stops[max(0, upper - 1)])
    let span = high.at - low.at
    let part = span > 0 ? (value - low.at) / span : 0
    func mix(_ a: Double, _ b: Double) -> String {
      let digits = String(Int((a + (b - a) * part).rounded()), radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
    return "#" + mix(low.color.0, high.color.0) + mix(low.color.1, high.color.1)
      + mix(low.color.2, high.color.2)
  }

  /// The width of a link's line in points: the busier, the broader.
  static func width(_ share: Double) -> Double { 1.6 + 3.8 * clamped(share) }

  private static func clamped(_ share: Double) -> Double { share.isFinite ? min(1, max(0, share)) : 0 }
}
