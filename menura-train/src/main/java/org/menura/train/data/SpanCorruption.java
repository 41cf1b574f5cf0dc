package org.menura.train.data;

import java.util.Arrays;
import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.Packing;
import org.menura.tensor.Rng;

/**
 * T5's denoising (arXiv 1910.10683, section 3.1.4): random spans of each document are replaced by sentinels, which
 * descend from the end of the vocabulary; the decoder writes each sentinel and what stood there. Both sides end with the
 * end of sequence. Spans are drawn as in the paper's code: noise and the rest are cut at random into as many parts each,
 * which alternate, the rest first.
 *
 * @param density share of the tokens that are noise, 0.15 in the paper
 * @param meanSpan mean length of a span, 3 in the paper
 * @param firstSentinel id of the first sentinel ({@code <extra_id_0>}); the next is one less
 * @param sentinels number of sentinels
 * @param start id of the decoder's start token (padding, in T5)
 * @param end end of sequence
 */
public record SpanCorruption(
        Documents documents,
        Packing packing,
        double density,
        double meanSpan,
        int firstSentinel,
        int sentinels,
        int start,
        int end)
        implements Examples<Seq2SeqBatch> {
    public SpanCorruption {
        if (!(density > 0 && density < 1) || !(meanSpan >= 1) || sentinels < 1 || firstSentinel < sentinels - 1) {
            throw new IllegalArgumentException("a density of %s, spans of %s, %d sentinels from id %d down"
                    .formatted(density, meanSpan, sentinels, firstSentinel));
        }
    }

    @Override
    public long count() {
        return packing.rows();
    }

    @Override
    public Seq2SeqBatch example(long index, Rng random) {
        BatchBuilder decoder = new BatchBuilder();
        int[] inputs = new int[0];
        int[] lengths = new int[0];
        for (Packing.Piece piece : packing.row(Math.toIntExact(index))) {
            int[] ids = documents
                    .slice(piece.document(), piece.start(), piece.start() + piece.length())
                    .ids();
            int[] spans = spans(ids.length, random);
            int[] kept = sideOf(ids, spans, 0);
            int[] targets = sideOf(ids, spans, 1);
            int[] shifted = new int[targets.length];
            shifted[0] = start;
            System.arraycopy(targets, 0, shifted, 1, targets.length - 1);
            decoder.add(shifted, targets);
            int at = inputs.length;
            inputs = Arrays.copyOf(inputs, at + kept.length);
            System.arraycopy(kept, 0, inputs, at, kept.length);
            lengths = Arrays.copyOf(lengths, lengths.length + 1);
            lengths[lengths.length - 1] = kept.length;
        }
        return new Seq2SeqBatch(inputs, lengths, decoder.build());
    }

    /** Lengths of the parts of a document, in turn kept and noise; their number is even. */
    private int[] spans(int length, Rng random) {
        if (length < 2) {
            return new int[] {length, 0};
        }
        int noise = (int) Math.clamp(Math.rint(length * density), 1, length - 1);
        int count = (int) Math.clamp(Math.rint(noise / meanSpan), 1, Math.min(noise, length - noise));
        if (count > sentinels) {
            throw new IllegalArgumentException("%d spans in a piece of %d tokens, but %d sentinels; take shorter rows"
                    .formatted(count, length, sentinels));
        }
        int[] noiseParts = parts(noise, count, random);
        int[] keptParts = parts(length - noise, count, random);
        int[] spans = new int[2 * count];
        for (int i = 0; i < count; i++) {
            spans[2 * i] = keptParts[i];
            spans[2 * i + 1] = noiseParts[i];
        }
        return spans;
    }

    /** {@code total} cut into {@code count} parts of 1 at least, all such cuts being equally likely. */
    private static int[] parts(int total, int count, Rng random) {
        int[] parts = new int[count];
        int part = 0;
        for (int i = 0; i < total; i++) {
            parts[part]++;
            int placesLeft = total - 1 - i;
            int cutsLeft = count - 1 - part;
            if (cutsLeft > 0 && random.nextInt(placesLeft) < cutsLeft) {
                part++;
            }
        }
        return parts;
    }

    /** The parts of one parity, with a sentinel where each noise part stands, and the end of sequence. */
    private int[] sideOf(int[] ids, int[] spans, int parity) {
        int[] side = new int[ids.length + spans.length / 2 + 1];
        int at = 0;
        int from = 0;
        for (int i = 0; i < spans.length; i++) {
            if (i % 2 == 1 && spans[i] > 0) {
                side[at++] = firstSentinel - i / 2;
            }
            if (i % 2 == parity) {
                System.arraycopy(ids, from, side, at, spans[i]);
                at += spans[i];
            }
            from += spans[i];
        }
        side[at++] = end;
        return Arrays.copyOf(side, at);
    }
}
