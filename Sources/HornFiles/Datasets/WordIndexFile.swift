import Foundation
import HornTensor

/// A JSON object of words and their ranks.
enum WordIndexFile {
  static func read(_ path: String) throws -> [String: Int] {
    do {
      return try JSONDecoder().decode(
        [String: Int].self, from: try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw HornError(.format, "\(path): this is not a JSON object of words and their ranks: \(error)")
    }
  }
}
