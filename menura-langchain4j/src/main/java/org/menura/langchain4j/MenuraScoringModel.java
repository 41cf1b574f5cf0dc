package org.menura.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.model.scoring.ScoringModel;
import java.util.ArrayList;
import java.util.List;
import org.menura.generate.LanguageModel;
import org.menura.generate.embed.Embedder;

/**
 * A scoring model in this process, which tells how well texts answer a query:
 *
 * <pre>{@code
 * ScoringModel scoring = MenuraScoringModel.of(Menura.load(Path.of("bge-small-en-v1.5")));
 * double score = scoring.score("Berlin is the capital of Germany.", "capital of Germany").content();
 * }</pre>
 *
 * <p>The score is the cosine similarity of the embeddings of text and query, -1 to 1. Thread-safe.
 */
public final class MenuraScoringModel implements ScoringModel {
    private final Embedder embedder;

    private MenuraScoringModel(Embedder embedder) {
        this.embedder = embedder;
    }

    /** Creates the scoring model of a model that embeds texts, which stays the caller's to close. */
    public static MenuraScoringModel of(LanguageModel model) {
        return of(model.embedder());
    }

    /** Creates the scoring model of an embedder. */
    public static MenuraScoringModel of(Embedder embedder) {
        return new MenuraScoringModel(embedder);
    }

    @Override
    public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
        List<String> texts = new ArrayList<>();
        texts.add(query);
        segments.forEach(s -> texts.add(s.text()));
        List<float[]> vectors = Requests.mapped(() -> embedder.texts(texts));
        List<Double> scores = new ArrayList<>();
        for (float[] vector : vectors.subList(1, vectors.size())) {
            scores.add((double) Embedder.cosine(vectors.getFirst(), vector));
        }
        int tokens = texts.stream().mapToInt(embedder::tokens).sum();
        return Response.from(scores, new TokenUsage(tokens, 0));
    }
}
