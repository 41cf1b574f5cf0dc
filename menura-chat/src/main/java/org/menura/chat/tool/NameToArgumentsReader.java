package org.menura.chat.tool;

import org.jspecify.annotations.Nullable;
import org.menura.format.json.Json;

/** A reader of a call that is a JSON object of one member: the function's name and its arguments. */
final class NameToArgumentsReader extends ArgumentReader {
    private enum State {
        OPEN,
        NAME,
        COLON,
        ARGUMENTS,
        CLOSE
    }

    private State state = State.OPEN;
    private final StringBuilder scanned = new StringBuilder();
    private final JsonScanner scanner = new JsonScanner(scanned);
    private final JsonScanner streamed = new JsonScanner(json);
    private @Nullable String name;

    @Override
    @Nullable
    String name() {
        return name;
    }

    @Override
    boolean hasBegun() {
        return streamed.isPastOpening();
    }

    @Override
    Status read(Input input) {
        return each(input, this::accept);
    }

    private Status accept(char c) {
        boolean inside = state == State.NAME && !scanned.isEmpty() || state == State.ARGUMENTS && !json.isEmpty();
        if (!inside && Character.isWhitespace(c)) {
            return Status.MORE;
        }
        if (state == State.CLOSE) {
            return c == '}' ? Status.DONE : Status.FAILED;
        }
        boolean may = switch (state) {
            case OPEN -> to(State.NAME, c == '{');
            case NAME -> (inside || c == '"') && scanner.accept(c) && (!scanner.isDone() || takeName());
            case COLON -> to(State.ARGUMENTS, c == ':');
            default ->
                (inside || c == '{')
                        && streamed.accept(c)
                        && to(streamed.isDone() ? State.CLOSE : State.ARGUMENTS, true);
        };
        return may ? Status.MORE : Status.FAILED;
    }

    private boolean to(State next, boolean may) {
        state = next;
        return may;
    }

    private boolean takeName() {
        name = Json.parse(scanned.toString(), "the name of a tool call").asText();
        return to(State.COLON, !name.isBlank());
    }
}
