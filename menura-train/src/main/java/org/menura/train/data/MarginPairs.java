package org.menura.train.data;

import java.util.ArrayList;
import java.util.List;
import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.Preference;
import org.menura.data.PreferenceEncoder;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;
import org.menura.train.media.Augmentation;

/**
 * Preference pairs with margins. Each is three documents: the chosen answer, the rejected one, and the bits of the
 * margin as a float, a token each, because shards hold tokens.
 *
 * @param documents in such threes
 * @param maxLength maximum number of tokens, after which a sequence is truncated, or before an image or audio
 * @param augmentation of images and audio; those of the prompt are augmented alike for both answers
 */
public record MarginPairs(Documents documents, int maxLength, Augmentation augmentation)
        implements Examples<MarginBatch> {
    /**
     * Encodes a pair and its margin as documents.
     *
     * @throws FormatException if the margin is no number
     */
    public static List<TokenDocument> documents(PreferenceEncoder encoder, Preference pair) {
        if (!Double.isFinite(pair.margin())) {
            throw new FormatException("The field 'margin' of a preference is no number.");
        }
        int bits = Float.floatToIntBits((float) pair.margin());
        int[] tokens = new int[Integer.SIZE];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = bits >>> i & 1;
        }
        List<TokenDocument> all = new ArrayList<>(encoder.documents(pair));
        all.add(new TokenDocument(tokens, new boolean[tokens.length]));
        return all;
    }

    @Override
    public long count() {
        return documents.count() / 3;
    }

    @Override
    public MarginBatch example(long index, Rng random) {
        int[] tokens = documents.document(3 * index + 2).ids();
        int bits = 0;
        for (int i = 0; i < tokens.length; i++) {
            bits |= tokens[i] << i;
        }
        Batch pair = Pairs.pair(documents, 3 * index, maxLength, augmentation, random);
        return new MarginBatch(pair, List.of((double) Float.intBitsToFloat(bits)));
    }
}
