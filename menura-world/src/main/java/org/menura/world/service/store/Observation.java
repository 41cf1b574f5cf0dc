package org.menura.world.service.store;

import org.jspecify.annotations.Nullable;

/**
 * What a tool of a service answers.
 *
 * @param text null where the original returns None
 * @param error whether the call failed
 */
public record Observation(@Nullable String text, boolean error) {
    /** Returns what a model reads: None is written as Python writes it. */
    public String shown() {
        return text == null ? "None" : text;
    }
}
