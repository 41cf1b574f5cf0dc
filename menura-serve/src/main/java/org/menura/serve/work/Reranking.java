package org.menura.serve.work;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.embed.Embedder;
import org.menura.generate.embed.Reranker;
import org.menura.serve.http.Exchange;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ServedModel;

/** How well texts answer a query, for any API. */
public final class Reranking {
    private Reranking() {}

    /**
     * Scores of texts.
     *
     * @param scores the higher, the better
     * @param tokens of all texts together
     */
    public record Result(double[] scores, int tokens) {}

    /**
     * Scores texts: by a model that reads each together with the query, or else by how close their embeddings are to the
     * query's.
     *
     * @param raw whether the logits of a model that reads both are wanted
     */
    public static Result of(
            Services services, Exchange exchange, Lease lease, String query, List<String> documents, boolean raw)
            throws Exception {
        Reranker.Scores pairs = services.background().run(exchange, () -> scores(lease, query, documents, raw));
        if (pairs != null) {
            return new Result(
                    pairs.values().stream().mapToDouble(Double::doubleValue).toArray(), pairs.tokens());
        }
        List<String> all = new ArrayList<>();
        all.add(query);
        all.addAll(documents);
        Embeddings.Result vectors = Embeddings.of(services, exchange, lease, all, Embeddings.Form.USUAL);
        double[] scores = new double[documents.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Embedder.cosine(
                    vectors.vectors().getFirst(), vectors.vectors().get(i + 1));
        }
        return new Result(scores, vectors.tokens());
    }

    /** Scores of a model that reads pairs; null if it has no head for that, nor words for yes and no. */
    private static Reranker.@Nullable Scores scores(Lease lease, String query, List<String> documents, boolean raw) {
        if (!(lease.model() instanceof ServedModel.Language(LanguageModel model))) {
            return null;
        }
        try {
            Reranker reranker = model.reranker();
            return raw ? reranker.logits(query, documents) : reranker.scores(query, documents);
        } catch (FormatException _) {
            return null;
        }
    }
}
