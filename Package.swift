// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Horn",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Horn", targets: ["Horn"]),
    .library(name: "HornCore", targets: ["HornCore"]),
    .executable(name: "horn-bench", targets: ["horn-bench"]),
    .executable(name: "imdb-simple-rnn", targets: ["imdb-simple-rnn"]),
    .executable(name: "quickstart", targets: ["quickstart"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CLAPACKE", pkgConfig: "lapacke",
      providers: [.apt(["liblapacke-dev"]), .brew(["lapack"])]),
    .systemLibrary(
      name: "CZip", pkgConfig: "libzip",
      providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .target(name: "HornKernels", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "HornTensor", dependencies: ["HornKernels", "CBLAS", "CLAPACKE"]),
    .target(name: "HornCore", dependencies: ["HornTensor"]),
    .target(name: "HornBytes"),
    .target(name: "HornFiles", dependencies: ["HornCore", "HornBytes", "CZip"]),
    .target(name: "Horn", dependencies: ["HornCore", "HornFiles"]),
    .executableTarget(
      name: "imdb-simple-rnn",
      dependencies: [
        "Horn", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Examples/ImdbSimpleRNN"),
    .executableTarget(
      name: "quickstart",
      dependencies: [
        "Horn", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Examples/Quickstart"),
    .executableTarget(
      name: "horn-bench",
      dependencies: [
        "Horn", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/HornBench"),
    .testTarget(name: "HornTensorTests", dependencies: ["HornTensor"]),
    .testTarget(name: "HornCoreTests", dependencies: ["HornCore", "HornFiles"]),
    .testTarget(name: "HornFilesTests", dependencies: ["HornFiles"]),
  ],
  swiftLanguageModes: [.v6]
)
