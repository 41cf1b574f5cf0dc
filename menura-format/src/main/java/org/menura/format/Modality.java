package org.menura.format;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A kind of input or output of models. */
public enum Modality {
    TEXT,
    IMAGE,
    AUDIO;

    /** Returns the name in configs, chat templates and data, such as {@code image}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a modality by its {@link #key}. */
    public static Optional<Modality> of(String key) {
        return Arrays.stream(values()).filter(m -> m.key().equals(key)).findFirst();
    }

    @Override
    public String toString() {
        return key();
    }
}
