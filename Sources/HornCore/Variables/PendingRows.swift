import HornTensor

/// Changes of a variable's rows that are put off until the rows are read.
package protocol PendingRows: AnyObject {
  /// Makes the changes to these rows (int32, any shape); indices outside of the table are passed over.
  func settle(rows indices: Tensor)
  /// Makes all changes.
  func settleAll()
  /// The variable was given other elements, after all changes were made.
  func replaced()
}
