import Testing

@testable import Kernel

@Suite struct SimTimeTests {
  @Test func saturatesInsteadOfTrapping() {
    #expect(SimTime.never + .seconds(1) == .never)
    #expect(SimTime.seconds(1_000_000_000) == .never)
    #expect(SimTime.seconds(Double.infinity) == .never)
    #expect(SimTime.seconds(Double.nan) == .zero)
    #expect(SimTime.zero - .never < .zero)
  }

  @Test func arithmeticSaturatesAtBothEnds() {
    let most = SimTime(picoseconds: .max)
    let least = SimTime(picoseconds: .min + 1)
    #expect(most + most == .never)
    #expect(least + least == least)
    #expect(least - most == least)
    #expect(most - least == .never)
    #expect(SimTime.seconds(10) * Int64.max == .never)
    #expect(SimTime.seconds(10) * Int64.min == least)
    #expect(SimTime.seconds(-10) * Int64.max == least)
    #expect(SimTime.seconds(-10) * Int64.min == .never)
    #expect(SimTime.seconds(Int.max) == .never)
    #expect(SimTime.nanoseconds(Int.min) == least)
    #expect(SimTime.seconds(-Double.infinity) == least)
  }

  @Test func theSumOfTwoLongestDurationsIsBeforeNever() {
    #expect(SimTime.longest + .longest < .never)
  }

  @Test func unitsAreThousandsOfEachOther() {
    #expect(SimTime.seconds(3) == .milliseconds(3000))
    #expect(SimTime.milliseconds(3) == .microseconds(3000))
    #expect(SimTime.microseconds(3) == .nanoseconds(3000))
    #expect(SimTime.nanoseconds(3).picoseconds == 3000)
    #expect(SimTime.seconds(1e-12).picoseconds == 1)
    #expect(SimTime.seconds(0.25).seconds == 0.25)
  }

  @Test func scalingRoundsToThePicosecondAndSaturates() {
    #expect(SimTime(picoseconds: 3).scaled(by: 0.5).picoseconds == 2)
    #expect(SimTime.seconds(1).scaled(by: 1.5) == .milliseconds(1500))
    #expect(SimTime.seconds(1).scaled(by: 1e300) == .never)
    #expect(SimTime.seconds(1).scaled(by: -.infinity) < .zero)
    #expect(SimTime.seconds(1).scaled(by: .nan) == .zero)
    #expect(SimTime.seconds(7) / 2 == .milliseconds(3500))
    #expect((SimTime(picoseconds: -3) / 2).picoseconds == -1)
  }

  @Test(arguments: [
    (SimTime.zero, "0s"), (.milliseconds(1500), "1.5s"), (.seconds(90), "90s"), (.seconds(60), "60s"),
    (.seconds(120), "2min"), (.seconds(3600), "60min"), (.seconds(5000), "5000s"),
    (.microseconds(250), "250us"),
    (.microseconds(1001), "1.001ms"), (.nanoseconds(1_000_500), "1000.5us"), (.nanoseconds(1), "1ns"),
    (SimTime(picoseconds: 1), "1ps"), (SimTime(picoseconds: 1_000_001), "1000.001ns"),
    (.milliseconds(-1500), "-1.5s"), (SimTime(picoseconds: -7), "-7ps"), (.never, "never"),
  ])
  func isWrittenInTheLargestUnitThatSuits(time: SimTime, text: String) { #expect(time.description == text) }

  /// Number times unit is the time again, to the picosecond.
  @Test func descriptionsAreExact() throws {
    let units: [String: Int64] = [
      "min": 60_000_000_000_000, "s": 1_000_000_000_000, "ms": 1_000_000_000, "us": 1_000_000, "ns": 1000,
      "ps": 1,
    ]
    var stream = RandomStream(seed: 5, entity: "time", purpose: "test")
    for _ in 0..<5000 {
      var picoseconds = Int64(stream.next() >> UInt64(stream.below(50) + 2))
      for _ in 0..<stream.below(12) { picoseconds = picoseconds / 10 * 10 }
      let text = SimTime(picoseconds: picoseconds).description
      let number = text.prefix { $0.isNumber || $0 == "." }
      let size = try #require(units[String(text.dropFirst(number.count))])
      let parts = number.split(separator: ".")
      let whole = try #require(Int64(parts[0]))
      let thousandths = parts.count < 2 ? 0 : try #require(Int64((parts[1] + "00").prefix(3)))
      #expect(whole * size + thousandths * (size / 1000) == picoseconds, "\(text)")
    }
  }
}
