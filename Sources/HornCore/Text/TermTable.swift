import HornKernels
import HornTensor

/// A number for each term of a vocabulary.
final class TermTable: @unchecked Sendable {
  // Sendable: the table is not changed after creation.
  let pointer: OpaquePointer

  /// - Parameters:
  ///   - start: the number of the first term.
  ///   - special: a term with a number of its own, whether or not it is among the others.
  init(_ terms: ByteStrings, start: Int, special: (term: [UInt8], number: Int)?) {
    pointer = horn_vocabulary_create(0)
    terms.bytes.withUnsafeBufferPointer { bytes in
      for index in terms.indices {
        let range = terms.range(index)
        let term = bytes.baseAddress.map { $0 + range.lowerBound }
        _ = horn_vocabulary_set(pointer, term, range.count, Int64(start + index), -1)
      }
    }
    if let special {
      _ = special.term.withUnsafeBufferPointer {
        horn_vocabulary_set(pointer, $0.baseAddress, $0.count, Int64(special.number), -1)
      }
    }
  }

  deinit { horn_vocabulary_destroy(pointer) }

  /// The places of terms that stand in the list before, in order.
  static func repetitions(in terms: ByteStrings) -> [Int] {
    let seen = horn_vocabulary_create(0)
    defer { horn_vocabulary_destroy(seen) }
    return terms.indices.filter { index in
      terms[index].withUnsafeBufferPointer {
        horn_vocabulary_set(seen, $0.baseAddress, $0.count, 0, -1) != -1
      }
    }
  }
}

/// What stands for each term: its number in a table, and what unknown terms get.
struct TermNumbers: Sendable {
  let table: TermTable
  /// The number of unknown terms, or of the first bucket for them.
  let unknown: Int
  let buckets: Int
  let salt: [UInt64]?
  /// Whether integers choose their bucket by division.
  let usesModulo: Bool

  func withLookup<R>(_ body: (UnsafePointer<horn_lookup>) throws -> R) rethrows -> R {
    var lookup = horn_lookup()
    lookup.vocabulary = table.pointer
    lookup.unknown = Int32(clamping: unknown)
    lookup.buckets = Int32(clamping: buckets)
    lookup.integer_modulo = usesModulo ? 1 : 0
    if let salt {
      lookup.has_key = 1
      lookup.key = (salt[0], salt[1])
    }
    return try withUnsafePointer(to: lookup, body)
  }

  /// The numbers of the elements of a tensor of strings or integers, in its shape.
  func numbers(of x: Tensor) -> Tensor {
    let result = Tensor(uninitialized: x.shape, dtype: .int32)
    let out = result.mutableI32
    let count = x.elementCount
    let tasks = Swift.max(1, Swift.min(Threads.count, count / 4096))
    let part = { (task: Int) in count * task / tasks..<count * (task + 1) / tasks }
    withLookup { lookup in
      if x.dtype == .int32 {
        let source = x.i32
        Threads.run(tasks: tasks) { task in
          let range = part(task)
          horn_number_integers(out + range.lowerBound, lookup, source + range.lowerBound, range.count)
        }
        return
      }
      TextDocuments(x.byteStrings).withTexts { texts in
        guard let offsets = texts.pointee.offsets else { return }
        Threads.run(tasks: tasks) { task in
          let range = part(task)
          horn_number_terms(
            out + range.lowerBound, lookup, texts.pointee.bytes, offsets + range.lowerBound, range.count)
        }
      }
    }
    return result
  }
}
