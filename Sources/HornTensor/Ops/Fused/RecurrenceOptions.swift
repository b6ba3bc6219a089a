/// How a recurrent layer goes through its sequences.
package struct RecurrenceOptions: Sendable {
  /// Whether the outputs of all steps are wanted, or the last one's.
  package var returnSequences: Bool
  /// Whether the steps are taken from the end.
  package var goBackwards: Bool
  /// Whether a masked step gives zeros instead of the state.
  package var zeroOutputForMask: Bool
  /// Whether the outputs stand by time also where the steps are taken from the end; else as they are taken.
  package var inTimeOrder: Bool

  package init(
    returnSequences: Bool, goBackwards: Bool, zeroOutputForMask: Bool, inTimeOrder: Bool = false
  ) {
    self.returnSequences = returnSequences
    self.goBackwards = goBackwards
    self.zeroOutputForMask = zeroOutputForMask
    self.inTimeOrder = inTimeOrder
  }
}
