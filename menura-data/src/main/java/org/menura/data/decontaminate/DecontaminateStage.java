package org.menura.data.decontaminate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.menura.data.dedupe.NormalWords;
import org.menura.data.dedupe.SpanAction;
import org.menura.data.dolma.Span;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;

/**
 * Finds documents that hold texts of evaluation sets: that share n-grams of words with an item, whatever case, punctuation
 * or line breaks. What is found says which item it is.
 */
final class DecontaminateStage implements MapStage {
    private final EvalIndex index;
    private final double share;
    private final SpanAction action;

    DecontaminateStage(Options options) {
        int nGram = (int) options.whole("n_gram", 13, 2, 1000);
        index = new EvalIndex(nGram, (int) options.whole("least_words", 8, 1, 1000), (int)
                options.whole("common", 50, 1, Integer.MAX_VALUE));
        share = options.real("share", 0, 0, 1);
        action = SpanAction.of(options, "contamination", "drop", 0, "holds an evaluation item");
        EvalSets.read(options.allExisting("sets"), options.texts("fields"), index::add);
        if (index.items() == 0) {
            throw options.error("sets", "hold no text of enough words to look for");
        }
    }

    @Override
    public Outcome apply(Row row) {
        NormalWords words = new NormalWords();
        words.read(row.text());
        Map<Integer, Found> found = new TreeMap<>();
        for (int n : index.lengths()) {
            long[] grams = words.hashes(n);
            for (int i = 0; i < grams.length; i++) {
                int item = index.find(grams[i], n);
                if (item >= 0) {
                    Found of = found.computeIfAbsent(item, Found::new);
                    of.grams.add(grams[i]);
                    of.spans.add(new Span(words.start(i), words.end(i + n - 1), 1));
                }
            }
        }
        found.values().removeIf(f -> f.grams.size() < share * index.size(f.item));
        if (found.isEmpty()) {
            return Outcome.keep(row);
        }
        List<Span> spans = new ArrayList<>();
        found.values().forEach(f -> spans.addAll(f.spans));
        Found most = Collections.max(
                found.values(),
                Comparator.comparingInt((Found f) -> f.grams.size())
                        .thenComparing(f -> f.item, Comparator.reverseOrder()));
        String others = found.size() == 1 ? "" : " and %d more".formatted(found.size() - 1);
        return action.apply(row, SpanAction.joined(spans), index.item(most.item).name() + others);
    }

    /** What a text has of an item. */
    private static final class Found {
        private final int item;
        private final Set<Long> grams = new HashSet<>();
        private final List<Span> spans = new ArrayList<>();

        Found(int item) {
            this.item = item;
        }
    }
}
