package org.menura.chat.tool;

import org.jspecify.annotations.Nullable;

/** A reader of the arguments of one call, which writes them as JSON text as far as they have come. */
abstract class ArgumentReader {
    /** How far a reader has come. */
    enum Status {
        MORE,
        DONE,
        FAILED
    }

    /** What a reader makes of a character. */
    interface Accepting {
        Status accept(char c);
    }

    final StringBuilder json = new StringBuilder();
    private int taken;

    /** Reads on from the input's position. */
    abstract Status read(Input input);

    /** Reads on character by character, each of which is accepted or ends the reading. */
    static Status each(Input input, Accepting accepting) {
        while (!input.isRead()) {
            Status status = accepting.accept(input.at(input.position()));
            if (status == Status.FAILED) {
                return status;
            }
            input.moveTo(input.position() + 1);
            if (status == Status.DONE) {
                return status;
            }
        }
        return Status.MORE;
    }

    /** Returns whether what was read can be nothing but arguments. */
    abstract boolean hasBegun();

    /** Returns the name of the function, where the arguments' form holds it. */
    @Nullable
    String name() {
        return null;
    }

    /** Returns the id of the call, where the arguments' form holds it. */
    @Nullable
    String id() {
        return null;
    }

    /** Returns the JSON text that was not returned before. */
    final String take() {
        String out = json.substring(taken);
        taken = json.length();
        return out;
    }

    /** Creates the reader of a form. */
    static ArgumentReader of(ArgumentFormat format, ArgumentTypes types) {
        return switch (format) {
            case ArgumentFormat.Json _ -> new JsonReader();
            case ArgumentFormat.Tagged tagged -> new TaggedReader(tagged, types);
            case ArgumentFormat.Elements elements -> new ElementsReader(elements, types);
            case ArgumentFormat.Keywords _ -> new MembersReader("(", "=", ")", "", false, types);
            case ArgumentFormat.BareKeys(String quote, boolean typed) ->
                new MembersReader("{", ":", "}", quote, typed, types);
            case ArgumentFormat.Code(String name) -> new CodeReader(types.only(name));
        };
    }
}
