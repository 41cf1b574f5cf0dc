package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.tensor.cpu.CpuBackend;

class ChatSessionTest {
    @TempDir
    private Path folder;

    private ChatSession chat(String template) throws IOException {
        for (String file : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(TestData.path("models/stories260K").resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("chat_template.jinja"), template);
        LoadedModel.Decoder bundle = (LoadedModel.Decoder) LoadedModel.open(folder, new CpuBackend(1));
        return new ChatSession(
                bundle,
                null,
                new Sampler(SamplingParams.greedy()),
                new Generator.Options(6, Set.of(), List.of(), Generator.NO_LOG_PROBS));
    }

    @Test
    void whatWasReadIsNotReadAgain() throws IOException {
        ChatSession chat = chat("{% for m in messages %}<s>{{ m.content }}{% endfor %}<s>");
        int first = chat.say("One two three four five six", _ -> {}).promptTokens();
        Generator.Result second = chat.say("go", _ -> {});
        assertTrue(second.promptTokens() < first, second.promptTokens() + " after " + first);
        assertEquals(4, chat.messages().size());
    }

    @Test
    void aTemplateThatRewritesTheHistoryIsReadAnew() throws IOException {
        ChatSession chat = chat("{{ messages | length }}{% for m in messages %}<s>{{ m.content }}{% endfor %}<s>");
        int first = chat.say("One two three four five six", _ -> {}).promptTokens();
        assertTrue(chat.say("go", _ -> {}).promptTokens() > first);
    }

    @Test
    void aTurnThatFailsLeavesNoTrace() throws IOException {
        ChatSession chat = chat("{% if messages | length > 2 %}{{ raise_exception('enough') }}{% endif %}<s>");
        chat.say("Hello", _ -> {});
        assertThrows(FormatException.class, () -> chat.say("more", _ -> {}));
        assertEquals(2, chat.messages().size());
    }
}
