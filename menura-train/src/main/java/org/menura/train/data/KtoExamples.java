package org.menura.train.data;

import java.util.List;
import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.Feedback;
import org.menura.data.Preference;
import org.menura.data.PreferenceEncoder;
import org.menura.data.TokenDocument;
import org.menura.tensor.Rng;

/**
 * Training examples for KTO: answers that are marked good or bad. Each is two documents: prompt and answer, and a
 * single id that is 1 if the answer is good and 0 if not.
 *
 * @param documents in such twos
 * @param maxLength maximum number of tokens; longer sequences are truncated
 */
public record KtoExamples(Documents documents, int maxLength) implements Examples<FeedbackBatch> {
    private static final int GOOD = 1;

    /** Encodes an answer and its mark as two documents. */
    public static List<TokenDocument> documents(PreferenceEncoder encoder, Feedback feedback) {
        return List.of(encoder.answer(feedback.prompt(), feedback.answer()), verdict(feedback.good()));
    }

    /** Encodes a preference pair as a good and a bad answer, two documents each. */
    public static List<TokenDocument> documents(PreferenceEncoder encoder, Preference pair) {
        return List.of(
                encoder.answer(pair.prompt(), pair.chosen()),
                verdict(true),
                encoder.answer(pair.prompt(), pair.rejected()),
                verdict(false));
    }

    private static TokenDocument verdict(boolean good) {
        return new TokenDocument(new int[] {good ? GOOD : 0}, new boolean[1]);
    }

    @Override
    public long count() {
        return documents.count() / 2;
    }

    @Override
    public FeedbackBatch example(long index, Rng random) {
        int length = Math.min(maxLength, documents.length(2 * index));
        TokenDocument tokens = documents.slice(2 * index, 0, length);
        boolean good = documents.document(2 * index + 1).ids()[0] == GOOD;
        Batch answer = new BatchBuilder()
                .add(tokens.ids(), NextToken.targets(tokens, length))
                .build();
        return new FeedbackBatch(answer, List.of(good));
    }
}
