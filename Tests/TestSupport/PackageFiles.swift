import Foundation

/// The files of this package that tests read, found from where this file was compiled.
public enum PackageFiles {
    /// The folder that holds `Package.swift`.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The contents of a file in `Tests/Fixtures`, decoded from JSON.
    ///
    /// NumPy's doubles are in there as their 64 bits, in hexadecimal; see `Double.init(bits:)`.
    public static func fixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let url = root.appendingPathComponent("Tests/Fixtures/\(name)")
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
    }
}

extension Double {
    /// A double from its 64 bits as 16 hexadecimal digits, the form in which fixtures keep it, NaN and all.
    public init?(bits: String) {
        guard let pattern = UInt64(bits, radix: 16) else { return nil }
        self.init(bitPattern: pattern)
    }
}
