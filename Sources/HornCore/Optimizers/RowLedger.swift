import HornTensor

/// Which rows of a table are behind, and by how many steps.
final class RowLedger {}
