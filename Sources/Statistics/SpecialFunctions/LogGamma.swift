import Kernel

/// The logarithm of the gamma function for x > 0, to about 10⁻¹⁴.
///
/// Stirling's series (DLMF 5.11.1, https://dlmf.nist.gov/5.11) from x = 15 on, where its eight terms leave an error below
/// 10⁻¹⁷; smaller arguments are raised by Γ(x + 1) = x·Γ(x) (DLMF 5.5.1).
func logGamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  var argument = x
  var product = 1.0
  while argument < 15 {
    product *= argument
    argument += 1
  }
  let square = 1 / (argument * argument)
  var series = 0.0
  for coefficient in stirlingCoefficients.reversed() { series = series * square + coefficient }
  let halfLogTwoPi = 0.9189385332046727
  return (argument - 0.5) * ExactMath.log(argument) - argument + halfLogTwoPi + series / argument
    - ExactMath.log(product)
}

/// B₂ₖ / (2k·(2k − 1)) for k = 1 … 8.
private let stirlingCoefficients: [Double] = [
  1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400,
]
