package org.menura.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.json.Json;

/** A reader of a call that is a JSON object of name, arguments and perhaps id. */
final class CallObjectReader extends ArgumentReader {
    private static final int MAX_KEY = 256;
    private static final Set<String> NAMES = Set.of("name", "tool_name", "function", "function_name");
    private static final Set<String> ARGUMENTS = Set.of("arguments", "parameters", "args");
    private static final Set<String> IDS = Set.of("id", "tool_call_id", "call_id");
    private static final Set<String> SILENT = Set.of("type", "description", "index");

    private enum State {
        OPEN,
        KEY,
        IN_KEY,
        COLON,
        VALUE,
        /** Within a value that is read when it is whole. */
        SCAN,
        /** Within the arguments. */
        STREAM,
        AFTER
    }

    private final boolean bare;

    private State state = State.OPEN;
    /** How many objects are open: the call, and {@code function} within it. */
    private int depth;

    private final StringBuilder key = new StringBuilder();
    private final StringBuilder scanned = new StringBuilder();
    private JsonScanner scanner = new JsonScanner(scanned);
    private final JsonScanner streamed = new JsonScanner(json);
    private @Nullable String name;
    private @Nullable String id;
    private boolean hasArguments;

    /** Creates a reader; {@code bare} says that an object with other members is no call. */
    CallObjectReader(boolean bare) {
        this.bare = bare;
    }

    @Override
    @Nullable
    String name() {
        return name;
    }

    @Override
    @Nullable
    String id() {
        return id;
    }

    @Override
    boolean hasBegun() {
        return hasArguments || streamed.isPastOpening();
    }

    @Override
    Status read(Input input) {
        return each(input, this::accept);
    }

    private Status accept(char c) {
        return switch (state) {
            case IN_KEY -> inKey(c);
            case SCAN -> scan(c);
            case STREAM -> stream(c);
            default -> Character.isWhitespace(c) ? Status.MORE : structure(c);
        };
    }

    private Status structure(char c) {
        return switch (state) {
            case OPEN -> {
                depth++;
                yield go(State.KEY, c == '{');
            }
            case KEY -> {
                key.setLength(0);
                yield c == '}' ? close() : go(State.IN_KEY, c == '"');
            }
            case COLON -> go(State.VALUE, c == ':');
            case VALUE -> value(c);
            default -> c == '}' ? close() : go(State.KEY, c == ',');
        };
    }

    private Status go(State next, boolean may) {
        state = next;
        return may ? Status.MORE : Status.FAILED;
    }

    private Status inKey(char c) {
        if (c != '"') {
            key.append(c);
            return go(State.IN_KEY, key.length() <= MAX_KEY);
        }
        String is = key.toString();
        boolean known = NAMES.contains(is) || ARGUMENTS.contains(is) || IDS.contains(is) || SILENT.contains(is);
        return go(State.COLON, known || !bare);
    }

    private Status value(char c) {
        String is = key.toString();
        if (c == '{' && is.equals("function") && depth == 1) {
            depth++;
            return go(State.KEY, true);
        }
        if (c == '{' && ARGUMENTS.contains(is) && !hasArguments) {
            state = State.STREAM;
            return stream(c);
        }
        scanned.setLength(0);
        scanner = new JsonScanner(scanned);
        state = State.SCAN;
        return scan(c);
    }

    private Status stream(char c) {
        if (!streamed.accept(c)) {
            return Status.FAILED;
        }
        if (streamed.isDone()) {
            hasArguments = true;
            state = State.AFTER;
        }
        return Status.MORE;
    }

    private Status scan(char c) {
        if (scanner.isInToken() && (c == ',' || c == '}' || Character.isWhitespace(c))) {
            return scanner.end() && takeValue() ? accept(c) : Status.FAILED;
        }
        if (!scanner.accept(c)) {
            return Status.FAILED;
        }
        return !scanner.isDone() || takeValue() ? Status.MORE : Status.FAILED;
    }

    /** Takes a value that is whole; returns whether it may be that of its key. */
    private boolean takeValue() {
        state = State.AFTER;
        String is = key.toString();
        JsonNode value = Json.parse(scanned.toString(), "a member of a tool call");
        if (NAMES.contains(is)) {
            name = value.asText();
            return value.isTextual() && !name.isBlank();
        }
        if (IDS.contains(is)) {
            id = value.isTextual() || value.isNumber() ? value.asText() : null;
        } else if (ARGUMENTS.contains(is) && !hasArguments) {
            String object = value.isTextual() ? JsonScanner.value(value.asText()) : value.isNull() ? "{}" : null;
            if (object == null || object.charAt(0) != '{') {
                return false;
            }
            json.append(object);
            hasArguments = true;
        }
        return true;
    }

    private Status close() {
        state = State.AFTER;
        if (--depth > 0) {
            return Status.MORE;
        }
        if (!hasArguments && !bare) {
            json.append("{}");
            hasArguments = true;
        }
        return name != null && hasArguments ? Status.DONE : Status.FAILED;
    }
}
