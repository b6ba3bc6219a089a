public func + (a: Tensor, b: Tensor) -> Tensor { a.adding(gradient: b) }
public func / (a: Tensor, b: Float) -> Tensor { a }
