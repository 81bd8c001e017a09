// swift-tools-version: 6.0
import PackageDescription

// Warnings are errors in CI (RHUMB_STRICT=1), so that a newer compiler's new warning never blocks a user's build.
let strict: [SwiftSetting] =
  Context.environment["RHUMB_STRICT"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")

func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

// Who may import whom is ARCHITECTURE.md's table; ArchitectureTests reads the import lines against it.
let package = Package(
  name: "rhumb",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "rhumb", targets: ["rhumb"]), .executable(name: "rhumb-bench", targets: ["Bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc",
      providers: [.apt(["libgraphviz-dev"]), .yum(["graphviz-devel"]), .brew(["graphviz"])]),
    .target(name: "CPrefetch"),
    module("Kernel", ["CPrefetch"]),
    module("NetworkModel", ["Kernel"]),
    module("Routing", ["Kernel", "NetworkModel", "CPrefetch"]),
    module("MRT", ["Kernel", "NetworkModel", "Routing"]),
    module("Balancing", ["Kernel", "NetworkModel"]),
    module("Metrics", ["Kernel", "NetworkModel", histogram]),
    module("Statistics", ["Kernel"]),
    module("Study", ["Kernel", "NetworkModel", "Metrics", "Statistics"]),
    module("Experiments", ["Kernel", "NetworkModel", "Metrics", "Engine", "Statistics", "Study"]),
    module("Engine", ["Kernel", "NetworkModel", "Routing", "Balancing", "Metrics", "CPrefetch"]),
    module("StudyDatabase", ["NetworkModel", "Metrics", "Statistics", "Study", grdb]),
    module("ScenarioFormats", ["Kernel", "NetworkModel", "Routing", "Balancing", yams]),
    module("GraphvizRender", ["Kernel", "NetworkModel", "Metrics", "CGraphviz"]),
    module("Reports", ["Kernel", "NetworkModel", "Metrics", "Statistics", "Study"]),
    .executableTarget(
      name: "rhumb",
      dependencies: [
        "Kernel", "NetworkModel", "Routing", "Balancing", "Metrics", "Engine", "ScenarioFormats",
        "GraphvizRender", "Reports", "Statistics", "Study", "Experiments", "StudyDatabase", "MRT",
        argumentParser, logging,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "Bench", dependencies: ["Kernel", "NetworkModel", "Routing", "Metrics", "Engine"],
      swiftSettings: strict),
    tests("KernelTests", ["Kernel"]),
    tests("NetworkModelTests", ["Kernel", "NetworkModel"]),
    tests("RoutingTests", ["Kernel", "NetworkModel", "Routing"]),
    tests("MRTTests", ["Kernel", "NetworkModel", "Routing", "Engine", "ScenarioFormats", "MRT"]),
    tests("BalancingTests", ["Kernel", "NetworkModel", "Balancing"]),
    tests("EngineTests", ["Kernel", "NetworkModel", "Routing", "Metrics", "Engine"]),
    tests("ScenarioFormatsTests", ["Kernel", "NetworkModel", "ScenarioFormats", yams]),
    tests("GraphvizRenderTests", ["GraphvizRender"]),
    tests("StatisticsTests", ["Kernel", "Statistics"]),
    tests("StudyTests", ["Kernel", "NetworkModel", "Metrics", "Statistics", "Study"]),
    tests(
      "ExperimentsTests",
      [
        "Kernel", "NetworkModel", "Metrics", "Engine", "ScenarioFormats", "Statistics", "Study",
        "Experiments",
      ]),
    tests(
      "StudyDatabaseTests",
      ["Kernel", "NetworkModel", "Metrics", "Statistics", "Study", "StudyDatabase", grdb]),
    tests("ReportsTests", ["Kernel", "NetworkModel", "Metrics", "Statistics", "Study", "Reports"]),
    tests("ArchitectureTests", []),
    tests("ScenarioTests", ["Kernel", "NetworkModel", "Metrics", "Engine", "ScenarioFormats", "Reports"]),

  ]
)
