package org.menura.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.Input.Found;

/** A reader of arguments with bare names: {@code (name=value, …)} or {@code {name:value,…}}. */
final class MembersReader extends ArgumentReader {
    private static final int MAX_KEY = 256;

    private enum State {
        OPEN,
        KEY,
        VALUE,
        AFTER
    }

    private final String open;
    private final String assign;
    private final String close;
    private final String quote;
    private final boolean typed;
    private final ArgumentTypes types;

    private State state = State.OPEN;
    private int arguments;
    private boolean closed;
    private String key = "";
    private int seen;

    MembersReader(String open, String assign, String close, String quote, boolean typed, ArgumentTypes types) {
        this.open = open;
        this.assign = assign;
        this.close = close;
        this.quote = quote;
        this.typed = typed;
        this.types = types;
    }

    @Override
    boolean hasBegun() {
        return arguments > 0 || closed;
    }

    @Override
    Status read(Input input) {
        Status status = null;
        while (status == null) {
            int at = input.skipSpace(input.position());
            status = at == input.length()
                    ? Status.MORE
                    : switch (state) {
                        case OPEN -> open(input, at);
                        case KEY -> key(input, at);
                        case VALUE -> value(input, at);
                        case AFTER -> after(input, at);
                    };
        }
        return status;
    }

    private @Nullable Status open(Input input, int at) {
        if (input.match(at, open) != Input.Match.YES) {
            return Status.FAILED;
        }
        input.moveTo(at + open.length());
        state = State.KEY;
        return null;
    }

    private @Nullable Status close(Input input, int at) {
        closed = true;
        json.append(arguments == 0 ? "{}" : "}");
        input.moveTo(at + close.length());
        return Status.DONE;
    }

    private @Nullable Status key(Input input, int at) {
        if (input.match(at, close) == Input.Match.YES) {
            return close(input, at);
        }
        int from = at;
        int end;
        int after;
        String around = quoteAt(input, at);
        if (around.isEmpty() && !quote.isEmpty() && input.match(at, quote) == Input.Match.MAYBE) {
            return Status.MORE;
        }
        if (around.isEmpty()) {
            end = from;
            while (end < input.length() && isNamePart(input.at(end))) {
                end++;
            }
            after = end;
        } else {
            from = at + around.length();
            Found found = input.find(from, List.of(around));
            end = found.at();
            after = found.exists() ? found.end() : input.length();
        }
        if (end - from > MAX_KEY || end == from && end < input.length()) {
            return Status.FAILED;
        }
        after = input.skipSpace(after);
        if (after == input.length()) {
            return Status.MORE;
        }
        if (input.match(after, assign) != Input.Match.YES) {
            return Status.FAILED;
        }
        key = input.from(from, end);
        json.append(arguments == 0 ? "{" : ", ").append(JsonText.string(key)).append(": ");
        arguments++;
        input.moveTo(after + assign.length());
        seen = 0;
        state = State.VALUE;
        return null;
    }

    private String quoteAt(Input input, int at) {
        if (assign.equals("=")) {
            return "";
        }
        return !quote.isEmpty() && input.match(at, quote) == Input.Match.YES ? quote : input.at(at) == '"' ? "\"" : "";
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '$';
    }

    private @Nullable Status value(Input input, int at) {
        if (!input.ended() && seen > 0 && !mayEnd(input)) {
            seen = input.length();
            return Status.MORE;
        }
        seen = input.length();
        StringBuilder out = new StringBuilder();
        int end = new LooseValue(input, quote).read(at, out, true);
        if (end == LooseValue.FAILED) {
            return Status.FAILED;
        }
        if (end == LooseValue.MORE) {
            return Status.MORE;
        }
        JsonNode schema = types.schema(key);
        boolean quoted = typed && input.match(at, quote) == Input.Match.YES;
        json.append(quoted ? types.json(schema, input.from(at + quote.length(), end - quote.length())) : out);
        input.moveTo(end);
        state = State.AFTER;
        return null;
    }

    /** Returns whether a value may end within what came since it was last looked at. */
    private boolean mayEnd(Input input) {
        for (int i = Math.max(0, seen - quote.length() - 1); i < input.length(); i++) {
            if (",)]}".indexOf(input.at(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Status after(Input input, int at) {
        if (input.match(at, close) == Input.Match.YES) {
            return close(input, at);
        }
        if (!quote.isEmpty() && isNamePart(input.at(at))) {
            state = State.KEY; // the comma was left out
            return null;
        }
        if (input.at(at) != ',') {
            return Status.FAILED;
        }
        input.moveTo(at + 1);
        state = State.KEY;
        return null;
    }
}
