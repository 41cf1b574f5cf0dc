package org.menura.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Makes folders of recorded cases complete: a tokenizer of a few words, a chat template, how pictures are prepared. */
final class SeeingFolder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SeeingFolder() {}

    /**
     * Copies a case.
     *
     * @param special special tokens by id
     * @param template chat template, or empty for none
     */
    static Path of(
            Path folder, String name, int vocabulary, Map<Integer, String> special, String template, String processor)
            throws IOException {
        for (String file : new String[] {"config.json", "model.safetensors"}) {
            Files.copy(TestData.path("golden/" + name).resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(tokenizer(vocabulary, special)));
        if (!template.isEmpty()) {
            Files.writeString(folder.resolve("chat_template.jinja"), template);
        }
        Files.writeString(folder.resolve("preprocessor_config.json"), processor);
        return folder;
    }

    private static ObjectNode tokenizer(int vocabulary, Map<Integer, String> special) {
        ObjectNode out = JSON.createObjectNode().put("version", "1.0");
        ArrayNode added = out.putArray("added_tokens");
        new TreeMap<>(special)
                .forEach((id, token) -> added.addObject()
                        .put("id", id)
                        .put("content", token)
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", true));
        out.putNull("normalizer");
        out.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        out.putNull("post_processor");
        out.putNull("decoder");
        ObjectNode model = out.putObject("model").put("type", "WordLevel").put("unk_token", "w0");
        ObjectNode vocab = model.putObject("vocab");
        for (int i = 0; i < vocabulary; i++) {
            if (!special.containsKey(i)) {
                vocab.put("w" + i, i);
            }
        }
        return out;
    }
}
