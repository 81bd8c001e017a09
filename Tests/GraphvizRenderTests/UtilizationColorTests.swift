import Testing

@testable import GraphvizRender

@Suite struct UtilizationColorTests {
  /// Relative luminance by the definition of WCAG 2.1.
  private static func luminance(_ color: String) throws -> Double {
    let value = try #require(Int(color.dropFirst(), radix: 16))
    func linear(_ channel: Int) -> Double {
      let share = Double(channel) / 255
      guard share > 0.04045 else { return share / 12.92 }
      // x^2.4 is x² times the fifth root of x², which Newton's method finds without libm.
      let base = (share + 0.055) / 1.055
      var root = 1.0
      for _ in 0..<60 {
        root -= (root * root * root * root * root - base * base) / (5 * root * root * root * root)
      }
      return base * base * root
    }
    return 0.2126 * linear(value >> 16) + 0.7152 * linear(value >> 8 & 255) + 0.0722 * linear(value & 255)
  }

  @Test func lightnessFallsAllTheWaySoThatTheOrderReadsWithoutColourVision() throws {
    var previous = 2.0
    for percent in stride(from: 0, through: 100, by: 2) {
      let own = try Self.luminance(UtilizationColor.hexadecimal(Double(percent) / 100))
      #expect(own < previous, "at \(percent)%")
      previous = own
    }
  }

  @Test func endsAreGreyBlueAndDarkRedAndHoldOutsideOfTheScale() {
    #expect(UtilizationColor.hexadecimal(0) == "#b6c2ce")
    #expect(UtilizationColor.hexadecimal(1) == "#800e1a")
    #expect(UtilizationColor.hexadecimal(-3) == UtilizationColor.hexadecimal(0))
    #expect(UtilizationColor.hexadecimal(7) == UtilizationColor.hexadecimal(1))
    #expect(UtilizationColor.hexadecimal(.nan) == UtilizationColor.hexadecimal(0))
  }

  @Test func busyLinksAreBroader() {
    #expect(UtilizationColor.width(0) < UtilizationColor.width(0.5))
    #expect(UtilizationColor.width(0.5) < UtilizationColor.width(1))
    #expect(UtilizationColor.width(.infinity) == UtilizationColor.width(0))
  }
}
