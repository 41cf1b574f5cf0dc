package org.menura.format;

import java.io.Serial;

/**
 * Thrown when input does not conform to its file format. The message is one sentence for the user: what is wrong,
 * where, and how to mend it.
 */
public class FormatException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int MAX_MESSAGE = 1000;

    public FormatException(String message) {
        super(onOneLine(message));
    }

    public FormatException(String message, Throwable cause) {
        super(onOneLine(message), cause);
    }

    /** Names from a file may be long and hold line ends or a terminal's control characters. */
    private static String onOneLine(String message) {
        String start = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
        return start.codePoints()
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
