// swift-tools-version: 6.2
import PackageDescription

/// A program for each notebook and lecture.
let examples = [
  (name: "ag-news", folder: "AGNews"),
  (name: "encoder-decoder", folder: "EncoderDecoder"),
  (name: "forecasting", folder: "Forecasting"),
  (name: "imdb-rnn-introduction", folder: "ImdbRNNIntroduction"),
  (name: "imdb-simple-rnn", folder: "ImdbSimpleRNN"),
  (name: "lecture-recurrent-layers", folder: "LectureRecurrentLayers"),
  (name: "ner-lab", folder: "NERLab"),
  (name: "quickstart", folder: "Quickstart"),
  (name: "real-estate-template", folder: "RealEstateTemplate"),
  (name: "review-classification", folder: "ReviewClassification"),
  (name: "sentiment-lab", folder: "SentimentLab"),
  (name: "text-generation", folder: "TextGeneration"),
  (name: "time-distributed", folder: "TimeDistributed"),
]

let package = Package(
  name: "Horn",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Horn", targets: ["Horn"]),
    .library(name: "HornCore", targets: ["HornCore"]),
    .executable(name: "horn", targets: ["HornCommand"]),
    .executable(name: "horn-bench", targets: ["horn-bench"]),
  ] + examples.map { .executable(name: $0.name, targets: [$0.name]) },
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
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5",
      providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .target(name: "HornKernels", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "HornTensor", dependencies: ["HornKernels", "CBLAS", "CLAPACKE"]),
    .target(name: "HornCore", dependencies: ["HornTensor"]),
    .target(name: "HornBytes"),
    .target(name: "HornHDF5", dependencies: ["CHDF5"]),
    .target(
      name: "HornFiles", dependencies: ["HornCore", "HornBytes", "HornHDF5", "CArchive", "CHDF5", "CZip"]),
    .target(name: "Horn", dependencies: ["HornCore", "HornFiles"]),
    .executableTarget(
      name: "HornCommand",
      dependencies: [
        "Horn", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "horn-bench",
      dependencies: [
        "Horn", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/HornBench"),
    .testTarget(name: "HornTensorTests", dependencies: ["HornTensor"]),
    .target(name: "AllocationCount", path: "Tests/AllocationCount"),
    .testTarget(name: "HornCoreTests", dependencies: ["HornCore", "HornFiles", "AllocationCount"]),
    .testTarget(
      name: "ProgramTests",
      dependencies: ["Horn", "HornCommand", "ner-lab", "real-estate-template", "sentiment-lab"]),
    .testTarget(name: "HornFilesTests", dependencies: ["HornFiles", "CArchive", "CZip", "HornBytes"]),
  ]
    + examples.map {
      .executableTarget(
        name: $0.name,
        dependencies: ["Horn", .product(name: "ArgumentParser", package: "swift-argument-parser")],
        path: "Examples/" + $0.folder)
    },
  swiftLanguageModes: [.v6]
)
