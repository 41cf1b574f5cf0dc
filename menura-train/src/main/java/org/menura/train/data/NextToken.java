package org.menura.train.data;

import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.Packing;
import org.menura.data.TokenDocument;
import org.menura.tensor.Rng;
import org.menura.train.media.Augmentation;

/**
 * Packed rows for causal language modelling: each token's target is the next one of its document, if that is learned. A
 * document that a row's end cuts still has a target there, so that no token but the documents' first goes unlearned.
 * With loss marks on the assistant's tokens, this is supervised fine-tuning.
 *
 * @param augmentation of images and audio
 */
public record NextToken(Documents documents, Packing packing, Augmentation augmentation) implements Examples<Batch> {
    /** Makes rows without augmentation. */
    public NextToken(Documents documents, Packing packing) {
        this(documents, packing, Augmentation.NONE);
    }

    @Override
    public long count() {
        return packing.rows();
    }

    @Override
    public Batch example(long index, Rng random) {
        BatchBuilder builder = new BatchBuilder();
        AugmentedMedia looks = new AugmentedMedia(augmentation, random);
        for (Packing.Piece piece : packing.row(Math.toIntExact(index))) {
            int end = piece.start() + piece.length();
            boolean goesOn = end < documents.length(piece.document());
            TokenDocument tokens = documents.slice(piece.document(), piece.start(), goesOn ? end + 1 : end);
            builder.add(tokens.slice(0, piece.length()), targets(tokens, piece.length()), looks);
        }
        return builder.build();
    }

    /**
     * Returns the target of each of the first {@code length} tokens: the next token, or -1 where that is not learned or
     * there is none.
     */
    static int[] targets(TokenDocument tokens, int length) {
        int[] targets = new int[length];
        for (int i = 0; i < length; i++) {
            boolean learned = i + 1 < tokens.length() && tokens.isLearned(i + 1);
            targets[i] = learned ? tokens.ids()[i + 1] : Batch.IGNORED;
        }
        return targets;
    }
}
