import Foundation
import HornTensor
import Testing

@testable import HornCore

/// Scores against seqeval's and a SemEval reference, and what happens to bad input.
@Suite struct EntityScoresTests {
  struct Golden: Decodable, Sendable, CustomStringConvertible {
    struct Scores: Decodable, Sendable {
      let report: String?
      let micro, macro, weighted: [Double]
      let kinds: [String: [Double]]
    }
    struct SemEval: Decodable, Sendable {
      let correct, incorrect, partial, missed, spurious: Int
      let precision, recall, f1: Double
    }
    let scheme: String
    let yTrue, yPred: [[String]]
    let accuracy: Double
    let `default`: Scores
    let strict: Scores?
    let semeval: [String: SemEval]

    var description: String { "\(scheme), \(yTrue.count) sentences" }

    static let all: [Golden] = {
      let file = GoldenCase.folder.deletingLastPathComponent().appendingPathComponent("entity_scores.json")
      guard let data = try? Data(contentsOf: file) else { return [] }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return (try? decoder.decode([String: [Golden]].self, from: data))?["cases"] ?? []
    }()
  }

  @Test func thereAreCases() {
    #expect(Golden.all.count == 26 && Golden.all.count { $0.strict != nil } > 18)
  }

  @Test(arguments: Golden.all) func equalsSeqeval(golden: Golden) throws {
    let scheme = try TaggingScheme.named(golden.scheme)
    for mode in EntityMode.allCases {
      guard let expected = mode == .strict ? golden.strict : golden.default else { continue }
      let scores = try EntityScores(yTrue: golden.yTrue, yPred: golden.yPred, scheme: scheme, mode: mode)
      func isSame(_ score: EntityScore?, _ numbers: [Double]) -> Bool {
        guard let score else { return false }
        let found = [score.precision, score.recall, score.f1, Double(score.support)]
        return zip(found, numbers).allSatisfy { Swift.abs($0 - $1) < 1e-12 }
      }
      #expect(isSame(scores.micro, expected.micro), "\(mode) micro")
      #expect(isSame(scores.macro, expected.macro), "\(mode) macro")
      #expect(isSame(scores.weighted, expected.weighted), "\(mode) weighted")
      #expect(Set(scores.kinds) == Set(expected.kinds.keys))
      for (kind, numbers) in expected.kinds { #expect(isSame(scores[kind], numbers), "\(mode) \(kind)") }
      if let report = expected.report { #expect(scores.report(digits: 4).description == report) }
      #expect(Swift.abs(scores.tokenAccuracy - golden.accuracy) < 1e-12)
    }
  }

  @Test(arguments: Golden.all) func equalsTheSemEvalReference(golden: Golden) throws {
    let scheme = try TaggingScheme.named(golden.scheme)
    let scores = try EntityScores(yTrue: golden.yTrue, yPred: golden.yPred, scheme: scheme).semEval
    for (name, counts) in scores.all {
      let expected = try #require(golden.semeval[name])
      let found = [counts.correct, counts.incorrect, counts.partial, counts.missed, counts.spurious]
      let wanted = [
        expected.correct, expected.incorrect, expected.partial, expected.missed, expected.spurious,
      ]
      #expect(found == wanted, "\(name)")
      #expect(Swift.abs(counts.score.f1 - expected.f1) < 1e-12)
      #expect(Swift.abs(counts.score.precision - expected.precision) < 1e-12)
      #expect(Swift.abs(counts.score.recall - expected.recall) < 1e-12)
    }
  }

  @Test func insideWithoutBeginIsCountedAndReported() throws {
    var (lenient, strict) = (EntityScores(), EntityScores(mode: .strict))
    for sentence in [["O"], ["O", "I-PER", "I-PER"]] {
      try lenient.add(yTrue: ["O", "B-PER", "I-PER"].suffix(sentence.count), yPred: sentence)
      try strict.add(yTrue: ["O", "B-PER", "I-PER"].suffix(sentence.count), yPred: sentence)
    }
    #expect(lenient.micro.recall == 0.5 && strict.micro.recall == 0)
    for scores in [strict, lenient] {
      #expect(scores.violationCounts.yTrue == 1 && scores.violationCounts.yPred == 1)
    }
    #expect(strict.firstViolation?.sentence == 1)
    #expect(strict.firstViolation?.violation.description == "I-PER at position 1 may not follow O")
  }

  @Test func badInputIsNamed() throws {
    var scores = EntityScores()
    try scores.add(yTrue: [], yPred: [])
    #expect(scores.sentenceCount == 1 && scores.micro.f1 == 0)
    for (truth, prediction, words) in [
      (["O", "O"], ["O"], "sentence 1 has 2 tags in yTrue, but 1 in yPred"),
      (["O"], ["S-PER"], "yPred, sentence 1: the tag at position 0"), (["PER"], ["O"], "yTrue, sentence 1"),
    ] {
      let error = try #require(throws: HornError.self) { try scores.add(yTrue: truth, yPred: prediction) }
      #expect(error.message.contains(words), "\(error)")
    }
    #expect(scores.sentenceCount == 1 && scores.tokenCount == 0)
    #expect(
      try #require(throws: HornError.self) { try TaggingScheme.named("bilou") }.message.contains("iobes"))
    #expect(throws: HornError.self) { try classificationReport(yTrue: [["O"]], yPred: []) }
  }

  @Test func asAMetric() throws {
    let tags = ["", "O", "B-PER", "I-PER"]
    let metric = SequenceLabeling(tags: tags, measure: .precision)
    let truth = Tensor([1, 2, 3, 0, 2, 1, 0, 0], shape: [2, 4])
    let predictions = Tensor([1, 2, 3, 2, 1, 2, 0, 0], shape: [2, 4])
    let mask = Tensor([true, true, true, false, true, true, false, false], shape: [2, 4])
    try metric.updateState(truth, predictions.with(mask: mask))
    #expect(metric.result() == 0.5 && metric.scores.tokenCount == 5)
    try metric.updateState(truth, oneHot(predictions, 4), sampleWeight: cast(mask, .float32))
    #expect(metric.result() == 0.5 && metric.scores.tokenCount == 10 && metric.name == "entity_precision")
    metric.resetState()
    #expect(metric.scores.tokenCount == 0)
    let copy = try #require(try Metric.make(config: metric.serialized) as? SequenceLabeling)
    #expect(copy.getConfig() == metric.getConfig() && copy.tags == tags)
    for measure in SequenceLabeling.Measure.allCases {
      let metric = SequenceLabeling(tags: tags, measure: measure)
      try metric.updateState(truth, truth.with(mask: mask))
      #expect(metric.result() == 1)
    }
    for (y, p, weight) in [
      (truth, Tensor(zeros: [2, 3]), nil), (truth + 9, predictions, nil),
      (truth, predictions, Tensor([0.5, 1])),
    ] as [(Tensor, Tensor, Tensor?)] {
      #expect(throws: HornError.self) { try metric.updateState(y, p, sampleWeight: weight) }
    }
  }

  @Test func inTrainingAndAsACallback() throws {
    let (x, y, lengths) = CRFTests.data(150)
    let metric = SequenceLabeling(tags: CRFTests.tags)
    let model = CRFTests.model()
    model.compile(optimizer: .adam(learningRate: 0.05), loss: .crf, metrics: [.accuracy, .custom(metric)])
    let truth = try EntityTags.names(y, tags: CRFTests.tags, lengths: lengths)
    let scoring = EntityScoring(x, tags: truth, vocabulary: CRFTests.tags, prefix: "test_")
    let history = try model.fit(x, y, epochs: 10, verbose: .silent, callbacks: [scoring])
    let found = try #require(history.history["test_f1"])
    #expect(found.count == 10 && found[9] > 0.95 && found[9] > found[0])
    let evaluation: Evaluation = try model.evaluate(x, y, verbose: .silent)
    #expect(Swift.abs(try #require(evaluation["entity_f1"]) - found[9]) < 1e-6)
    #expect(metric.scores.report().description == scoring.scores?.report().description)
  }

  @Test func pictures() throws {
    let (truth, prediction) = ([["B-PER", "O", "B-A&B"]], [["B-PER", "B-PER", "O"]])
    let matrix = try ConfusionMatrix(yTrue: truth, yPred: prediction)
    #expect(
      matrix.labels == ["B-A&B", "B-PER", "O"] && matrix.counts == [[0, 0, 1], [0, 1, 0], [0, 1, 0]])
    #expect(
      matrix.description
        == "       B-A&B  B-PER      O\nB-A&B      0      0      1\nB-PER      0      1      0\n    O      0      1      0\n"
    )
    for picture in [matrix.svg(), try classificationReport(yTrue: truth, yPred: prediction).svg()] {
      let parser = XMLCheck(picture)
      #expect(parser.isWellFormed && parser.rectangles > 6)
      #expect(picture.contains("A&amp;B"))
    }
    var small = ConfusionMatrix(labels: ["O"])
    #expect(throws: HornError.self) { try small.add(yTrue: ["O", "X"], yPred: ["O", "O"]) }
    #expect(throws: HornError.self) { try small.add(yTrue: ["O"], yPred: []) }
    #expect(small.counts == [[0]])
  }
}

/// Whether every element of a picture is closed, and how many rectangles there are.
struct XMLCheck {
  private(set) var isWellFormed = true
  private(set) var rectangles = 0

  init(_ text: String) {
    var open: [Substring] = []
    for piece in text.split(separator: "<") {
      guard let end = piece.firstIndex(of: ">") else {
        isWellFormed = false
        return
      }
      let tag = piece[..<end]
      let name = tag.prefix { !" /".contains($0) }
      if tag.hasPrefix("/") {
        isWellFormed = isWellFormed && open.popLast() == tag.dropFirst()
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
      if name == "rect" { rectangles += 1 }
    }
    isWellFormed = isWellFormed && open.isEmpty
  }
}
