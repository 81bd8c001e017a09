import NetworkModel
import Testing

@testable import ScenarioFormats

@Suite struct LinkSpeedTests {
  /// Spellings as the Topology Zoo has them.
  @Test(arguments: [
    ("10 Gbps", "10Gbps"), ("155 Mb/s", "155Mbps"), ("2.5 Gbit/s", "2.5Gbps"), ("128 Kbps", "128kbps"),
    ("9600 bit/s", "9.6kbps"), ("155M", "155Mbps"), ("1 GB/s", "1Gbps"), ("45mb/s", "45Mbps"),
    ("<45Mb", "45Mbps"), ("< 2.5 Gbps", "2.5Gbps"), (">10Gbps", "10Gbps"), ("1-10Gbps", "10Gbps"),
    ("300M-1Gb/s", "300Mbps"), ("Managed Fiber (10Gbps, 100Mbps)", "10Gbps"), ("2x10Gb/s", "10Gbps"),
    ("CANARIE N*10Gbit/s", "10Gbps"), ("GEANT2 10 Gigabit", "10Gbps"), ("10 Gig", "10Gbps"),
    ("10GE", "10Gbps"), ("10GEx12", "10Gbps"), ("1GE Backup Link", "1Gbps"), ("GE", "1Gbps"),
    ("8*GbE", "1Gbps"),
    ("GigE/FE/ATM", "1Gbps"), ("Fast Ethernet", "100Mbps"), ("Gigabit Ethernet", "1Gbps"),
    ("10 Gigabit Ethernet", "10Gbps"), ("less than 100 Mbps", "100Mbps"),
  ])
  func ratesAreReadFromTexts(text: String, rate: String) {
    #expect(LinkSpeed.parse(text)?.description == rate)
  }

  /// ITU-T G.702 and G.707, ANSI T1.105 and T1.107.
  @Test(
    arguments: [
      ("OC-48", 2_488_320_000), ("OC192c", 9_953_280_000), ("local OC-3", 155_520_000),
      ("STM-16", 2_488_320_000),
      ("STM-4x2", 622_080_000), ("stm64", 9_953_280_000), ("STS-12", 622_080_000), ("T1", 1_544_000),
      ("DS-3", 44_736_000), ("E1", 2_048_000), ("E-3", 34_368_000), ("two T3", 44_736_000),
      ("45 Mbps DS-3", 45_000_000),
    ] as [(String, Int64)])
  func carriersHaveTheirRates_G702_G707(text: String, bits: Int64) {
    #expect(LinkSpeed.parse(text)?.bitsPerSecond == bits)
  }

  /// Numbers that are no speeds.
  @Test(arguments: [
    "", "None", "Adria-1", "1Q 2003", "Completion 2007-2008", "72 Lambda ROADM Network", "120 km", "50 ms",
    "3 miles", "2 to 4 circuits", "opened in 2011 through Oslo", "TAT-14", "KCN2", "GTS CE own Network",
    "OC-",
    "stm", "OC-0", "STM-99999999999999999999", "0 Gbps", "99999999999 Tbps", "1.2.3 Gbps", "Blue Line",
  ])
  func otherTextsAreNoSpeed(text: String) { #expect(LinkSpeed.parse(text) == nil) }

  @Test func theRawSpeedGoesBeforeNumberAndUnitAndTheseBeforeTheText() {
    var values = ["LinkLabel": "1 Gbps", "LinkSpeed": "2", "LinkSpeedUnits": "G", "LinkSpeedRaw": "3e9"]
    #expect(LinkSpeed.read(values) == .gigabits(3))
    values["LinkSpeedRaw"] = "nan"
    #expect(LinkSpeed.read(values) == .gigabits(2))
    values["LinkSpeedUnits"] = "furlongs"
    #expect(LinkSpeed.read(values) == .gigabits(1))
    values["LinkLabel"] = "Thick Line"
    #expect(LinkSpeed.read(values) == nil)
    values["LinkNote"] = "STM-1"
    #expect(LinkSpeed.read(values)?.bitsPerSecond == 155_520_000)
  }

  @Test(arguments: ["-1e9", "0", "inf", "1e300", "0.2"])
  func impossibleRawSpeedsAreIgnored(raw: String) {
    #expect(LinkSpeed.read(["LinkSpeedRaw": raw]) == nil)
  }
}
