package org.menura.train.data;

import java.util.List;
import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.TextPair;
import org.menura.data.TextTokenizer;
import org.menura.data.TokenDocument;
import org.menura.tensor.Rng;

/**
 * Training examples for encoder-decoders: pairs of documents, the first for the encoder, the second for the decoder.
 *
 * @param documents source, target, source, target, …
 * @param maxLength maximum number of tokens on either side; longer sequences are truncated
 * @param start id of the decoder's start token
 */
public record Seq2SeqExamples(Documents documents, int maxLength, int start) implements Examples<Seq2SeqBatch> {
    /** Encodes a pair as two documents; the target ends with the end of sequence. */
    public static List<TokenDocument> documents(TextTokenizer source, TextTokenizer target, TextPair pair) {
        return List.of(source.encode(pair.source()), target.encode(pair.target()));
    }

    @Override
    public long count() {
        return documents.count() / 2;
    }

    @Override
    public Seq2SeqBatch example(long index, Rng random) {
        int[] read = cut(2 * index);
        int[] written = cut(2 * index + 1);
        int[] shifted = new int[written.length];
        if (written.length > 0) {
            shifted[0] = start;
            System.arraycopy(written, 0, shifted, 1, written.length - 1);
        }
        return new Seq2SeqBatch(
                read,
                new int[] {read.length},
                new BatchBuilder().add(shifted, written).build());
    }

    private int[] cut(long document) {
        return documents
                .slice(document, 0, Math.min(maxLength, documents.length(document)))
                .ids();
    }
}
