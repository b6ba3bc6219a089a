import HornKernels
import HornTensor

/// Texts with the documents that they make up.
struct TextDocuments: Sendable {
  let texts: ByteStrings
  /// Where each document begins in the texts, and the end of the last one; nil where each text is one.
  let starts: [Int]?

  init(_ texts: ByteStrings, starts: [Int]? = nil) {
    self.texts = texts
    self.starts = starts
  }

  var count: Int { starts.map { $0.count - 1 } ?? texts.count }

  /// At most so many runs of documents, of about as many bytes each; few where there is little to do.
  func parts(_ most: Int) -> [Range<Int>] {
    let bytes = texts.bytes.count + 16 * texts.count
    let parts = Swift.max(1, Swift.min(most, bytes / 16_384, count))
    var ranges: [Range<Int>] = []
    var start = 0
    for part in 1...parts {
      let target = texts.bytes.count / parts * part
      var low = start
      var high = count
      if part < parts {
        // The first document that ends behind the target.
        while low < high {
          let middle = (low + high) / 2
          if texts.offsets[starts.map { $0[middle + 1] } ?? middle + 1] < target {
            low = middle + 1
          } else {
            high = middle
          }
        }
        high = Swift.min(low + 1, count)
      }
      ranges.append(start..<high)
      start = high
    }
    return ranges
  }

  func withTexts<R>(_ body: (UnsafePointer<horn_texts>) throws -> R) rethrows -> R {
    try texts.bytes.withUnsafeBufferPointer { bytes in
      try texts.offsets.withUnsafeBufferPointer { offsets in
        try (starts ?? []).withUnsafeBufferPointer { starts in
          let documents = self.starts == nil ? nil : starts.baseAddress
          return try withUnsafePointer(
            to: horn_texts(bytes: bytes.baseAddress, offsets: offsets.baseAddress, documents: documents), body
          )
        }
      }
    }
  }
}
