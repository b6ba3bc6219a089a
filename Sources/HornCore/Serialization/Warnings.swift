import HornKernels

/// Prints a warning to standard error.
package func printWarning(_ message: String) { horn_print_error("Warning: \(message)\n") }
