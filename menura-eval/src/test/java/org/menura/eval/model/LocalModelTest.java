package org.menura.eval.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.menura.chat.Message;
import org.menura.eval.run.ModelChoice;
import org.menura.format.FormatException;
import org.menura.generate.LoadOptions;

/** A model by the arguments that lm-evaluation-harness gives one; numbers from its version 0.4.13 with transformers 5.24.0 (the folder's tokenizer.json as it is). */
class LocalModelTest {
    private static final double CLOSE = 2e-4;

    private static LocalModel open(String arguments, String template) {
        return (LocalModel) ModelChoice.of("hf", "pretrained=models/stories260K" + arguments)
                .open(
                        name -> Path.of("..").resolve(name),
                        new ModelChoice.Loading(LoadOptions.defaults(), 0, 1234, template, Map.of()));
    }

    private static void scored(String arguments, double... expected) {
        try (LocalModel model = open(arguments, "-")) {
            List<LogLikelihood> told = model.logLikelihoods(
                    List.of(
                            new ContinuationRequest("Once upon a", " time"),
                            new ContinuationRequest("", "Once"),
                            new ContinuationRequest("<s>Once upon", " a")),
                    (_, _) -> {});
            for (int i = 0; i < told.size(); i++) {
                assertEquals(expected[i], told.get(i).value(), CLOSE, arguments + " " + i);
            }
            double whole = model.rollingLogLikelihoods(List.of("Once upon a time"), (_, _) -> {})
                    .getFirst();
            assertEquals(expected[3], whole, CLOSE, arguments);
        }
    }

    @Test
    void whatBeginsATextCanBeSaid() {
        scored("", -0.0007, -0.2437, -0.0121, -9.1603);
        scored(",add_bos_token=False", -0.0004, -0.2437, -0.0121, -0.2741);
        scored(",add_bos_token=True", -0.0007, -0.2437, -0.0121, -9.1603);
        scored(",prefix_token_id=2", -0.0007, -13.215, -0.0310, -10.6096);
        scored(",prefix_token_id=2,add_bos_token=False", -0.0004, -13.215, -0.0121, -14.4945);
        assertThrows(FormatException.class, () -> open(",prefix_token_id=100000", "-"));
        assertThrows(FormatException.class, () -> open(",add_bos_token=maybe", "-"));
    }

    private static String answer(String arguments) {
        try (LocalModel model = open(arguments, "-")) {
            return model.generate(
                            List.of(new GenerationRequest(
                                    "Once upon a",
                                    new GenerationSettings(Map.of("until", List.of("."), "max_gen_toks", 12L)))),
                            (_, _) -> {})
                    .getFirst();
        }
    }

    @Test
    void thoughtsAreNoPartOfAnAnswer() {
        assertEquals("time, there was a little girl named Lily", answer(""));
        assertEquals("re was a little girl named Lily", answer(",think_end_token=the"));
        assertEquals("little girl named Lily", answer(",think_end_token='a '"));
        assertEquals("named Lily", answer(",think_end_token=421"));
        assertEquals("time, there was a little girl named Lily", answer(",think_end_token=</think>"));
    }

    @Test
    void templatesHaveTheirArguments() {
        String template = "{{ enable_thinking }} {{ depth }}";
        for (String arguments : List.of(
                ",enable_thinking=True,think_end_token=</think>,chat_template_args={'depth': 2}",
                ",think_end_token=</think>,chat_template_args={\"depth\": 2, \"enable_thinking\": true}")) {
            try (LocalModel model = open(arguments, template)) {
                assertEquals("True 2", model.renderChat(List.of(Message.user("Hi")), true));
                assertThrows(
                        FormatException.class,
                        () -> model.logLikelihoods(List.of(new ContinuationRequest("a", "b")), (_, _) -> {}));
            }
        }
        String why = assertThrows(FormatException.class, () -> open(",enable_thinking=True", template))
                .getMessage();
        assertTrue(why.contains("think_end_token"), why);
    }
}
