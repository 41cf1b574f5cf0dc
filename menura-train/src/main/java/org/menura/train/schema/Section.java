package org.menura.train.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A section of a recipe: keys that belong together. One of them may choose one of several variants, each with keys or
 * defaults of its own.
 *
 * @param doc one line for people
 * @param chooser the key that chooses a variant, if there is one
 * @param keys in the order in which they are explained and written
 */
public record Section(String doc, String chooser, List<Key> keys) {
    private static final String NAME = "name";

    /** Makes a section of some keys. */
    public static Section of(String doc, Key... keys) {
        return by(NAME, doc, keys);
    }

    /** Makes a section of which another key than {@code name} chooses the variant. */
    public static Section by(String chooser, String doc, Key... keys) {
        return new Section(doc, chooser, List.of(keys));
    }

    /**
     * Makes a section with variants. A key that several of them have is explained once.
     *
     * @param usual the variant that a recipe takes without saying so
     * @param variants keys by variant
     * @param common keys that go with all
     */
    public static Section of(
            String doc, String usual, String docOfName, SequencedMap<String, List<Key>> variants, Key... common) {
        List<Key> all = new ArrayList<>();
        all.add(Key.choice(NAME, usual, List.copyOf(variants.keySet()), docOfName));
        variants.forEach((variant, keys) -> keys.forEach(key -> add(key, variant, all)));
        all.addAll(List.of(common));
        return new Section(doc, NAME, List.copyOf(all));
    }

    private static void add(Key key, String variant, List<Key> all) {
        for (int i = 1; i < all.size(); i++) {
            Key known = all.get(i);
            if (known.isLike(key)) {
                List<String> only = new ArrayList<>(known.only());
                only.add(variant);
                Key both = known.onlyWith(only.toArray(String[]::new));
                Object fallback = key.fallback();
                all.set(
                        i,
                        fallback == null || fallback.equals(known.fallback()) ? both : both.butWith(variant, fallback));
                return;
            }
        }
        all.add(key.onlyWith(variant));
    }

    /** Returns the first key of a name. */
    public Optional<Key> key(String name) {
        return keys.stream().filter(k -> k.name().equals(name)).findFirst();
    }

    /** Whether a variant has a key. */
    boolean has(String name, @Nullable String variant) {
        return keys.stream().anyMatch(k -> k.name().equals(name) && k.goesWith(variant));
    }

    /** The variants that have a key. */
    List<String> variants(String name) {
        return keys.stream()
                .filter(k -> k.name().equals(name))
                .flatMap(k -> k.only().stream())
                .toList();
    }
}
