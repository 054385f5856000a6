/// Files that operating systems and NAS boxes leave beside pictures.
enum LeftoverFile {
    /// Lower-case names of files and folders.
    private static let names: Set<String> = [
        "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "__macosx", "$recycle.bin",
        "system volume information", "@eadir", "#recycle", "icon\r",
    ]

    /// Whether a file or folder is one of these; names that begin with a dot are.
    static func matches(_ name: some StringProtocol) -> Bool {
        if name.hasPrefix(".") { return name != "." && name != ".." }
        return names.contains(name.lowercased())
    }
}
