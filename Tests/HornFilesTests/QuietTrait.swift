import HornCore
import Testing

/// Keeps the warnings of tests from standard error; those of a part are seen with `Warnings.of`.
struct QuietTrait: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await Warnings.$gathered.withValue(Warnings()) { try await function() }
  }
}

extension Trait where Self == QuietTrait {
  static var quiet: Self { QuietTrait() }
}
