package org.menura.data.tag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.data.dolma.Span;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;

/**
 * Tags documents with several taggers, which share one view of each text.
 *
 * @param experiment first part of the attributes' names
 * @param taggers in the order in which their attributes come
 */
record TagStage(String experiment, List<Tagger> taggers) implements MapStage {
    static TagStage of(Options options) {
        String experiment = options.text("experiment", "tags");
        if (experiment.isEmpty() || experiment.contains("__")) {
            throw options.error("experiment", "must be a name without two underscores");
        }
        List<Tagger> taggers = new ArrayList<>();
        for (Options item : options.parts("taggers")) {
            List<String> names = item.names();
            if (names.size() != 1) {
                throw item.error("", "is a list of names, each with its options: - NAME: {model: FILE}");
            }
            taggers.add(Taggers.type(names.getFirst()).create(item.part(names.getFirst())));
        }
        if (taggers.isEmpty()) {
            throw options.error("taggers", "is missing; it lists taggers, such as [gopher_v2, c4_v2]");
        }
        return new TagStage(experiment, List.copyOf(taggers));
    }

    @Override
    public Outcome apply(Row row) {
        TaggedText text = new TaggedText(row.document());
        SequencedMap<String, List<Span>> added = new LinkedHashMap<>();
        for (Tagger tagger : taggers) {
            SpanSink out = new SpanSink();
            tagger.tag(text, out);
            for (Map.Entry<String, List<Span>> entry : out.spans().entrySet()) {
                added.put(experiment + "__" + tagger.name() + "__" + entry.getKey(), entry.getValue());
            }
        }
        return Outcome.keep(row.with(added));
    }
}
