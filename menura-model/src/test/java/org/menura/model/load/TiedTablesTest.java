package org.menura.model.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.tensor.cpu.CpuBackend;

/** Files that hold the head of a model whose embeddings are tied to it, and not the embeddings: transformers 5.24 opens them. */
class TiedTablesTest {
    private static final CpuBackend OPS = new CpuBackend(1);

    @TempDir
    private Path folder;

    private Path saved(ModelSource model, ObjectNode config, String table, String head) throws IOException {
        Checkpoint weights = model.weights();
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (String name : weights.names()) {
            tensors.put(
                    name.equals(table) ? head : name,
                    new TensorEntry(weights.dtype(name), weights.shape(name), () -> weights.tensor(name)));
        }
        Files.writeString(folder.resolve("config.json"), config.toString());
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, SafetensorsWriter.PYTORCH);
        return folder;
    }

    private static float[] logits(ModelSource model) {
        return Models.open(ModelKind.DECODER, model, OPS)
                .forward(ForwardBatch.whole(new int[] {3, 1, 4}))
                .toFloats();
    }

    @ParameterizedTest
    @CsvSource({
        "llama-tied, model.embed_tokens, lm_head",
        "gemma, model.embed_tokens, lm_head",
        "gpt2, transformer.wte, lm_head",
        "gpt-bigcode, transformer.wte, lm_head",
        "bloom, transformer.word_embeddings, lm_head",
        "opt, model.decoder.embed_tokens, lm_head",
        "mamba, backbone.embeddings, lm_head"
    })
    void theHeadIsTheTable(String name, String table, String head) throws IOException {
        ModelSource model = ModelSource.open(TestData.path("golden/" + name));
        assertTrue(model.weights().has(table + ".weight"));
        Path saved = saved(model, model.config().deepCopy(), table + ".weight", head + ".weight");
        assertArrayEquals(logits(model), logits(ModelSource.open(saved)));
    }

    @Test
    void aTableThatIsNotTiedIsMissing() throws IOException {
        ModelSource model = ModelSource.open(TestData.path("golden/llama-tied"));
        ObjectNode untied = model.config().deepCopy();
        untied.put("tie_word_embeddings", false);
        ModelSource saved = ModelSource.open(saved(model, untied, "model.embed_tokens.weight", "lm_head.weight"));
        FormatException e = assertThrows(FormatException.class, () -> logits(saved));
        assertTrue(String.valueOf(e.getMessage()).contains("no tensor model.embed_tokens.weight"), e.getMessage());
    }

    @Test
    void anEncodersHeadIsItsTable() throws IOException {
        ModelSource model = ModelSource.open(TestData.path("golden/bert-mlm"));
        String table = "bert.embeddings.word_embeddings.weight";
        Path saved = saved(model, model.config().deepCopy(), table, "cls.predictions.decoder.weight");
        ModelSource opened = ModelSource.open(saved);
        Models.open(ModelKind.TEXT_ENCODER, opened, OPS);
        assertArrayEquals(
                model.weights().tensor(table).toFloats(),
                opened.weights().tensor(table).toFloats());
    }
}
