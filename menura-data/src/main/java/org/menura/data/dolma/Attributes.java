package org.menura.data.dolma;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What taggers say of a document: lists of spans by name, as {@code experiment__tagger__type}. Immutable.
 *
 * @param spans in the order in which they were added
 */
public record Attributes(SequencedMap<String, List<Span>> spans) {
    /** Of a document of which nothing is said. */
    public static final Attributes NONE = new Attributes(new LinkedHashMap<>());

    public Attributes {
        SequencedMap<String, List<Span>> copy = new LinkedHashMap<>();
        spans.forEach((name, list) -> copy.put(name, List.copyOf(list)));
        spans = Collections.unmodifiableSequencedMap(copy);
    }

    /** Returns the spans of a name; none if it is not there. */
    public List<Span> of(String name) {
        return spans.getOrDefault(name, List.of());
    }

    /** Returns these and others; lists of a name that is here already are replaced. */
    public Attributes with(Map<String, List<Span>> others) {
        if (others.isEmpty()) {
            return this;
        }
        SequencedMap<String, List<Span>> all = new LinkedHashMap<>(spans);
        all.putAll(others);
        return new Attributes(all);
    }

    /** Returns these and others; spans of a name that is here already come behind those. */
    public Attributes plus(Map<String, List<Span>> others) {
        SequencedMap<String, List<Span>> all = new LinkedHashMap<>(spans);
        others.forEach((name, list) -> all.merge(name, list, (a, b) -> {
            List<Span> both = new ArrayList<>(a);
            both.addAll(b);
            return both;
        }));
        return new Attributes(all);
    }
}
