import Foundation
import Kernel

// `make bench`: what the engine costs, as ratios to bare loops that do only the unavoidable work, in the same process.
// Times of shared machines drift; ratios of one run hold.
//
//   rhumb-bench [--quick] [--only TEXT] [--json FILE] [--check BASELINE] [--save-baseline BASELINE]
//
// Each workload runs in a process of its own, so that its highest memory is its own.

do {
  let options = try BenchOptions(Array(CommandLine.arguments.dropFirst()))
  if let number = options.child {
    print(Row(Workload.all[number]).line)
  } else {
    exit(try Bench.run(options) ? 0 : 1)
  }
} catch {
  FileHandle.standardError.write(Data("rhumb-bench: \(error)\n".utf8))
  exit(64)
}
