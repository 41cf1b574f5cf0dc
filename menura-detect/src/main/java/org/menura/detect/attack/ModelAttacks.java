package org.menura.detect.attack;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.menura.tensor.Rng;

/** Attacks by a model that follows instructions; RAID has a masked language model and DIPPER for them. */
final class ModelAttacks {
    private static final Pattern PARAGRAPHS = Pattern.compile("\\n\\s*\\n");

    private ModelAttacks() {}

    /** Replaces words by synonyms, in a share of the words. */
    static Attack synonyms(Rewriter rewriter) {
        return (text, rate, random) -> byParagraph(
                text,
                1,
                random,
                paragraph -> rewriter.rewrite(
                        "Replace about %d %% of the words of the following text by synonyms. Keep everything else as it is, and answer with the text alone."
                                .formatted(Math.round(100 * rate)),
                        paragraph));
    }

    /** Says the same in other words, in a share of the paragraphs. */
    static Attack paraphrase(Rewriter rewriter) {
        return (text, rate, random) -> byParagraph(
                text,
                rate,
                random,
                paragraph -> rewriter.rewrite(
                        "Say the following text in other words, as long as it is. Answer with the text alone.",
                        paragraph));
    }

    private interface Change {
        String of(String paragraph);
    }

    private static String byParagraph(String text, double rate, Rng random, Change change) {
        String[] paragraphs = PARAGRAPHS.split(text, -1);
        boolean[] chosen = Picks.of(paragraphs.length, (int) Math.ceil(paragraphs.length * rate), random);
        for (int i = 0; i < paragraphs.length; i++) {
            String written = chosen[i] && !paragraphs[i].isBlank() ? change.of(paragraphs[i]) : paragraphs[i];
            paragraphs[i] = written.isBlank() ? paragraphs[i] : written;
        }
        return Arrays.stream(paragraphs).collect(Collectors.joining("\n\n"));
    }
}
