/// The first position at which two arrays differ in bits, NaNs included; −0 and 0 count as equal.
func firstBitDifference(_ a: [Double], _ b: [Double], where relevant: (Int) -> Bool = { _ in true }) -> Int? {
  a.indices.first { relevant($0) && !(a[$0] == b[$0] || (a[$0].isNaN && b[$0].isNaN)) }
}
