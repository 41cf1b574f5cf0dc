package org.menura.train.data;

import org.menura.tensor.Rng;

/**
 * Preference pairs: documents 2i (the chosen answer behind its prompt) and 2i + 1 (the rejected one behind the same) are
 * the two sequences of example i. Loss marks say which tokens are the answers'.
 *
 * @param maxLength tokens behind which a sequence is cut off
 */
public record Pairs(Documents documents, int maxLength) implements Examples<Batch> {
    public Pairs {
        if (documents.count() % 2 != 0 || maxLength < 2) {
            throw new IllegalArgumentException(
                    "%d documents of %d tokens; pairs need an even number, of 2 tokens at least"
                            .formatted(documents.count(), maxLength));
        }
    }

    @Override
    public long count() {
        return documents.count() / 2;
    }

    @Override
    public Batch example(long index, Rng random) {
        BatchBuilder builder = new BatchBuilder();
        for (long document = 2 * index; document <= 2 * index + 1; document++) {
            int length = Math.min(maxLength, documents.length(document));
            TokenDocument tokens = documents.slice(document, 0, length);
            builder.add(tokens.ids(), NextToken.targets(tokens, length));
        }
        return builder.build();
    }
}
