package org.menura.train.code;

import java.util.Arrays;
import org.menura.data.TokenIds;
import org.menura.tensor.Rng;
import org.menura.train.code.CodeFrame.Reading;

/**
 * Masked span prediction (CodeT5, arXiv 2109.00859, section 3.2): spans of whole words of description and code are
 * replaced by sentinels; the decoder writes each sentinel and what stood there. A span begins at a random word and takes
 * words until it has 1 to {@code 2 meanSpan - 1} tokens, each length as likely; two spans never touch.
 *
 * @param density share of the tokens that are replaced, 0.15 in the paper
 * @param meanSpan mean number of tokens that a span is to have, 3 in the paper
 */
public record SpanDenoising(double density, double meanSpan) implements CodeObjective {
    public SpanDenoising {
        if (!(density > 0 && density < 1) || !(meanSpan >= 1)) {
            throw new IllegalArgumentException("a density of %s, spans of %s".formatted(density, meanSpan));
        }
    }

    @Override
    public boolean fits(CodeText text) {
        return text.code().size() > 1;
    }

    @Override
    public CodeBatch example(CodeText text, CodeFrame frame, Rng random) {
        Reading reading = frame.reading(text);
        return denoised(reading, masked(reading, frame.sentinels(), random), frame);
    }

    /** Draws which words are replaced. */
    private boolean[] masked(Reading reading, int sentinels, Rng random) {
        int count = reading.words().size();
        boolean[] masked = new boolean[count];
        int left = Math.max(1, (int) Math.rint(density * reading.tokens()));
        int longest = (int) Math.max(1, Math.rint(2 * meanSpan - 1));
        int[] starts = permutation(count, random);
        int spans = 0;
        for (int i = 0; i < count && left > 0 && spans < sentinels; i++) {
            int wanted = Math.min(left, 1 + random.nextInt(longest));
            int from = starts[i];
            int to = from;
            int tokens = 0;
            while (tokens < wanted && to < count && !touches(masked, to, reading.docstring(), from)) {
                tokens += reading.words().get(to++).length;
            }
            if (tokens > 0 && (to - from) < count) {
                Arrays.fill(masked, from, to, true);
                left -= tokens;
                spans++;
            }
        }
        return masked;
    }

    /** Whether a span may not hold a word: it is masked, or next to one that is, or not in the text that it began in. */
    private static boolean touches(boolean[] masked, int word, int docstring, int from) {
        return masked[word]
                || word == from && word > 0 && word != docstring && masked[word - 1]
                || word + 1 < masked.length && word + 1 != docstring && masked[word + 1]
                || word >= docstring && from < docstring;
    }

    private static int[] permutation(int count, Rng random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Replaces runs of masked words by sentinels, in description and code each. */
    private static CodeBatch denoised(Reading reading, boolean[] masked, CodeFrame frame) {
        int[] read = new int[0];
        int[] written = new int[0];
        int sentinel = 0;
        for (int w = 0; w < masked.length; w++) {
            if (w == reading.docstring() && w > 0) {
                read = TokenIds.joined(read, new int[] {frame.end()});
            }
            if (masked[w]) {
                if (w == 0 || !masked[w - 1] || w == reading.docstring()) {
                    int[] mark = {frame.sentinel(sentinel++)};
                    read = TokenIds.joined(read, mark);
                    written = TokenIds.joined(written, mark);
                }
                written = TokenIds.joined(written, reading.words().get(w));
            } else {
                read = TokenIds.joined(read, reading.words().get(w));
            }
        }
        return frame.example(read, written);
    }
}
