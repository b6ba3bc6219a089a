import ArgumentParser
import Foundation
import Horn

/// The lecture's example of extraction: an advertisement for a house goes in, a filled template comes out.
@main
struct RealEstateTemplate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "real-estate-template",
    abstract: "Trains a Bi-LSTM + CRF on made-up advertisements, and fills the template of a property.",
    discussion: """
      The advertisements are French and English. Those to train, choose and test with share no sentence, and a quarter \
      of the places and persons are in none to train with. An advertisement may also come through a pipe.
      """)

  @Option(help: "An advertisement to read; - takes the standard input; may be given several times.")
  var text: [String] = []

  @Option(help: "Advertisements to train with.")
  var count = 4000

  @Option(help: "The most epochs of the training.")
  var epochs = 10

  @Option(help: "The seed of the advertisements and of all random numbers.")
  var seed = 1

  @Flag(help: "Print an object of all results as the last line.")
  var json = false

  @Flag(help: "Three epochs on fewer advertisements.")
  var quick = false

  static let _errorPrefix = "error: "

  private static let example = """
    Vente Bastide 6 pièces Vence (06140)
    Réf. 40718 : aux portes de Vence, belle bastide de caractère (215m2), 4 chambres, 2 salles de bain. Terrain de \
    1500 m2, à 10 minutes de Nice. Bâtie en 1932, toiture refaite en 2011. 985 000 euros. Contactez vite Zoé LEROUX \
    06.12.34.56. 78
    """

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
    guard (1...100_000).contains(count) else { throw ValidationError("--count must be from 1 to 100000") }
    guard seed >= 0 else { throw ValidationError("--seed must be at least 0") }
    if text.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      throw ValidationError("--text has no words: it must be an advertisement")
    }
  }

  func run() throws {
    let typed = try advertisements()
    setRandomSeed(UInt64(seed))
    let (trainCount, testCount) = quick ? (min(count, 1500), 200) : (count, 500)
    let train = try made(.train, trainCount)
    let validation = try made(.validation, testCount)
    let test = try made(.test, testCount)
    print(
      "\(train.count) advertisements to train with, \(validation.count) to choose by, \(test.count) to test with"
    )
    print("\n\(train[0].tokens.text)\n\n\(train[0].template)\n")

    var tagger: AdvertisementTagger?
    let time = try ContinuousClock().measure {
      tagger = try AdvertisementTagger(
        train: train, validation: validation, epochs: quick ? 3 : epochs, seed: seed)
    }
    guard let tagger else { return }
    let evaluation = try Evaluation(test, tags: tagger.tags(of: test.map(\.tokens)))
    print("\n\(evaluation.table)")
    print(
      String(
        format: "\nCoNLL F1 %.4f; %d of %d templates are right in all lines (%.1f %%)",
        evaluation.scores.micro.f1, evaluation.rightTemplates, evaluation.templateCount,
        100 * evaluation.rightShare))

    var templates: [Template] = []
    for advertisement in typed {
      let template = try tagger.template(of: advertisement)
      print("\n\(advertisement.text)\n\n\(template)")
      templates.append(template)
    }
    if json { print(try object(evaluation, templates, time)) }
  }

  /// What was typed in, or else the example.
  private func advertisements() throws -> [Tokens] {
    var texts = text.map { $0 == "-" ? StandardInput.text() : $0 }
    if texts.isEmpty { texts = [StandardInput.textIfPiped() ?? Self.example] }
    return try texts.map { text in
      let tokens = Tokens(text.trimmingCharacters(in: .whitespacesAndNewlines))
      guard !tokens.words.isEmpty else {
        throw HornError(.value, "the advertisement from the standard input has no words")
      }
      return tokens
    }
  }

  private func made(_ part: AdvertisementMaker.Part, _ count: Int) throws -> [Advertisement] {
    var maker = AdvertisementMaker(part: part, seed: seed)
    return try maker.advertisements(count)
  }

  private func object(_ evaluation: Evaluation, _ templates: [Template], _ time: Duration) throws -> String {
    let score = evaluation.scores.micro
    let object: [String: Any] = [
      "f1": score.f1, "precision": score.precision, "recall": score.recall,
      "templates": evaluation.rightShare, "seconds": time / .seconds(1), "filled": templates.map(\.object),
    ]
    return String(
      decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
  }
}
