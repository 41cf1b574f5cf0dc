package org.menura.data.tag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.data.dolma.Span;

/** Takes the spans of a tagger, by type in the order in which types are first used. */
public final class SpanSink {
    private final SequencedMap<String, List<Span>> spans = new LinkedHashMap<>();

    /** Adds a span of code points. */
    public void add(String type, int start, int end, double score) {
        spans.computeIfAbsent(type, t -> new ArrayList<>()).add(new Span(start, end, score));
    }

    /** Returns all spans. */
    public SequencedMap<String, List<Span>> spans() {
        return spans;
    }
}
