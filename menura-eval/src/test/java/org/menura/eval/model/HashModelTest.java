package org.menura.eval.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.menura.chat.Message;
import org.menura.chat.template.ChatTemplate;
import org.menura.format.FormatException;

final class HashModelTest {
    private final HashModel model = new HashModel();

    @Test
    void answersWhatItsDefinitionSays() {
        assertEquals(
                List.of(new LogLikelihood(-1.3973981187125952, false), new LogLikelihood(-0.1644213682650168, false)),
                model.logLikelihoods(
                        List.of(
                                new ContinuationRequest("Question: 1+1?\nAnswer:", " 2"),
                                new ContinuationRequest("", " é𝔸")),
                        AnswerSink.none()));
        assertEquals(
                List.of(-9.228008015589344),
                model.rollingLogLikelihoods(List.of("A short page.\n"), AnswerSink.none()));
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("until", null);
        List<String> heard = new ArrayList<>();
        assertEquals(
                List.of("#### $7,927.", "Let's see. So the answer is True."),
                model.generate(
                        List.of(
                                new GenerationRequest(
                                        "Q: 1+1?\nA:",
                                        new GenerationSettings(Map.of("until", List.of("Q:", "</s>", "<|im_end|>")))),
                                new GenerationRequest("é", new GenerationSettings(nothing))),
                        (i, answer) -> heard.add(i + answer)));
        assertEquals(List.of("0#### $7,927.", "1Let's see. So the answer is True."), heard);
    }

    @Test
    void rendersItsChatTemplateOrSaysThatThereIsNone() {
        HashModel chatty = new HashModel(
                ChatTemplate.parse(
                        "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}{% if add_generation_prompt %}>{% endif %}"));
        assertEquals("<user>Hello>", chatty.renderChat(List.of(Message.user("Hello")), true));
        assertThrows(FormatException.class, () -> model.renderChat(List.of(Message.user("Hello")), true));
    }
}
