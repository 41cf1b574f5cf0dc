package org.menura.world.textworld.game;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a thing is called and how it looks.
 *
 * @param id such as {@code c_0}
 * @param type such as {@code c}
 * @param name as commands say it; null for the player and what has no name
 * @param description in the form of Inform 7, with substitutions in brackets; null if none
 * @param indefinite its indefinite article if it is not {@code a} or {@code an}, or null
 * @param synonyms further names
 */
public record Entity(
        String id,
        String type,
        @Nullable String name,
        @Nullable String description,
        @Nullable String indefinite,
        List<String> synonyms) {
    public Entity {
        synonyms = List.copyOf(synonyms);
    }
}
