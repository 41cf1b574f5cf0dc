package org.menura.data.dedupe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.dolma.Span;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.text.XxHash;

/**
 * Finds paragraphs that a Bloom filter holds, which another corpus was put into; the filter itself stays as it is, so the
 * result is the same in any order. With n-grams a paragraph counts as held if enough of its n-grams of words are.
 */
final class BloomStage implements MapStage {
    private final BloomFilter filter;
    private final int nGram;
    private final double overlap;
    private final SpanAction action;

    BloomStage(Options options) {
        filter = BloomFilter.read(options.file("filter"));
        nGram = (int) options.whole("n_gram", 0, 0, 1000);
        overlap = options.real("overlap", 0.8, 0, 1);
        action = SpanAction.of(options, "known_paragraphs", "remove", 0.5, "known paragraphs");
    }

    @Override
    public Outcome apply(Row row) {
        List<Span> spans = new ArrayList<>();
        for (Paragraphs p : Paragraphs.of(row.text())) {
            double score = part(p.text());
            if (score > 0 && score >= overlap) {
                spans.add(new Span(p.start(), p.end(), score));
            }
        }
        return action.apply(row, spans, spans.size() + " paragraphs");
    }

    private double whole(String paragraph) {
        byte[] bytes = paragraph.getBytes(StandardCharsets.UTF_8);
        return filter.mayContain(XxHash.hash64(bytes, 0, bytes.length, 0)) ? 1 : 0;
    }

    private double part(String paragraph) {
        NormalWords words = new NormalWords();
        words.read(nGram == 0 ? "" : paragraph);
        long[] grams = nGram == 0 ? new long[0] : words.hashes(nGram);
        if (grams.length == 0) {
            return whole(paragraph);
        }
        int held = 0;
        for (long g : grams) {
            held += filter.mayContain(g) ? 1 : 0;
        }
        return (double) held / grams.length;
    }
}
