import Testing

@testable import Kernel

@Suite struct FingerprintTests {
  private static func of(_ events: Event...) -> String {
    var fingerprint = Fingerprint()
    for event in events { fingerprint.combine(event) }
    return fingerprint.hexadecimal
  }

  private static func event(_ time: Int64, kind: UInt32 = 1, target: UInt32 = 2) -> Event {
    Event(time: SimTime(picoseconds: time), sequence: 0, kind: kind, target: target, argument: 0)
  }

  @Test func sameEventsInTheSameOrderGiveTheSameFingerprint() {
    #expect(Self.of(Self.event(1), Self.event(2)) == Self.of(Self.event(1), Self.event(2)))
    #expect(Self.of(Self.event(1), Self.event(2)) != Self.of(Self.event(2), Self.event(1)))
    #expect(Self.of(Self.event(1)) != Self.of(Self.event(1), Self.event(1)))
    #expect(Self.of() != Self.of(Self.event(0, kind: 0, target: 0)))
  }

  @Test func timeKindAndTargetCount() {
    let all = [
      Self.of(Self.event(1)), Self.of(Self.event(2)), Self.of(Self.event(1, kind: 2)),
      Self.of(Self.event(1, target: 3)), Self.of(Self.event(1, kind: 2, target: 1)),
    ]
    #expect(Set(all).count == all.count)
  }

  @Test func longTrajectoriesDoNotCollide() {
    var seen: Set<String> = []
    var fingerprint = Fingerprint()
    for number in 0..<50_000 {
      fingerprint.combine(UInt64(number % 3))
      seen.insert(fingerprint.hexadecimal)
    }
    #expect(seen.count == 50_000)
  }

  @Test func isSixteenDigitsAndTheSameEverywhere() {
    var fingerprint = Fingerprint()
    #expect(fingerprint.hexadecimal == "17fb89ee9dcab42a")
    fingerprint.combine(Self.event(1_000_000))
    #expect(fingerprint.hexadecimal == "f6249c324c58d9f1")
    #expect((0..<100).allSatisfy { number in Self.of(Self.event(number)).count == 16 })
  }
}
