// Layers are of little use without tensors.
@_exported import HornTensor
