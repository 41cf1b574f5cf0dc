package org.menura.train.data;

import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.TokenDocument;
import org.menura.tensor.Rng;
import org.menura.train.media.Augmentation;

/**
 * Preference pairs: documents 2i (the chosen answer behind its prompt) and 2i + 1 (the rejected one behind the same) are
 * the two sequences of example i. Loss marks say which tokens are the answers'.
 *
 * @param maxLength maximum number of tokens, after which a sequence is truncated, or before an image or audio
 * @param augmentation of images and audio; those of the prompt are augmented alike for both answers
 */
public record Pairs(Documents documents, int maxLength, Augmentation augmentation) implements Examples<Batch> {
    /** Makes pairs without augmentation. */
    public Pairs(Documents documents, int maxLength) {
        this(documents, maxLength, Augmentation.NONE);
    }

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
        return pair(documents, 2 * index, maxLength, augmentation, random);
    }

    /** Makes the two sequences of the documents from a first on. */
    static Batch pair(Documents documents, long first, int maxLength, Augmentation augmentation, Rng random) {
        BatchBuilder builder = new BatchBuilder();
        for (long document = first; document <= first + 1; document++) {
            TokenDocument tokens = documents.start(document, maxLength);
            AugmentedMedia looks = new AugmentedMedia(augmentation, new Rng(random.seed(), random.stream()));
            builder.add(tokens, NextToken.targets(tokens, tokens.length()), looks);
        }
        return builder.build();
    }
}
