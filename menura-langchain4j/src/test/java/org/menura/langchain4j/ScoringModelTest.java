package org.menura.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.scripted.Script;

/** Texts are scored by what a model says of them. */
class ScoringModelTest {
    @Test
    void theTextThatAnswersIsTheBest(@TempDir Path folder) {
        try (LanguageModel model = Menura.load(new Script()
                .answer("yes", "<Query>: capital of Germany", "<Document>: Berlin")
                .answer("no")
                .writeTo(folder))) {
            Response<List<Double>> scores = MenuraScoringModel.of(model)
                    .scoreAll(
                            List.of(TextSegment.from("Cats sleep a lot."), TextSegment.from("Berlin is one.")),
                            "capital of Germany");
            assertEquals(2, scores.content().size());
            assertTrue(scores.content().getFirst() < 0.01, scores.toString());
            assertTrue(scores.content().getLast() > 0.99, scores.toString());
            assertTrue(scores.tokenUsage().inputTokenCount() > 100);
        }
    }

    @Test
    void aModelThatScoresNothingIsRefused() {
        try (LanguageModel vision = Menura.load(Repository.path("testdata/models/mnist-cnn"))) {
            assertThrows(FormatException.class, () -> MenuraScoringModel.of(vision));
        }
    }
}
