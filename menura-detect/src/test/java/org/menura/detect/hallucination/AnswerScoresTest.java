package org.menura.detect.hallucination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.detect.Models;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;

@Tag("slow")
class AnswerScoresTest {
    @TempDir
    private Path folder = Path.of("");

    private List<KnownAnswer> read(String name, String content, boolean withKnowledge) throws IOException {
        return AnswerSets.read(Files.writeString(folder.resolve(name), content), withKnowledge);
    }

    @Test
    void answersAreScoredBesideTheirBaselines() throws IOException {
        String rows =
                "{\"id\":\"1\",\"knowledge\":\"Lily has a red ball.\",\"question\":\"What has Lily?\",\"right_answer\":\"a red ball\","
                        + "\"hallucinated_answer\":\"Lily owns seventeen purple quantum zebras.\"}\n"
                        + "{\"id\":\"2\",\"knowledge\":\"Tom ran home.\",\"question\":\"Where?\",\"right_answer\":\"home\",\"hallucinated_answer\":"
                        + "\"to the extraordinary university\"}\n";
        List<KnownAnswer> answers = read("h.jsonl", rows, true);
        assertEquals(4, answers.size());
        assertTrue(answers.getFirst().context().startsWith("Lily has a red ball."));
        assertEquals(
                "Question: What has Lily?\nAnswer:",
                read("h.jsonl", rows, false).getFirst().context());
        try (LanguageModel model = Models.stories()) {
            AnswerScores scores = AnswerScores.of(model, answers, _ -> {});
            assertEquals(1, scores.figures("length").auroc(), 1e-12);
            assertEquals(1, scores.figures("not in the knowledge").auroc(), 1e-12);
            assertEquals(1, scores.figures("sum of surprisals").auroc(), 1e-12);
            assertEquals(1, scores.withinQuestions("sum of surprisals"), 1e-12);
            assertTrue(scores.markdown().contains("| mean entropy | 2 + 2 |"), scores.markdown());
        }
    }

    @Test
    void formsOfOtherSetsAreRead() throws IOException {
        List<KnownAnswer> truthful = read(
                "t.csv",
                "Type,Question,Best Answer,Correct Answers,Incorrect Answers\nA,\"Is it, so?\",Yes,Yes; Sure,No\n",
                true);
        assertEquals(3, truthful.size());
        assertEquals("Q: Is it, so?\nA:", truthful.getFirst().context());
        List<KnownAnswer> general = read(
                "g.jsonl",
                "{\"user_query\":\"a\",\"chatgpt_response\":\"b\",\"hallucination\":\"yes\"}\n"
                        + "{\"user_query\":\"a\",\"chatgpt_response\":\"c\",\"hallucination\":\"no\"}\n",
                true);
        assertTrue(general.getFirst().isMadeUp());
        assertThrows(FormatException.class, () -> read("x.jsonl", "{\"a\":1}", true));
        assertThrows(FormatException.class, () -> read("x.csv", "a,b\n1,2\n", true));
    }
}
