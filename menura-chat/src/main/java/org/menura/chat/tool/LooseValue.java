package org.menura.chat.tool;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.Input.Found;

/**
 * A reader of values that are not quite JSON: Python's literals, and objects with bare keys and strings between tokens. A
 * value is read when it is whole.
 */
final class LooseValue {
    /** The input ends before the value does. */
    static final int MORE = -1;
    /** There is no value. */
    static final int FAILED = -2;

    private static final int MAX_DEPTH = 100;
    private static final int MAX_TOKEN = 400;
    private static final Map<String, String> WORDS =
            Map.of("true", "true", "false", "false", "null", "null", "True", "true", "False", "false", "None", "null");
    private static final Pattern REAL = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private final Input input;
    private final String quote;

    /** Creates a reader; {@code quote} is the token around strings, empty for Python's quotes alone. */
    LooseValue(Input input, String quote) {
        this.input = input;
        this.quote = quote;
    }

    /** Returns the JSON of a text that is one Python literal; null if it is none. */
    static @Nullable String python(String text) {
        Input whole = new Input();
        whole.append(text);
        whole.end();
        StringBuilder out = new StringBuilder();
        return new LooseValue(whole, "").read(0, out, false) == text.length() ? out.toString() : null;
    }

    /**
     * Reads a value and writes its JSON.
     *
     * @param argument whether it is the value of a keyword argument
     * @return the index behind it; {@link #MORE} or {@link #FAILED}
     */
    int read(int from, StringBuilder out, boolean argument) {
        return value(from, out, argument, 0);
    }

    private int value(int from, StringBuilder out, boolean argument, int depth) {
        int at = input.skipSpace(from);
        if (at == input.length()) {
            return MORE;
        }
        if (depth > MAX_DEPTH) {
            return FAILED;
        }
        if (!quote.isEmpty()) {
            Input.Match quoted = input.match(at, quote);
            if (quoted == Input.Match.MAYBE) {
                return MORE;
            }
            if (quoted == Input.Match.YES) {
                return between(at, out);
            }
        }
        return switch (input.at(at)) {
            case '"', '\'' -> new PythonString(input, argument && quote.isEmpty()).read(at, out);
            case '[' -> list(at, ']', out, depth);
            case '(' -> list(at, ')', out, depth);
            case '{' -> object(at, out, depth);
            default -> token(at, out);
        };
    }

    private int between(int at, StringBuilder out) {
        Found found = input.find(at + quote.length(), List.of(quote));
        if (!found.exists()) {
            return MORE;
        }
        out.append(JsonText.string(input.from(at + quote.length(), found.at())));
        return found.end();
    }

    private int list(int from, char close, StringBuilder out, int depth) {
        out.append('[');
        int at = from + 1;
        boolean first = true;
        while (true) {
            at = input.skipSpace(at);
            if (at == input.length()) {
                return MORE;
            }
            if (input.at(at) == close) {
                out.append(']');
                return at + 1;
            }
            if (!first) {
                if (input.at(at) != ',') {
                    return FAILED;
                }
                at = input.skipSpace(at + 1);
                if (at == input.length()) {
                    return MORE;
                }
                if (input.at(at) == close) {
                    continue; // a comma behind the last entry
                }
                out.append(", ");
            }
            first = false;
            at = value(at, out, false, depth + 1);
            if (at < 0) {
                return at;
            }
        }
    }

    private int object(int from, StringBuilder out, int depth) {
        out.append('{');
        int at = from + 1;
        boolean first = true;
        while (true) {
            at = input.skipSpace(at);
            if (at == input.length()) {
                return MORE;
            }
            if (input.at(at) == '}') {
                out.append('}');
                return at + 1;
            }
            if (!first) {
                if (input.at(at) != ',') {
                    return FAILED;
                }
                at = input.skipSpace(at + 1);
                if (at < input.length() && input.at(at) == '}') {
                    continue;
                }
                out.append(", ");
            }
            first = false;
            at = key(at, out, depth);
            if (at < 0) {
                return at;
            }
            at = input.skipSpace(at);
            if (at == input.length()) {
                return MORE;
            }
            if (input.at(at) != ':') {
                return FAILED;
            }
            out.append(": ");
            at = value(at + 1, out, false, depth + 1);
            if (at < 0) {
                return at;
            }
        }
    }

    private int key(int at, StringBuilder out, int depth) {
        if (at == input.length()) {
            return MORE;
        }
        char c = input.at(at);
        if (c == '"' || c == '\'' || !quote.isEmpty() && input.match(at, quote) != Input.Match.NO) {
            return value(at, out, false, depth + 1);
        }
        int end = at;
        while (end < input.length() && ":,{}[]".indexOf(input.at(end)) < 0) {
            end++;
        }
        if (end == input.length()) {
            return MORE;
        }
        String name = input.from(at, end).strip();
        if (name.isEmpty()) {
            return FAILED;
        }
        out.append(JsonText.string(name));
        return end;
    }

    private int token(int at, StringBuilder out) {
        int end = at;
        while (end < input.length() && ",)]}:".indexOf(input.at(end)) < 0) {
            end++;
        }
        if (end == input.length() && !input.ended() && end - at <= MAX_TOKEN) {
            return MORE;
        }
        String token = input.from(at, end).strip();
        String json = JsonText.number(token);
        json = json == null ? WORDS.get(token) : json;
        if (json == null && REAL.matcher(token).matches() && token.length() < MAX_TOKEN) {
            double number = Double.parseDouble(token);
            json = Double.isFinite(number) ? JsonText.number(String.valueOf(number)) : null;
        }
        if (json == null && !quote.isEmpty() && !token.isEmpty() && token.length() < MAX_TOKEN) {
            json = JsonText.string(token); // the tokens around a string were left out
        }
        if (json == null) {
            return FAILED;
        }
        out.append(json);
        return end;
    }
}
