import Kernel
import NetworkModel
import ScenarioFormats
import Testing

@Suite struct QuantityTests {
  @Test(arguments: [
    ("10ms", SimTime.milliseconds(10)), ("0.3ms", .microseconds(300)), ("2min", .seconds(120)),
    ("1h", .seconds(3600)),
    ("250us", .microseconds(250)), ("0", .zero), ("1.5 s", .milliseconds(1500)),
    ("1ps", SimTime(picoseconds: 1)),
  ])
  func readsDurations(text: String, time: SimTime) { #expect(QuantityParser.duration(text) == time) }

  @Test(arguments: ["10", "-1s", "1e300s", "0x10s", "nans", "s", "", "1s2", "51d", "١s", "1_000s"])
  func refusesWhatIsNoDuration(text: String) { #expect(QuantityParser.duration(text) == nil) }

  @Test func readsRatesSizesAndShares() {
    #expect(QuantityParser.bandwidth("2.5Gbps")?.bitsPerSecond == 2_500_000_000)
    #expect(QuantityParser.bandwidth("0bps") == nil)
    #expect(QuantityParser.bandwidth("1000Tbps") == nil)
    #expect(QuantityParser.bytes("64KiB") == 65536)
    #expect(QuantityParser.bytes("20kB") == 20_000)
    #expect(QuantityParser.ratio("0.1%") == 0.001)
    #expect(QuantityParser.ratio("101%") == nil)
    #expect(QuantityParser.rate("10/min") == 10.0 / 60)
    #expect(QuantityParser.queue("100 packets") == .packets(100))
    #expect(QuantityParser.queue("64KiB") == .bytes(65536))
  }

  @Test(arguments: [
    ("exponential(10ms)", Distribution.exponential(mean: 0.01)), ("10ms", .constant(0.01)),
    ("uniform(1ms, 5ms)", .uniform(low: 0.001, high: 0.005)),
    ("pareto(1ms, 1.5)", .pareto(scale: 0.001, shape: 1.5)),
    ("bernoulli(10%, 1ms, 100ms)", .bernoulli(probability: 0.1, low: 0.001, high: 0.1)),
    ("empirical(1ms, 2ms, 2ms)", .empirical([0.001, 0.002, 0.002])),
  ])
  func readsDistributions(text: String, expected: Distribution) throws {
    #expect(try DistributionParser.parse(text, .duration).get() == expected)
  }

  /// The parameters are those of the variate, not of its logarithm.
  @Test func lognormalHasTheMeanThatIsWritten() throws {
    let distribution = try DistributionParser.parse("lognormal(10ms, 2)", .duration).get()
    #expect(abs(distribution.mean - 0.01) < 1e-12)
  }

  @Test(arguments: [
    "exponential()", "exponential(-1ms)", "uniform(5ms, 1ms)", "expnential(1ms)", "f(", "(1ms)",
    "pareto(1ms, 0)",
  ])
  func refusesWhatIsNoDistribution(text: String) {
    #expect(throws: DistributionParser.Message.self) { try DistributionParser.parse(text, .duration).get() }
  }
}
