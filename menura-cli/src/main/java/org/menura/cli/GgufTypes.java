package org.menura.cli;

import org.menura.format.gguf.FileType;

/** What commands that write GGUF files have in common. */
final class GgufTypes {
    private GgufTypes() {}

    /** The type of a name; another word is wrong usage. */
    static FileType parse(String name, Console console) {
        try {
            return FileType.of(name);
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
    }
}
