import HornTensor
