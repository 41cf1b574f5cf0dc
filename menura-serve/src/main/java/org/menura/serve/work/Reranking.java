package org.menura.serve.work;

import java.util.ArrayList;
import java.util.List;
import org.menura.generate.embed.Embedder;
import org.menura.serve.http.Exchange;
import org.menura.serve.model.Lease;

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

    /** Scores texts by how close their embeddings are to the query's. */
    public static Result of(Services services, Exchange exchange, Lease lease, String query, List<String> documents)
            throws Exception {
        List<String> all = new ArrayList<>();
        all.add(query);
        all.addAll(documents);
        Embeddings.Result vectors = Embeddings.of(services, exchange, lease, all, 0, false);
        double[] scores = new double[documents.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Embedder.cosine(vectors.vectors().getFirst(), vectors.vectors().get(i + 1));
        }
        return new Result(scores, vectors.tokens());
    }
}
