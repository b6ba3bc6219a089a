import Testing
@testable import HornFiles
