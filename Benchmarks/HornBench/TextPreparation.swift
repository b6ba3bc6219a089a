import Horn

/// Comma-separated values with quotes; a quote inside quotes is doubled.
enum CSV {
  static func rows(of bytes: [UInt8]) -> [[[UInt8]]] {
    let (quote, comma, newline, carriage) = (
      UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")
    )
    var rows: [[[UInt8]]] = []
    var fields: [[UInt8]] = []
    var field: [UInt8] = []
    var isQuoted = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if isQuoted {
        if byte != quote {
          field.append(byte)
        } else if index < bytes.count, bytes[index] == quote {
          field.append(quote)
          index += 1
        } else {
          isQuoted = false
        }
      } else if byte == quote && field.isEmpty {
        isQuoted = true
      } else if byte == comma || byte == newline || byte == carriage {
        if byte == comma || !fields.isEmpty || !field.isEmpty { fields.append(field) }
        field = []
        if byte == comma || fields.isEmpty { continue }
        rows.append(fields)
        fields = []
      } else {
        field.append(byte)
      }
    }
    if !fields.isEmpty || !field.isEmpty { rows.append(fields + [field]) }
    return rows
  }
}

/// The words of an ASCII text, in small letters, with the marks of punctuation taken out.
func asciiWords(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
  let letters = text.compactMap { byte -> UInt8? in
    switch byte {
    case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: nil
    case 0x41...0x5a: byte + 32
    default: byte
    }
  }
  return letters.split { byte in byte == 0x20 || (0x09...0x0d).contains(byte) || (0x1c...0x1f).contains(byte)
  }
}

/// The most frequent words, from index 2 on; 1 stands for the others and 0 for padding.
struct WordVocabulary {
  private var places: [ArraySlice<UInt8>: Int] = [:]

  /// Words of equal frequency come in falling order of their bytes, but a word before its continuations.
  init(_ items: ArraySlice<NewsItem>, size: Int) {
    var counts: [ArraySlice<UInt8>: Int] = [:]
    for item in items {
      for word in item.words { counts[word, default: 0] += 1 }
    }
    let ranked = counts.sorted { a, b in
      a.value != b.value ? a.value > b.value : a.key.lexicographicallyPrecedes(b.key) { $0 > $1 }
    }
    for (index, entry) in ranked.prefix(size - 2).enumerated() { places[entry.key] = index + 2 }
  }

  func indices(of words: [ArraySlice<UInt8>]) -> [Int] { words.map { places[$0] ?? 1 } }
}
