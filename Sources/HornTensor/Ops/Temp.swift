public func + (a: Tensor, b: Tensor) -> Tensor { a.adding(gradient: b) }
