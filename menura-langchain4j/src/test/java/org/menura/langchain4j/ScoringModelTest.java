package org.menura.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;

/** Texts are scored by their closeness to a query. */
class ScoringModelTest {
    @Test
    void theSameTextIsTheBestAnswer() {
        try (LanguageModel stories = Menura.load(Repository.path("models/stories260K"))) {
            Response<List<Double>> scores = MenuraScoringModel.of(stories)
                    .scoreAll(
                            List.of(TextSegment.from("It rained all day."), TextSegment.from("A cat sat on a mat.")),
                            "A cat sat on a mat.");
            assertEquals(2, scores.content().size());
            assertEquals(1, scores.content().getLast(), 1e-5);
            assertTrue(scores.content().getFirst() < scores.content().getLast());
            assertTrue(scores.tokenUsage().inputTokenCount() > 0);
        }
    }
}
