package org.menura.format.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.Testdata;

class HfFolderTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "golden/llama-gqa, 21",
        "golden/llama-bin, 21",
        "golden/llama-sharded, 21",
        "models/mnist-onnx, 7",
        "models/rwkv7-reverse, 99",
        "models/rwkv7-reverse/reverse_L2_only_rwkv7.pth, 99",
        "models/mnist-cnn/model.pt, 20"
    })
    void weightsAreFound(String name, int tensors) {
        assertEquals(
                tensors, HfFolder.open(Testdata.path(name)).weights().names().size());
    }

    @Test
    void configsAreRead() {
        HfFolder llama = HfFolder.open(Testdata.path("golden/llama-gqa"));

        assertEquals("llama", llama.config().path("model_type").textValue());
        assertTrue(llama.generationConfig().has("eos_token_id"));
        assertNull(llama.tokenizerConfig());
        assertNull(llama.chatTemplate());
        assertFalse(HfFolder.open(Testdata.path("models/rwkv7-reverse")).hasConfig());
    }

    @Test
    void filesOfWeightsBringTheirFolder() {
        HfFolder lone = HfFolder.open(Testdata.path("golden/llama-bf16/model.safetensors"));

        assertEquals("llama", lone.config().path("model_type").textValue());
    }

    @Test
    void missingPartsAreNamed() throws IOException {
        HfFolder empty = HfFolder.open(folder);

        assertMessage("model.safetensors.index.json", empty::weights);
        assertMessage("config.json", empty::config);
        assertThrows(UncheckedIOException.class, () -> HfFolder.open(folder.resolve("none")));
        Path text = Files.writeString(folder.resolve("notes.txt"), "x");
        assertMessage("neither a model folder", () -> HfFolder.open(text));
        Files.writeString(folder.resolve("config.json"), "[]");
        assertMessage("must hold a JSON object", empty::config);
    }

    @Test
    void anAdapterIsNoModel() throws IOException {
        copy("golden/lora/adapter/adapter_model.safetensors", "adapter_model.safetensors");
        Files.writeString(folder.resolve("adapter_config.json"), "{\"base_model_name_or_path\": \"org/base\"}");
        HfFolder adapter = HfFolder.open(folder);
        assertMessage("an adapter and no model; open the model that it belongs to (org/base)", adapter::weights);
    }

    @Test
    void severalFilesOfWeightsNeedAName() throws IOException {
        copy("golden/llama-gqa/model.safetensors", "a.safetensors");
        copy("golden/llama-gqa/golden.safetensors", "golden.safetensors");
        assertEquals(21, HfFolder.open(folder).weights().names().size());

        copy("golden/llama-gqa/model.safetensors", "b.safetensors");
        assertMessage(
                "a.safetensors, b.safetensors", () -> HfFolder.open(folder).weights());
        assertEquals(
                21,
                HfFolder.open(folder.resolve("b.safetensors")).weights().names().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"weight_map\":{\"a\":\"../x.safetensors\"}}",
                "{\"weight_map\":{\"a\":\"/etc/passwd\"}}",
                "{\"weight_map\":{\"a\":\"..\"}}",
                "{\"weight_map\":{\"a\":\"x\\u0000.safetensors\"}}",
                "{\"weight_map\":{\"a\":7}}",
                "{\"weight_map\":[]}",
                "{\"weight_map\":{\"a\":\"missing.safetensors\"}}",
                "{\"weight_map\":{\"a\":\"shard.safetensors\"}}",
                "{}"
            })
    void indexesAreChecked(String index) throws IOException {
        copy("golden/llama-gqa/model.safetensors", "shard.safetensors");
        Files.writeString(folder.resolve("model.safetensors.index.json"), index);

        assertMessage(
                "model.safetensors.index.json", () -> HfFolder.open(folder).weights());
    }

    @Test
    void chatTemplatesFromEveryPlace() throws IOException {
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"chat_template\":[{\"name\":\"default\",\"template\":\"D\"},{\"name\":\"tool_use\",\"template\":\"T\"}]}");
        assertEquals(
                "{default=D, tool_use=T}", HfFolder.open(folder).chatTemplates().toString());

        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\":\"S\"}");
        assertEquals("S", HfFolder.open(folder).chatTemplate());

        Files.writeString(folder.resolve("chat_template.json"), "{\"chat_template\":\"J\"}");
        assertEquals("J", HfFolder.open(folder).chatTemplate());

        Files.writeString(folder.resolve("chat_template.jinja"), "{{ x }}\n");
        Files.createDirectory(folder.resolve("additional_chat_templates"));
        Files.writeString(folder.resolve("additional_chat_templates/rag.jinja"), "R");
        assertEquals(
                "{default={{ x }}\n, rag=R}",
                HfFolder.open(folder).chatTemplates().toString());

        Files.write(folder.resolve("chat_template.jinja"), new byte[] {(byte) 0xff});
        assertMessage("UTF-8", () -> HfFolder.open(folder).chatTemplate());
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\":5}");
        assertMessage("chat_template must be", () -> HfFolder.open(folder).chatTemplate());
    }

    private void copy(String from, String to) throws IOException {
        Files.copy(Testdata.path(from), folder.resolve(to));
    }

    private static void assertMessage(String part, Runnable action) {
        FormatException e = assertThrows(FormatException.class, action::run);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
