package org.menura.chat.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.chat.Testdata;
import org.menura.format.FormatException;

class NamedTemplatesTest {
    private static final Map<String, String> SYSTEM = Map.of("role", "system", "content", "Be kind.");
    private static final List<Map<String, String>> TALK = List.of(
            Map.of("role", "user", "content", "Hello"),
            Map.of("role", "assistant", "content", "Hi."),
            Map.of("role", "user", "content", "And then?"));

    @TempDir
    private Path folder;

    private static String rendered(String source, List<Map<String, String>> messages) {
        Map<String, Object> context = new HashMap<>();
        context.put("messages", messages);
        context.put("add_generation_prompt", true);
        context.put("bos_token", "<s>");
        context.put("eos_token", "</s>");
        return ChatTemplate.parse(source).render(context).text();
    }

    private static List<Map<String, String>> withSystem() {
        List<Map<String, String>> messages = new ArrayList<>(TALK);
        messages.addFirst(SYSTEM);
        return messages;
    }

    @ParameterizedTest
    @CsvSource({
        "chatml, Qwen-Qwen2.5-7B-Instruct, true",
        "gemma, google-gemma-2-2b-it, false",
        "phi3, microsoft-Phi-3.5-mini-instruct, true",
        "phi3, microsoft-Phi-3.5-mini-instruct, false"
    })
    void aTemplateRendersAsThePublishedOne(String name, String published, boolean system) throws IOException {
        String reference = Files.readString(Testdata.path("templates/" + published + "/chat_template.jinja"));
        List<Map<String, String>> messages = system ? withSystem() : TALK;
        assertEquals(rendered(reference, messages), rendered(NamedTemplates.source(name), messages));
    }

    @Test
    void othersAreLaidOutAsTheirModelsKnowThem() {
        assertEquals(
                "<s><|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\nHi.<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nAnd then?<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n",
                rendered(NamedTemplates.source("llama3"), withSystem()));
        assertEquals(
                "<s>[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nHello [/INST] Hi. </s><s>[INST] And then? [/INST]",
                rendered(NamedTemplates.source("llama2"), withSystem()));
        assertEquals(
                "<s>[INST] Hello [/INST] Hi.</s>[INST] And then? [/INST]",
                rendered(NamedTemplates.source("mistral"), TALK));
        assertEquals(
                "<|system|>\nBe kind.</s>\n<|user|>\nHello</s>\n<|assistant|>\nHi.</s>\n<|user|>\nAnd then?</s>\n"
                        + "<|assistant|>\n",
                rendered(NamedTemplates.source("zephyr"), withSystem()));
        assertEquals(
                "<s>Be kind. USER: Hello ASSISTANT: Hi.</s>USER: And then? ASSISTANT:",
                rendered(NamedTemplates.source("vicuna"), withSystem()));
        assertEquals(
                "<s>### Instruction:\nHello\n\n### Response:\nHi.</s>\n\n### Instruction:\nAnd then?\n\n### Response:\n",
                rendered(NamedTemplates.source("alpaca"), TALK));
    }

    @Test
    void aFileIsATemplateToo() throws IOException {
        Path file = Files.writeString(folder.resolve("own.jinja"), "{{ messages[0].content }}!");
        assertEquals("Hello!", rendered(NamedTemplates.source(file.toString()), TALK));
        FormatException none = assertThrows(FormatException.class, () -> NamedTemplates.source("chatlm"));
        assertTrue(String.valueOf(none.getMessage()).contains("chatml, llama2"), none.getMessage());
    }
}
