import CUTF8Proc

/// Taking letters and their marks apart.
public enum Decomposition {
    /// The letter under the accents of a cluster: `é` gives `e`; the cluster itself where nothing comes off.
    public static func base(of character: Character) -> Character {
        guard let scalar = character.unicodeScalars.first, scalar.value >= 0x80 else {
            return character.unicodeScalars.first.map(Character.init) ?? character
        }
        var parts = [utf8proc_int32_t](repeating: 0, count: 8)
        var boundary: Int32 = 0
        let count = utf8proc_decompose_char(
            Int32(bitPattern: scalar.value), &parts, 8,
            utf8proc_option_t(rawValue: UTF8PROC_DECOMPOSE.rawValue | UTF8PROC_STABLE.rawValue), &boundary)
        guard count > 0, let base = Unicode.Scalar(UInt32(bitPattern: parts[0])) else { return character }
        return Character(base)
    }
}
