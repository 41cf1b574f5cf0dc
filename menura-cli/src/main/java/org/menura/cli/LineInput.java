package org.menura.cli;

import org.jspecify.annotations.Nullable;

/** What a user types, turn by turn. */
interface LineInput extends AutoCloseable {
    /** The next turn, without the marks of its lines; null at the end. */
    @Nullable
    String next();

    /** Whether somebody types it at a terminal. */
    boolean isTerminal();

    /** Lets Ctrl-C interrupt the calling thread instead of ending the program, until what it returns is closed. */
    Answering answering();

    @Override
    void close();

    /** While open, an answer is being written. */
    interface Answering extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether a turn goes on in the next line: after a backslash, and until the quotes close with which it begins. */
    static boolean isOpen(String typed) {
        String text = typed.strip();
        boolean quoted = text.startsWith(QUOTES);
        return quoted ? text.length() < 2 * QUOTES.length() || !text.endsWith(QUOTES) : typed.endsWith("\\");
    }

    /** A turn without backslashes at the ends of its lines, and without the quotes around it. */
    static String joined(String typed) {
        String text = typed.strip();
        if (text.startsWith(QUOTES)) {
            String inner = text.substring(QUOTES.length());
            inner = inner.endsWith(QUOTES) ? inner.substring(0, inner.length() - QUOTES.length()) : inner;
            return inner.strip();
        }
        return typed.replace("\\\n", "\n");
    }

    /** Quotes around a turn of several lines. */
    String QUOTES = "\"\"\"";
}
