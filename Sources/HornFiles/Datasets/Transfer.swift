import Foundation
import HornTensor

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request for a file, written to the disk as it comes.
final class Transfer: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  // Sendable: the session's delegate queue runs one call at a time, and the waiting thread looks only
  // after the last of them.
  enum Outcome {
    /// Everything has come, perhaps after bytes that were there before.
    case complete(resumed: Bool)
    /// The server will not give the file.
    case refused(String)
    /// What is there does not fit the server's file.
    case restart
    /// The connection failed; another attempt may continue.
    case broken(String)
  }

  private let handle: FileHandle
  private let byteLimit: Int
  private let existing: Int
  private var received = 0
  private var expected: Int?
  private var isContinued = false
  private var outcome: Outcome?
  private let done = DispatchSemaphore(value: 0)

  /// Continues the file at `part`, or begins it.
  init(part: String, byteLimit: Int) throws {
    if !FileManager.default.fileExists(atPath: part) {
      _ = FileManager.default.createFile(atPath: part, contents: nil)
    }
    guard let handle = FileHandle(forUpdatingAtPath: part), let end = try? handle.seekToEnd() else {
      throw HornError(.file, "\(part) cannot be written")
    }
    self.handle = handle
    self.byteLimit = byteLimit
    existing = Int(clamping: end)
  }

  /// Asks for what is missing and waits for it.
  func run(_ url: URL) -> Outcome {
    var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 30)
    // A packed transfer would make the positions in the file meaningless.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if existing > 0 { request.setValue("bytes=\(existing)-", forHTTPHeaderField: "Range") }
    let session = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: nil)
    session.dataTask(with: request).resume()
    done.wait()
    session.invalidateAndCancel()
    try? handle.close()
    return outcome ?? .broken("the transfer ended without a result")
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    outcome = begin(response)
    completionHandler(outcome == nil ? .allow : .cancel)
  }

  /// Looks at the server's answer; returns nil where the bytes may come.
  private func begin(_ response: URLResponse) -> Outcome? {
    guard let answer = response as? HTTPURLResponse else { return .refused("the answer is not HTTP") }
    let length = answer.value(forHTTPHeaderField: "Content-Length").flatMap { Int($0) }
    switch answer.statusCode {
    case 200:
      do { try handle.truncate(atOffset: 0) } catch { return .refused("the part file cannot be emptied") }
      expected = length
    case 206:
      guard existing > 0,
        answer.value(forHTTPHeaderField: "Content-Range")?.hasPrefix("bytes \(existing)-") == true
      else { return .restart }
      isContinued = true
      received = existing
      expected = length.map { $0.addingReportingOverflow(existing).partialValue }
    case 416: return .restart
    default: return .refused("the server answered \(answer.statusCode)")
    }
    if let expected, expected > byteLimit { return .refused("it has \(expected) bytes, more than it may") }
    return nil
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard outcome == nil else { return }
    received += data.count
    do {
      if received > byteLimit {
        outcome = .refused("it is longer than \(byteLimit) bytes")
      } else {
        try handle.write(contentsOf: data)
      }
    } catch {
      outcome = .refused("the part file cannot be written: \(error.localizedDescription)")
    }
    if outcome != nil { dataTask.cancel() }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    if outcome == nil {
      if let error {
        outcome = .broken(error.localizedDescription)
      } else if let expected, received < expected {
        outcome = .broken("the connection ended after \(received) of \(expected) bytes")
      } else {
        outcome = .complete(resumed: isContinued)
      }
    }
    done.signal()
  }
}
