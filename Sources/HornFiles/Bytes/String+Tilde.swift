import Foundation

extension String {
  /// The path with the home folder in place of a `~` at its front, as everything that opens or writes a file takes it.
  package var expandingTilde: String { (self as NSString).expandingTildeInPath }
}
