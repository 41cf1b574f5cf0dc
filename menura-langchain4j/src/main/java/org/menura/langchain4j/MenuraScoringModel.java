package org.menura.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.model.scoring.ScoringModel;
import java.util.List;
import org.menura.generate.LanguageModel;
import org.menura.generate.embed.Reranker;

/**
 * A scoring model in this process, which tells how well texts answer a query:
 *
 * <pre>{@code
 * ScoringModel scoring = MenuraScoringModel.of(Menura.load(Path.of("bge-reranker-base")));
 * double score = scoring.score("Berlin is the capital of Germany.", "capital of Germany").content();
 * }</pre>
 *
 * <p>Cross-encoders classify query and text together, decoders such as Qwen3 Reranker are asked for yes or no; many texts share
 * a pass. Thread-safe.
 */
public final class MenuraScoringModel implements ScoringModel {
    private final Reranker reranker;

    private MenuraScoringModel(Reranker reranker) {
        this.reranker = reranker;
    }

    /**
     * Creates the scoring model of a model, which stays the caller's to close.
     *
     * @throws org.menura.format.FormatException if it neither classifies pairs of texts nor writes
     */
    public static MenuraScoringModel of(LanguageModel model) {
        return of(model.reranker());
    }

    /** Creates the scoring model of a reranker. */
    public static MenuraScoringModel of(Reranker reranker) {
        return new MenuraScoringModel(reranker);
    }

    @Override
    public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
        List<String> texts = segments.stream().map(TextSegment::text).toList();
        Reranker.Scores scores = Requests.mapped(() -> reranker.scores(query, texts));
        return Response.from(scores.values(), new TokenUsage(scores.tokens(), 0));
    }
}
