package org.menura.data;

import java.nio.file.Path;

/** A piece of what a message says. */
public sealed interface MessagePart {
    /** What is written. */
    record Text(String text) implements MessagePart {}

    /**
     * What is seen or heard.
     *
     * @param modality {@code image} or {@code audio}
     */
    record Media(String modality, Path file) implements MessagePart {}

    /** What the model says for a picture that it draws: control tokens. */
    record Signals(String tokens) implements MessagePart {}
}
