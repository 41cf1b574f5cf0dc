package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

class InfoCommandTest {
    @Test
    void sizesOfTheDefaultModel() {
        JsonNode info =
                Json.parse(Cli.run("info", Cli.stories(), "--json", "--tensors").out(), "output");
        assertEquals("llama", info.get("model_type").asText());
        assertEquals(260_032, info.get("parameters").asLong());
        assertEquals(4 * 260_032, info.get("bytes").asLong());
        assertEquals(512, info.get("context_length").asInt());
        // Keys and values, 5 layers, 4 heads of 8, 512 tokens, 4 bytes.
        assertEquals(2 * 5 * 4 * 8 * 512 * 4, info.get("state_bytes").asLong());
        assertEquals(47, info.get("tensors").size());
    }

    @Test
    void typesAndMetadataOfAGguf() {
        Cli.Result result = Cli.run("info", Cli.data("gguf/Q4_K.gguf"), "--tensors");
        assertTrue(result.out().contains("Q4_K: "), result.out());
        assertTrue(result.out().contains("general.architecture"), result.out());
        assertTrue(result.out().contains("model.layers.0.self_attn.q_proj.weight"), result.out());
    }

    @Test
    void aGgufFileIsKnownByWhatItHolds(@TempDir Path folder) throws IOException {
        Path blob = folder.resolve("sha256-970aa74c0a90ef7482477cf803618e776e173c007bf957f635f1015bfcfef0e6");
        Files.copy(Cli.data("gguf/Q4_K.gguf"), blob);
        Cli.Result info = Cli.run("info", blob);
        assertTrue(info.out().contains("Q4_K: "), info.err());
        Path text = Files.writeString(folder.resolve("notes.txt"), "GGU");
        assertTrue(Cli.run("info", text).err().contains("nor a file of weights (.gguf"));
    }

    @Test
    void allKindsOfModels() {
        assertTrue(Cli.run("info", Cli.data("golden/bert-mlm")).out().contains("encoder"));
        assertTrue(Cli.run("info", Cli.data("golden/t5-relu")).out().contains("encoder-decoder"));
        assertTrue(Cli.run("info", Cli.data("golden/mamba")).out().contains("no bound"));
    }

    @Test
    void aFolderWithoutModelIsOneSentence() {
        Cli.Result result = Cli.run("info", Cli.data("golden"));
        assertEquals(1, result.code());
        assertEquals(1, result.err().lines().count(), result.err());
    }
}
