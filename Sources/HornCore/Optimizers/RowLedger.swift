import HornKernels
import HornTensor

/// The rows of a table that a step's gradient touches, and those that were left behind by it.
///
/// A row without a gradient still changes under most rules: its state fades, or it moves on by its momentum.
/// Instead of passing over the whole table in each step, the ledger remembers the step that each row is at, and
/// brings it up to date when it is next touched or read. What is read is what the dense steps would have made.
final class RowLedger: PendingRows {
  private let table: Variable
  private let states: [Variable]
  private let length: Int
  private let groups: RowGroups
  private let ledger: OpaquePointer?
  private let idle: horn_idle
  /// Whether a step was taken since all rows were settled.
  private var behind = false
  /// Whether a variable was replaced, so that the table has no rows known to be without state.
  private var allLive = false

  /// nil where the rule changes every row in a way that has no short cut.
  init?(_ table: Variable, states: [Variable], groups: RowGroups, rule: horn_update) {
    idle = horn_rule_idle(rule.rule)
    guard idle != HORN_IDLE_UNKNOWN, table.shape.rank >= 1, table.shape[0] < Int(Int32.max) else {
      return nil
    }
    self.table = table
    self.states = states
    let rows = table.shape[0]
    length = table.shape.dimensions.dropFirst().reduce(1, *)
    self.groups = groups
    if idle == HORN_IDLE_NOTHING {
      ledger = nil
    } else {
      var rule = rule
      var addresses = states.map { Optional($0.value.mutableF32) }
      ledger = horn_row_ledger_create(&rule, rows, length, &addresses)
    }
  }

  deinit {
    settleAll()
    if let ledger { horn_row_ledger_destroy(ledger) }
  }

  /// Takes one step with the gradient of some rows, which may stand in it several times.
  func apply(_ gradient: RowGradient, rule: inout horn_update) {
    take(over: table, where: idle == HORN_IDLE_VARIABLE)
    for state in states { take(over: state, where: ledger != nil) }
    let (values, indices) = (gradient.values, gradient.indices)
    table.updateUnsettled { x in
      withStates(unique: true) {
        horn_update_rows(
          &rule, ledger, groups.pointer, x.mutableF32, $0, values.f32, indices.i32,
          indices.elementCount, gradient.isDistinct ? 1 : 0, length)
      }
    }
    behind = ledger != nil
  }

  /// Makes this ledger the one that the variable asks before it is read.
  private func take(over variable: Variable, where changes: Bool) {
    if variable.pending === self { return }
    variable.pending?.settleAll()
    if changes { variable.pending = self }
  }

  private func withStates(unique: Bool, _ body: (UnsafePointer<UnsafeMutablePointer<Float>?>) -> Void) {
    withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Float>?.self, capacity: 3) { addresses in
      for k in 0..<3 {
        if k >= states.count {
          addresses[k] = nil
        } else if unique {
          addresses[k] = states[k].updateUnsettled { $0.mutableF32 }
        } else {
          addresses[k] = states[k].unsettledValue.mutableF32
        }
      }
      if let base = addresses.baseAddress { body(UnsafePointer(base)) }
    }
  }

  private func settle(_ indices: UnsafePointer<Int32>?, _ count: Int) {
    guard let ledger else { return }
    // In place even where the memory is shared: whoever was given a value got it settled, and the step
    // since then has made the memory this variable's own.
    let x = table.unsettledValue.mutableF32
    withStates(unique: false) { horn_settle_rows(ledger, x, $0, indices, count) }
  }

  func settle(rows indices: Tensor) {
    if behind { settle(indices.i32, indices.elementCount) }
  }

  func settleAll() {
    guard behind else { return }
    behind = false
    allLive = false
    settle(nil, 0)
  }

  func replaced() {
    guard let ledger, !allLive else { return }
    horn_row_ledger_replace(ledger)
    allLive = true
  }
}
