import HornKernels
import HornTensor

/// Integer sequences of different lengths, such as tokenised texts, kept in one block of memory.
///
///     let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.imdb.loadData(numWords: 20_000)
///     print(xTrain.count, xTrain[0].prefix(3))
///     let x = padSequences(xTrain, maxlen: 30)
public struct Sequences: RandomAccessCollection, Hashable, Sendable {
  /// The numbers of all sequences, one after the other.
  package let values: [Int32]
  /// Where each sequence begins in `values`, and the end of the last one.
  package let offsets: [Int]

  package init(values: [Int32], offsets: [Int]) {
    require(
      offsets.first == 0 && offsets.last == values.count,
      "Sequences: the offsets must lead from 0 to \(values.count)")
    self.values = values
    self.offsets = offsets
  }

  /// The rows as sequences; a number that int32 cannot hold stops the program.
  public init(_ rows: [[Int]], file: StaticString = #fileID, line: UInt = #line) {
    let offsets = Self.offsets(rows.lazy.map(\.count))
    values = [Int32](unsafeUninitializedCapacity: offsets[rows.count]) { buffer, count in
      count = offsets[rows.count]
      guard let base = buffer.baseAddress else { return }
      for (index, row) in rows.enumerated() {
        narrow(row, 0..<row.count, into: base + offsets[index], index, "Sequences", file, line)
      }
    }
    self.offsets = offsets
  }

  /// The rows as sequences.
  public init(_ rows: [[Int32]]) {
    values = Array(rows.joined())
    offsets = Self.offsets(rows.lazy.map(\.count))
  }

  private static func offsets(_ lengths: some Sequence<Int>) -> [Int] {
    var end = 0
    return [0]
      + lengths.map { length in
        end += length
        return end
      }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { offsets.count - 1 }

  /// One sequence.
  public subscript(index: Int) -> [Int] { values[range(index)].map(Int.init) }

  /// The length of each sequence.
  public var lengths: [Int] { indices.map { range($0).count } }

  /// The sequences at the places, in the order of the places.
  public func selecting(_ places: [Int]) -> Sequences {
    let offsets = Self.offsets(places.lazy.map { range($0).count })
    let chosen = [Int32](unsafeUninitializedCapacity: offsets[places.count]) { buffer, count in
      values.withUnsafeBufferPointer { source in
        if let to = buffer.baseAddress, let from = source.baseAddress {
          for (index, place) in places.enumerated() {
            let range = range(place)
            (to + offsets[index]).initialize(from: from + range.lowerBound, count: range.count)
          }
        }
      }
      count = offsets[places.count]
    }
    return Sequences(values: chosen, offsets: offsets)
  }

  /// Where a sequence lies in `values`.
  package func range(_ index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }
}

extension Sequences: CustomStringConvertible {
  /// The number of sequences and the first of them.
  public var description: String {
    guard let first else { return "0 sequences" }
    let head = first.prefix(10).map(String.init).joined(separator: ", ")
    return "\(count) sequences, first [\(head)\(first.count > 10 ? ", …" : "")]"
  }
}

/// Copies a part of a row of Int into int32 memory; stops at a number that does not fit.
func narrow(
  _ row: [Int], _ range: Range<Int>, into target: UnsafeMutablePointer<Int32>, _ index: Int,
  _ operation: String, _ file: StaticString, _ line: UInt
) {
  row.withUnsafeBytes { bytes in
    guard let base = bytes.baseAddress, !range.isEmpty else { return }
    let source = base.assumingMemoryBound(to: Int64.self) + range.lowerBound
    let failed = horn_narrow_i64(target, source, range.count)
    require(
      failed < 0,
      "\(operation): \(row[range.lowerBound + Swift.max(failed, 0)]) in sequence \(index) does not fit into int32",
      file: file, line: line)
  }
}
