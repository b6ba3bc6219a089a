/// Keras's short names.
extension Loss {
  /// ``meanSquaredError``, `"mse"`.
  public static var mse: Loss { "mse" }
  /// ``meanAbsoluteError``, `"mae"`.
  public static var mae: Loss { "mae" }
  /// ``meanAbsolutePercentageError``, `"mape"`.
  public static var mape: Loss { "mape" }
  /// ``meanSquaredLogarithmicError``, `"msle"`.
  public static var msle: Loss { "msle" }
}
