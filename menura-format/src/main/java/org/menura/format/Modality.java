package org.menura.format;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A modality of a model's input or output, such as text or images. */
public enum Modality {
    TEXT,
    IMAGE,
    AUDIO;

    /** Returns the modality's name in configs, chat templates and data, such as {@code image}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the modality with a given {@link #key}. */
    public static Optional<Modality> of(String key) {
        return Arrays.stream(values()).filter(m -> m.key().equals(key)).findFirst();
    }

    @Override
    public String toString() {
        return key();
    }
}
