package org.menura.generate.embed;

import java.nio.file.Path;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.generate.classify.Classifier;
import org.menura.generate.load.LoadedModel;
import org.menura.tensor.Backend;

/**
 * A reranker: scores how well documents answer a query, reading each together with the query. It is slower and better than
 * comparing embeddings, so it orders the documents that those have found. The implementations of Menura are thread-safe.
 *
 * <p>Two kinds of models can do so: encoders and decoders with a classification head (cross-encoders: arXiv 1901.04085),
 * and decoders that say yes or no (arXiv 2506.05176).
 */
public interface Reranker {
    /**
     * The scores of documents.
     *
     * @param values one for each document in order: the higher, the better it answers
     * @param tokens tokens that the model has read
     */
    record Scores(List<Double> values, int tokens) {
        /** Copies the list. */
        public Scores {
            values = List.copyOf(values);
        }
    }

    /**
     * Scores documents, many in each forward pass. What is longer than the model's context is cut at the end.
     *
     * @return scores in the order of the documents, each to the last digit what it is of the document alone
     */
    Scores scores(String query, List<String> documents);

    /**
     * Computes the logits that {@link #scores} are made of; the scores where a reranker has none.
     *
     * @return logits in the order of the documents
     */
    default Scores logits(String query, List<String> documents) {
        return scores(query, documents);
    }

    /**
     * Opens a reranking model; see {@link #of}.
     *
     * @throws FormatException if the model is damaged, or neither classifies pairs of texts nor writes
     */
    static Reranker open(Path path, Backend ops) {
        return of(LoadedModel.open(path, ops));
    }

    /**
     * Returns the reranker of a model that is loaded already.
     *
     * @throws FormatException if the model neither classifies pairs of texts with one or two classes nor writes
     */
    static Reranker of(LoadedModel model) {
        return switch (model) {
            case LoadedModel.Encoder e -> new PairReranker(e);
            // Whoever has no words to be asked in was taught on pairs as they are.
            case LoadedModel.Decoder d
            when Classifier.isClassifier(d)
                    && RerankTemplate.of(d) == null
                    && !d.text().hasChatTemplate() -> new PairReranker(d);
            case LoadedModel.Decoder d -> new JudgingReranker(d);
            default ->
                throw new FormatException(model.source().path()
                        + " reranks nothing; encoders with a classification head and decoders do");
        };
    }
}
