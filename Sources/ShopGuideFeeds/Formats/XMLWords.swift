import CExpat

/// The faults of XML, in words.
enum XMLWords {
    /// Whether a failure at the end of the bytes says that there should be more.
    static func isEnd(_ code: XML_Error) -> Bool {
        [
            XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN, XML_ERROR_UNCLOSED_CDATA_SECTION, XML_ERROR_PARTIAL_CHAR,
        ].contains(code)
    }

    /// Describes a failure.
    static func words(_ code: XML_Error, open: String?) -> String {
        switch code {
        case XML_ERROR_INVALID_TOKEN, XML_ERROR_SYNTAX: "a character that can't be there, such as a bare & or <"
        case XML_ERROR_TAG_MISMATCH: "<\(open ?? "?")> isn't closed"
        case XML_ERROR_DUPLICATE_ATTRIBUTE: "an attribute is there twice"
        case XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "there is something after its end"
        case XML_ERROR_UNDEFINED_ENTITY: "a name after & that isn't known in XML"
        case XML_ERROR_BAD_CHAR_REF: "a number after &# that is no character"
        case XML_ERROR_NO_ELEMENTS: "there are no elements"
        case XML_ERROR_UNKNOWN_ENCODING, XML_ERROR_INCORRECT_ENCODING: "it isn't in the encoding that it declares"
        default: XML_ErrorString(code).map { String(cString: $0) } ?? "number \(code.rawValue)"
        }
    }
}
