package org.menura.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.ChatSession;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.session.Generator;

/** A model says what is written down, through all that stands between its logits and a program. */
class ScriptTest {
    @TempDir
    Path folder;

    private LanguageModel opened(Script script) {
        return Menura.load(script.writeTo(folder));
    }

    @Test
    void theFirstAnswerThatFitsIsSaid() {
        try (LanguageModel model = opened(new Script()
                .answer("Grüße aus Köln, 你好!", "greet", "me")
                .answer("{}", "nothing")
                .token("{}")
                .answer("What?"))) {
            assertEquals("Grüße aus Köln, 你好!", model.chat("greet me"));
            assertEquals("{}", model.chat("say nothing"));
            assertEquals("What?", model.chat("me greet"));
        }
    }

    @Test
    void aConversationGoesOn() {
        try (LanguageModel model = opened(new Script()
                .answer("You are Ada.", "I am Ada", "Who am I?")
                .answer("Hello Ada.", "I am Ada")
                .answer("I don't know.", "Who am I?"))) {
            ChatSession chat = model.newChat("Be brief.");
            assertEquals("Hello Ada.", chat.say("I am Ada.", _ -> {}).text());
            assertEquals("You are Ada.", chat.say("Who am I?", _ -> {}).text());
            assertEquals("I don't know.", model.chat("Who am I?"));
        }
    }

    @Test
    void lengthsAndStopsEndAnAnswer() {
        try (LanguageModel model =
                opened(new Script().answer("Hello World, hello!").token("He"))) {
            GenerationOptions how = GenerationOptions.of(4);
            Generator.Result cut = model.newChat(null, how).say("Hi", _ -> {});
            assertEquals("Hello", cut.text());
            assertEquals(Generator.Reason.LENGTH, cut.reason());
            assertEquals(
                    "Hello ",
                    model.newChat(null, how.withMaxTokens(100).withStops("World"))
                            .say("Hi", _ -> {})
                            .text());
        }
    }

    @Test
    void manyThreadsGetTheirOwnAnswers() {
        try (LanguageModel model =
                opened(new Script().answer("one", "1").answer("two", "2").answer("three", "3"))) {
            List<String> texts = model
                    .generateAll(
                            List.of("1<|im_start|>assistant\n", "2<|im_start|>assistant\n", "3<|im_start|>assistant\n"))
                    .stream()
                    .map(Generator.Result::text)
                    .toList();
            assertEquals(List.of("one", "two", "three"), texts);
        }
    }

    @Test
    void aTokenIsTwoCharacters() {
        assertThrows(IllegalArgumentException.class, () -> new Script().token("abc"));
    }
}
