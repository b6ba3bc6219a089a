@_exported import HornCore
@_exported import HornFiles
@_exported import HornTensor
