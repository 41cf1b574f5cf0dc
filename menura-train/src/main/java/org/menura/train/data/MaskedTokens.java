package org.menura.train.data;

import java.util.function.IntPredicate;
import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.Packing;
import org.menura.data.TokenDocument;
import org.menura.tensor.Rng;

/**
 * Packed rows for masked language modelling (BERT, arXiv 1810.04805, section 3.1): a part of the tokens is to be
 * predicted; of these, 80 % become the mask, 10 % a random token and 10 % stay. Each use of a row draws anew, as in
 * RoBERTa (arXiv 1907.11692). Loss marks are honoured.
 *
 * @param rate probability of each token to be predicted, 0.15 in both papers
 * @param mask id of the mask
 * @param vocabulary size of the vocabulary that random tokens are drawn from
 * @param isSpecial tokens that are never chosen, such as CLS and SEP
 */
public record MaskedTokens(
        Documents documents, Packing packing, float rate, int mask, int vocabulary, IntPredicate isSpecial)
        implements Examples<Batch> {
    private static final float MASKED = 0.8f;
    private static final float REPLACED = 0.9f;

    public MaskedTokens {
        if (!(rate > 0 && rate <= 1) || mask < 0 || mask >= vocabulary) {
            throw new IllegalArgumentException(
                    "a rate of %s and the mask %d in a vocabulary of %d".formatted(rate, mask, vocabulary));
        }
    }

    @Override
    public long count() {
        return packing.rows();
    }

    @Override
    public Batch example(long index, Rng random) {
        BatchBuilder builder = new BatchBuilder();
        for (Packing.Piece piece : packing.row(Math.toIntExact(index))) {
            int end = piece.start() + piece.length();
            TokenDocument tokens = documents.slice(piece.document(), piece.start(), end);
            int[] ids = tokens.ids().clone();
            int[] targets = new int[ids.length];
            for (int i = 0; i < ids.length; i++) {
                boolean free = tokens.isLearned(i) && !isSpecial.test(ids[i]);
                boolean chosen = random.nextFloat() < rate && free;
                targets[i] = chosen ? ids[i] : Batch.IGNORED;
                ids[i] = chosen ? shown(ids[i], random) : ids[i];
            }
            builder.add(ids, targets);
        }
        return builder.build();
    }

    private int shown(int id, Rng random) {
        float lot = random.nextFloat();
        if (lot < MASKED) {
            return mask;
        }
        return lot < REPLACED ? random.nextInt(vocabulary) : id;
    }
}
