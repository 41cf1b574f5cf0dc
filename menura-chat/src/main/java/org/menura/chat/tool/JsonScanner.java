package org.menura.chat.tool;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scanner of one JSON value, character by character. It writes the value as it comes, and mends what models get wrong:
 * Python's words, control characters and unknown escapes in strings.
 */
final class JsonScanner {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_TOKEN = 400;
    private static final int MAX_KEY = 10_000;
    private static final Map<String, String> WORDS =
            Map.of("true", "true", "false", "false", "null", "null", "True", "true", "False", "false", "None", "null");

    private enum State {
        VALUE,
        VALUE_OR_END,
        KEY,
        KEY_OR_END,
        COLON,
        AFTER,
        STRING,
        ESCAPE,
        HEX,
        /** Within a number or a word. */
        TOKEN,
        DONE
    }

    private final StringBuilder out;
    private final StringBuilder token = new StringBuilder();
    /** The brackets that are open. */
    private final StringBuilder open = new StringBuilder();

    private State state = State.VALUE;
    private boolean isKey;
    private int keyLength;
    private int hexLeft;
    private boolean pastOpening;

    /** Creates a scanner that writes the value to a buffer. */
    JsonScanner(StringBuilder out) {
        this.out = out;
    }

    /** Returns whether the value is whole. A number or a word that is the whole value is only so behind its end. */
    boolean isDone() {
        return state == State.DONE;
    }

    /** Returns whether the value has come into a number or a word. */
    boolean isInToken() {
        return state == State.TOKEN;
    }

    /** Returns whether something follows the value's opening bracket that may follow it. */
    boolean isPastOpening() {
        return pastOpening;
    }

    /** Reads a character; returns false if it can't stand there. */
    boolean accept(char c) {
        return switch (state) {
            case STRING -> string(c);
            case ESCAPE -> escape(c);
            case HEX -> hex(c);
            case TOKEN -> isTokenPart(c) ? token(c) : endToken() && accept(c);
            case DONE -> Character.isWhitespace(c);
            default -> Character.isWhitespace(c) ? space(c) : structure(c);
        };
    }

    private boolean space(char c) {
        if (!open.isEmpty()) {
            out.append(c);
        }
        return true;
    }

    private boolean structure(char c) {
        pastOpening |= open.length() == 1 && (c == '"' || c == '}');
        return switch (state) {
            case VALUE, VALUE_OR_END -> c == ']' && state == State.VALUE_OR_END ? close(c) : value(c);
            case KEY, KEY_OR_END -> {
                if (c == '"') {
                    isKey = true;
                    keyLength = 0;
                    state = State.STRING;
                    yield put(c);
                }
                yield c == '}' && state == State.KEY_OR_END && close(c);
            }
            case COLON -> {
                state = State.VALUE;
                yield c == ':' && put(c);
            }
            case AFTER -> {
                if (c == ',') {
                    state = isObject() ? State.KEY : State.VALUE;
                    yield put(c);
                }
                yield c == (isObject() ? '}' : ']') && close(c);
            }
            default -> false;
        };
    }

    private boolean value(char c) {
        switch (c) {
            case '{' -> {
                state = State.KEY_OR_END;
                open.append(c);
            }
            case '[' -> {
                state = State.VALUE_OR_END;
                open.append(c);
            }
            case '"' -> {
                isKey = false;
                state = State.STRING;
            }
            default -> {
                state = State.TOKEN;
                token.setLength(0);
                return isTokenPart(c) && token(c);
            }
        }
        return open.length() <= MAX_DEPTH && put(c);
    }

    private boolean string(char c) {
        if (isKey && ++keyLength > MAX_KEY) {
            return false;
        }
        switch (c) {
            case '"' -> {
                state = isKey ? State.COLON : afterValue();
                out.append(c);
            }
            case '\\' -> state = State.ESCAPE;
            default -> JsonText.append(out, c);
        }
        return true;
    }

    private boolean escape(char c) {
        state = State.STRING;
        switch (c) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> out.append('\\').append(c);
            case 'u' -> {
                state = State.HEX;
                hexLeft = 4;
                token.setLength(0);
            }
            case '\'' -> out.append(c);
            default -> {
                out.append("\\\\");
                JsonText.append(out, c);
            }
        }
        return true;
    }

    private boolean hex(char c) {
        if (Character.digit(c, 16) < 0 || c > 'f') {
            return false;
        }
        token.append(c);
        if (--hexLeft == 0) {
            out.append("\\u").append(token);
            state = State.STRING;
        }
        return true;
    }

    private static boolean isTokenPart(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.');
    }

    private boolean token(char c) {
        token.append(c);
        return token.length() <= MAX_TOKEN;
    }

    private boolean endToken() {
        String json = JsonText.number(token);
        String word = json == null ? WORDS.get(token.toString()) : json;
        if (word == null) {
            return false;
        }
        out.append(word);
        state = afterValue();
        return true;
    }

    /** Ends the value at the end of its text, which ends a number or a word that is all of it. */
    boolean end() {
        return state == State.DONE || state == State.TOKEN && endToken() && state == State.DONE;
    }

    private boolean close(char c) {
        open.setLength(open.length() - 1);
        state = afterValue();
        return put(c);
    }

    private State afterValue() {
        return open.isEmpty() ? State.DONE : State.AFTER;
    }

    private boolean isObject() {
        return open.charAt(open.length() - 1) == '{';
    }

    private boolean put(char c) {
        out.append(c);
        return true;
    }

    /** Returns whether a text begins a JSON list or object, or any value, and breaks off within a string of it. */
    static boolean breaksOffInString(CharSequence text, boolean anyValue) {
        JsonScanner scanner = new JsonScanner(new StringBuilder());
        for (int i = 0; i < text.length(); i++) {
            if (!scanner.accept(text.charAt(i))) {
                return false;
            }
        }
        return (anyValue || !scanner.open.isEmpty())
                && (scanner.state == State.STRING || scanner.state == State.ESCAPE);
    }

    /** Returns the JSON of a text that is one JSON value, mended; null if it is none. */
    static @Nullable String value(CharSequence text) {
        StringBuilder out = new StringBuilder();
        JsonScanner scanner = new JsonScanner(out);
        for (int i = 0; i < text.length(); i++) {
            if (!scanner.accept(text.charAt(i))) {
                return null;
            }
        }
        return scanner.end() ? out.toString() : null;
    }
}
