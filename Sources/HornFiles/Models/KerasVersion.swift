import Foundation

/// What files say of the Keras that wrote them.
enum KerasVersion {
  /// The version whose form Horn writes.
  static let written = "3.15.1"

  /// The time of day as Keras writes it: `2026-01-31@17:05:00`.
  static func now() -> String {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(date)@\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }
}
