package org.menura.train.measure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Extraction of named entities from BIO tags, as the evaluation of CoNLL-2003 reads them (E. Tjong Kim Sang, F. De
 * Meulder, cs/0306050): an entity begins with {@code B-TYPE}, or with an {@code I-TYPE} that does not go on with one of
 * the same type.
 */
public final class Entities {
    private Entities() {}

    /**
     * A named entity.
     *
     * @param type the type of the entity
     * @param start its first word
     * @param end the word behind its last
     */
    public record Entity(String type, int start, int end) {}

    /** Extracts the entities of a sentence. */
    public static Set<Entity> of(List<String> tags) {
        Set<Entity> entities = new HashSet<>();
        int start = -1;
        String type = "";
        for (int i = 0; i <= tags.size(); i++) {
            String tag = i < tags.size() ? tags.get(i) : "O";
            boolean goesOn = start >= 0 && tag.equals("I-" + type);
            if (!goesOn) {
                if (start >= 0) {
                    entities.add(new Entity(type, start, i));
                }
                boolean begins = tag.startsWith("B-") || tag.startsWith("I-");
                start = begins ? i : -1;
                type = begins ? tag.substring(2) : "";
            }
        }
        return entities;
    }
}
