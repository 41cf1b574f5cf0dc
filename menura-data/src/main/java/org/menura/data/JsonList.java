package org.menura.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.menura.format.FormatException;

/** Finds the entries of a file that is one JSON list, byte after byte: where each begins, and ends. */
final class JsonList {
    private final Path file;
    private State state = State.BEFORE;
    private int depth;
    private boolean quoted;
    private boolean escaped;
    private long line = 1;

    JsonList(Path file) {
        this.file = file;
    }

    private enum State {
        BEFORE,
        BETWEEN,
        ENTRY,
        AFTER
    }

    /** What a byte is. */
    enum Found {
        NOTHING,
        /** The first byte of an entry. */
        BEGIN,
        /** The byte behind an entry. */
        END
    }

    /** Whether a byte is one that stands between entries and on empty lines. */
    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /** Whether a text begins with a list, as far as its beginning is given. */
    static boolean begins(MemorySegment text) {
        long at = mark(text);
        while (at < text.byteSize() && isBlank(text.get(JAVA_BYTE, at))) {
            at++;
        }
        return at < text.byteSize() && text.get(JAVA_BYTE, at) == '[';
    }

    /** Returns the bytes of a text's byte order mark. */
    static int mark(MemorySegment text) {
        byte[] head = text.asSlice(0, Math.min(3, text.byteSize())).toArray(JAVA_BYTE);
        return Utf8.markLength(head, head.length);
    }

    /** Returns the line of the next byte, counted from 1. */
    long line() {
        return line;
    }

    /**
     * Takes the next byte.
     *
     * @throws FormatException if something follows the list
     */
    Found next(byte b) {
        line += b == '\n' ? 1 : 0;
        boolean blank = isBlank(b);
        return switch (state) {
            case BEFORE -> {
                state = b == '[' ? State.BETWEEN : state;
                yield Found.NOTHING;
            }
            case BETWEEN -> {
                if (blank || b == ',') {
                    yield Found.NOTHING;
                }
                state = b == ']' ? State.AFTER : State.ENTRY;
                yield b == ']' || entry(b) ? Found.NOTHING : Found.BEGIN;
            }
            case ENTRY -> entry(b) ? Found.END : Found.NOTHING;
            case AFTER -> {
                if (!blank) {
                    throw new FormatException(
                            "%s, line %d: something follows the list; a file is one list, or an object a line (JSONL)."
                                    .formatted(file, line));
                }
                yield Found.NOTHING;
            }
        };
    }

    /** Whether an entry ends before a byte. */
    private boolean entry(byte b) {
        if (quoted) {
            quoted = escaped || b != '"';
            escaped = !escaped && b == '\\';
            return false;
        }
        if (depth == 0 && (b == ',' || b == ']')) {
            state = b == ',' ? State.BETWEEN : State.AFTER;
            return true;
        }
        quoted = b == '"';
        depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
        return false;
    }

    /**
     * Says that there are no more bytes.
     *
     * @throws FormatException if the list has not ended
     */
    void end() {
        if (state != State.AFTER) {
            throw new FormatException("%s, line %d: the list breaks off; is the file whole?".formatted(file, line));
        }
    }
}
