package org.menura.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.data.TokenDocument;
import org.menura.tensor.Rng;

/** Makes documents for tests. */
final class TestDocuments {
    private TestDocuments() {}

    /** Documents of random lengths whose ids are all different, counted from 0. */
    static List<TokenDocument> random(int count, int maxLength, long seed) {
        Rng rng = new Rng(seed);
        List<TokenDocument> documents = new ArrayList<>();
        int next = 0;
        for (int d = 0; d < count; d++) {
            int length = rng.nextInt(maxLength + 1);
            documents.add(new TokenDocument(IntStream.range(next, next + length).toArray()));
            next += length;
        }
        return documents;
    }
}
