import Testing

@testable import HornCore
