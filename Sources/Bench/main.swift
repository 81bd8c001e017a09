import Engine
import Kernel
import NetworkModel

// `make bench`: what the engine costs, as ratios to bare loops that do only the unavoidable work, in the same process.
// Times of shared machines drift; ratios of one run hold.

func count(_ number: Int) -> String { "\(number)" }

for pending in [1000, 100_000, 1_000_000] {
  for gaps in HoldModel.Gaps.allCases {
    let measurement = HoldModel.measure(gaps, pending: pending)
    print(
      measurement.name, Int(measurement.own.seconds / Double(measurement.own.units) * 1e9), "ns",
      measurement.ratio)
  }
}
let setUp = FatTree.measureSetUp(k: 16)
print(setUp.name, setUp.own.seconds, "s", peakMemory(), "MiB")
