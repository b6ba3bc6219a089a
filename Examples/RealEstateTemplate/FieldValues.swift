/// What is fixed of the property that an advertisement is about.
struct FieldValues {
  private var values: [Field: String] = [:]
  /// Whether the word for what is sold is feminine.
  var isFeminine = false

  subscript(field: Field) -> String? {
    get { values[field] }
    set { values[field] = newValue }
  }
}
