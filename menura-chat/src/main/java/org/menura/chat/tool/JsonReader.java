package org.menura.chat.tool;

/** A reader of arguments that are a JSON object. */
final class JsonReader extends ArgumentReader {
    private final JsonScanner scanner = new JsonScanner(json);
    private boolean first = true;

    @Override
    Status read(Input input) {
        int at = input.position();
        if (first) {
            at = input.skipSpace(at);
            if (at == input.length()) {
                return Status.MORE;
            }
            if (input.at(at) != '{') {
                return Status.FAILED;
            }
            first = false;
        }
        while (at < input.length() && !scanner.isDone()) {
            if (!scanner.accept(input.at(at))) {
                input.moveTo(at);
                return Status.FAILED;
            }
            at++;
        }
        input.moveTo(at);
        return scanner.isDone() ? Status.DONE : Status.MORE;
    }

    @Override
    boolean hasBegun() {
        return scanner.isPastOpening();
    }
}
