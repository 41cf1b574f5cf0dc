package org.menura.cli;

import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufWriter;

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

    /** A line per tensor. */
    static GgufWriter.Progress progress(Console console) {
        return (name, done, total) -> console.note("[%d/%d] %s".formatted(done, total, name));
    }
}
