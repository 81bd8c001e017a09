import Engine
import Kernel
import NetworkModel
func count(_ n: Int) -> String { "\(n)" }
if CommandLine.arguments[1] == "setup" {
  let m = FatTree.measureSetUp(k: Int(CommandLine.arguments[2])!)
  print(m.name, m.own.seconds, peakMemory())
} else {
  let only = CommandLine.arguments.count > 1
  for n in [1000, 100_000, 1_000_000] {
    for g in HoldModel.Gaps.allCases where !only || g == .exponential {
      let m = HoldModel.measure(g, pending: n)
      print(m.name, Int(m.own.seconds / Double(m.own.units) * 1e9), "ns", m.ratio)
    }
  }
}
