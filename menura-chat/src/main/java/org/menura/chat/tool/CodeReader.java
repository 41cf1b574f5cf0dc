package org.menura.chat.tool;

/** A reader of code: all text to the end is the one argument. */
final class CodeReader extends ArgumentReader {
    private final String name;

    CodeReader(String name) {
        this.name = name;
    }

    @Override
    Status read(Input input) {
        if (!input.isRead()) {
            if (json.isEmpty()) {
                json.append('{').append(JsonText.string(name)).append(": \"");
            }
            JsonText.append(json, input.from(input.position(), input.length()));
            input.moveTo(input.length());
        }
        if (!input.ended()) {
            return Status.MORE;
        }
        if (json.isEmpty()) {
            return Status.FAILED;
        }
        json.append("\"}");
        return Status.DONE;
    }

    @Override
    boolean hasBegun() {
        return !json.isEmpty();
    }
}
