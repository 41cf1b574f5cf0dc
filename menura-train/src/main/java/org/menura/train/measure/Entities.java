package org.menura.train.measure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Extraction of named entities from tags, as the evaluation of CoNLL-2003 reads them (E. Tjong Kim Sang, F. De Meulder,
 * cs/0306050) and seqeval does by default: an entity begins with {@code B-TYPE}, or with an {@code I-TYPE} that does not go
 * on with one of the same type; {@code E-} ends one, {@code S-} is one by itself. A tag without a type has the type
 * {@code _}.
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

    /** A tag's letter, 0 before the first and behind the last, and its type. */
    private record Tag(int letter, String type) {
        static final Tag OUTSIDE = new Tag('O', "");

        static Tag of(String tag) {
            if (tag.isEmpty()) {
                throw new IllegalArgumentException("A tag is empty; tags are O, or B-TYPE, I-TYPE, E-TYPE, S-TYPE");
            }
            String rest = tag.substring(Character.charCount(tag.codePointAt(0)));
            String type = rest.substring(rest.indexOf('-') + 1);
            return new Tag(tag.codePointAt(0), type.isEmpty() ? "_" : type);
        }

        boolean inside() {
            return letter != 'O' && letter != '.';
        }

        boolean is(String letters) {
            return letters.indexOf(letter) >= 0;
        }
    }

    /** Extracts the entities of a sentence. */
    public static Set<Entity> of(List<String> tags) {
        return new LinkedHashSet<>(list(tags));
    }

    /**
     * Lists the entities of a sentence in their order.
     *
     * @throws IllegalArgumentException if a tag is empty
     */
    public static List<Entity> list(List<String> tags) {
        List<Entity> entities = new ArrayList<>();
        Tag before = Tag.OUTSIDE;
        int start = 0;
        for (int i = 0; i <= tags.size(); i++) {
            Tag now = i < tags.size() ? Tag.of(tags.get(i)) : Tag.of("O");
            if (ends(before, now)) {
                entities.add(new Entity(before.type, start, i));
            }
            if (begins(before, now)) {
                start = i;
            }
            before = now;
        }
        return entities;
    }

    private static boolean ends(Tag before, Tag now) {
        return before.is("ES") || before.is("BI") && now.is("BSO") || before.inside() && !before.type.equals(now.type);
    }

    private static boolean begins(Tag before, Tag now) {
        return now.is("BS") || before.is("ESO") && now.is("EI") || now.inside() && !before.type.equals(now.type);
    }
}
