/// The printable characters that stand for bytes in byte-level vocabularies (GPT-2).
enum ByteAlphabet {
    /// The character of each byte: printable ones of Latin-1 stand for themselves, the others for those from U+0100 on.
    static let scalars: [Unicode.Scalar] = {
        var next: UInt8 = 0
        return (UInt8.min ... .max).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
            default:
                defer { next += 1 }
                return Unicode.Scalar(0x100 + UInt16(next)) ?? Unicode.Scalar(byte)
            }
        }
    }()

    /// Appends the characters that stand for the bytes of a text.
    static func append(_ text: UnsafeBufferPointer<Unicode.Scalar>, to mapped: inout [Unicode.Scalar]) {
        scalars.withUnsafeBufferPointer { scalars in
            for scalar in text {
                if scalar.isASCII {
                    mapped.append(scalars[Int(scalar.value)])
                } else {
                    for byte in UTF8.encode(scalar).unsafelyUnwrapped { mapped.append(scalars[Int(byte)]) }
                }
            }
        }
    }
}
