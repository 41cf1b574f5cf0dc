package org.menura.eval.multimodal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.eval.metric.Cider;
import org.menura.eval.metric.WordErrors;
import org.menura.format.python.Python;

/** What menura_media.py gives for made answers, which agrees with MMMU's own evaluation (media-answers.json). */
class AnswerReadingTest {
    private static JsonNode recorded() throws IOException {
        try (InputStream in = AnswerReadingTest.class.getResourceAsStream("/media-answers.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void answersAreReadAsRecorded() throws IOException {
        JsonNode recorded = recorded();
        List<String> options = texts(recorded.get("options"));
        assertTrue(recorded.get("answers").size() >= 300);
        for (JsonNode one : recorded.get("answers")) {
            String answer = one.get("answer").asText();
            String letter =
                    one.get("letter").isNull() ? null : one.get("letter").asText();
            assertEquals(letter, AnswerReading.letter(answer, options), answer);
            List<String> gold = List.of(one.get("gold").asText());
            assertEquals(one.get("says").asBoolean(), AnswerReading.says(answer, gold), answer + " / " + gold);
            assertEquals(one.get("yes").asBoolean(), AnswerReading.saysYes(answer), answer);
            assertEquals(one.get("yesno").asText(), AnswerReading.yesNo(answer), answer);
        }
    }

    @Test
    void captionsAndTranscriptsScoreAsRecorded() throws IOException {
        JsonNode recorded = recorded();
        List<String> captions = new ArrayList<>();
        List<List<String>> references = new ArrayList<>();
        for (JsonNode pair : recorded.get("captions")) {
            references.add(texts(pair.get(0)));
            captions.add(pair.get(1).asText());
        }
        double cider = Double.parseDouble(recorded.get("cider").asText());
        assertEquals(cider, Cider.of(captions, references), 1e-13 * cider);
        WordErrors sum = new WordErrors(0, 0);
        for (JsonNode pair : recorded.get("heard")) {
            sum = sum.plus(WordErrors.of(pair.get(0).asText(), pair.get(1).asText()));
        }
        assertEquals(recorded.get("word_error_rate").asText(), Python.repr(sum.rate()));
    }

    /** As {@code spoken} of menura_media.py splits them. */
    @Test
    void wordsOfEachScriptAreHeard() {
        assertEquals(List.of("schöne", "straße", "don", "t"), WordErrors.words("Scho\u0308ne Straße; don't!"));
        assertEquals(List.of("पानी", "мы", "٣", "x2"), WordErrors.words("पानी, МЫ ٣_x2"));
        assertEquals(List.of("你", "好", "世", "界", "ab", "テ", "ス", "ト"), WordErrors.words("你好，世界ab。テスト"));
        assertEquals(new WordErrors(1, 2), WordErrors.of("sehr schön", "Sehr schon."));
        assertEquals(new WordErrors(1, 4), WordErrors.of("你好世界", "你好世"));
    }
}
