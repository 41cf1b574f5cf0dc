package org.menura.train.recipe;

import java.util.List;
import java.util.Optional;

/**
 * Keys that belong together. Where one of them is called {@code name}, its value decides which others go with it.
 *
 * @param doc one line for people
 * @param keys in the order in which they are explained and written
 */
record Section(String doc, List<Key> keys) {
    static final String VARIANT = "name";

    static Section of(String doc, Key... keys) {
        return new Section(doc, List.of(keys));
    }

    Optional<Key> key(String name) {
        return keys.stream().filter(k -> k.name().equals(name)).findFirst();
    }
}
