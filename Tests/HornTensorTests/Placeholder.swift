import Testing

@testable import HornTensor
