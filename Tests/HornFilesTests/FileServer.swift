import Foundation

/// A web server on 127.0.0.1 that gives one file, as badly as it is told to.
final class FileServer: @unchecked Sendable {
  // Sendable: what changes is guarded by the lock.
  enum Behaviour {
    /// Gives the whole file, or the range that is asked for.
    case well
    /// As `well`, but hangs up after so many bytes of the body.
    case breakingOff(after: Int)
    /// Gives the whole file whatever range is asked for.
    case ignoringRanges
    /// Answers with a status and nothing else.
    case status(Int)
  }

  private let content: [UInt8]
  private let listener: Int32
  private let lock = NSLock()
  private var behaviours: [Behaviour]
  private var seen: [String] = []
  private let port: UInt16

  var address: String { "http://127.0.0.1:\(port)/" }

  /// The Range header of each request so far, "" for none.
  var ranges: [String] { lock.withLock { seen } }

  /// The behaviours are used up one a request; the last one stays.
  init(_ content: [UInt8], _ behaviours: [Behaviour] = [.well]) throws {
    self.content = content
    self.behaviours = behaviours
    setenv("no_proxy", "127.0.0.1", 1)
    #if canImport(Glibc)
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = listener
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    guard bound else { throw CocoaError(.fileNoSuchFile) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { break }
        answer(connection)
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
      }
    }
  }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func answer(_ connection: Int32) {
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
      let count = recv(connection, &buffer, buffer.count, 0)
      if count <= 0 { return }
      request += buffer[..<count]
    }
    let lines = String(decoding: request, as: UTF8.self).components(separatedBy: "\r\n")
    let range = lines.first { $0.lowercased().hasPrefix("range: ") }?.dropFirst(7) ?? ""
    let behaviour = lock.withLock {
      seen.append(String(range))
      return behaviours.count > 1 ? behaviours.removeFirst() : behaviours[0]
    }
    var start = 0
    if range.hasPrefix("bytes="), range.hasSuffix("-") { start = Int(range.dropFirst(6).dropLast()) ?? 0 }
    var limit = Int.max
    switch behaviour {
    case .status(let status):
      send(connection, "HTTP/1.1 \(status) No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
      return
    case .ignoringRanges: start = 0
    case .breakingOff(let after): limit = after
    case .well: break
    }
    if start > 0, start >= content.count {
      send(connection, "HTTP/1.1 416 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
      return
    }
    let body = content[start...]
    let head =
      start > 0
      ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(start)-\(content.count - 1)/\(content.count)\r\n"
      : "HTTP/1.1 200 OK\r\n"
    send(connection, head + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n")
    send(connection, Array(body.prefix(limit)))
  }

  private func send(_ connection: Int32, _ text: String) { send(connection, Array(text.utf8)) }

  private func send(_ connection: Int32, _ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      #if canImport(Glibc)
        let flags = Int32(MSG_NOSIGNAL)
      #else
        let flags: Int32 = 0
      #endif
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress, $0.count, flags)
      }
      if count <= 0 { return }
      sent += count
    }
  }
}
