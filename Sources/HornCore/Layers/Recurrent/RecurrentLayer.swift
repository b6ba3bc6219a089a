/// A layer that goes through sequences from states: ``RNN`` and ``Bidirectional``.
///
/// Its calls with `initialState` are those of Keras's `initial_state`.
public protocol RecurrentLayer: Layer {}

extension RNN: RecurrentLayer {}
extension Bidirectional: RecurrentLayer {}
