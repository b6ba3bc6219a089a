import HornTensor

/// How a file of word vectors is written.
public enum VectorFormat: String, NamedCase {
  /// Whichever of the others it looks like.
  case auto
  /// A line with the numbers of words and dimensions, then a word and its numbers in each line (word2vec, Gensim).
  case word2vecText = "word2vec_text"
  /// A line with the numbers of words and dimensions, then each word, a space, and its numbers as float32 bytes.
  case word2vecBinary = "word2vec_binary"
  /// A word and its numbers in each line.
  case glove
  /// The `.vec` files of fastText, which are as those of word2vec.
  case fastText = "fasttext"

  public static let kind = "vector format"
}
