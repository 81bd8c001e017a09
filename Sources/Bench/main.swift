import Engine
import Kernel
import NetworkModel

// `make bench`: what the engine costs, as ratios to bare loops that do only the unavoidable work, in the same process.
// Times of shared machines drift; ratios of one run hold.

let measurements = [
  holdModel(pending: 1_000), holdModel(pending: 100_000), dumbbell(), ripGrid(side: 10),
  balancedRequests(backends: 10),
]

print(pad("work", 34) + pad("units/s", 14) + pad("bare loop", 14) + "ratio")
for measurement in measurements {
  print(
    pad(measurement.name, 34) + pad(rate(measurement.perSecond), 14)
      + pad(rate(measurement.referencePerSecond), 14)
      + fixed(measurement.ratio))
}
print("ratio: time of rhumb over time of the bare loop for the same number of units; lower is better")
print("{\"schema\": \"rhumb.bench/1\", \"results\": [")
for (position, measurement) in measurements.enumerated() {
  print("  " + measurement.json + (position + 1 < measurements.count ? "," : ""))
}
print("]}")
