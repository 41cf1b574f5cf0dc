package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.model.gguf.GgufTests.Model;

class GgufRopeTest {
    @TempDir
    private Path folder;

    @Test
    void kindsOfScalingComeBackAsTheyWere() throws JsonProcessingException {
        String[] kinds = {
            "{'factor': 4.0, 'rope_type': 'linear'}",
            "{'factor': 4.0, 'original_max_position_embeddings': 16, 'rope_type': 'yarn'}",
            "{'attention_factor': 1.3, 'beta_fast': 24.0, 'beta_slow': 2.0, 'factor': 4.0,"
                    + " 'original_max_position_embeddings': 16, 'rope_type': 'yarn'}",
            "{'factor': 8.0, 'high_freq_factor': 4.0, 'low_freq_factor': 1.0,"
                    + " 'original_max_position_embeddings': 64, 'rope_type': 'llama3'}",
            "{'factor': 32.0, 'high_freq_factor': 4.0, 'low_freq_factor': 1.0,"
                    + " 'original_max_position_embeddings': 128, 'rope_type': 'llama3'}"
        };
        for (String kind : kinds) {
            JsonNode scaling = GgufTests.JSON.readTree(kind.replace('\'', '"'));
            JsonNode back = written(scaling).config().get("rope_scaling");
            assertEquals(scaling.size(), back.size(), kind);
            scaling.fieldNames().forEachRemaining(field -> {
                JsonNode expected = scaling.get(field);
                if (expected.isNumber()) {
                    assertEquals(expected.doubleValue(), back.path(field).doubleValue(), 1e-6, kind);
                } else {
                    assertEquals(expected, back.path(field), kind);
                }
            });
        }
    }

    @Test
    void newerFieldNamesAreRead() {
        Model newer = GgufTests.golden("llama-rope-llama3").with(c -> {
            ObjectNode scaling = c.remove("rope_scaling").deepCopy();
            c.set("rope_parameters", scaling.put("rope_theta", 10000.0));
            c.remove("rope_theta");
        });
        GgufFile file = newer.write(folder.resolve("newer.gguf"), FileType.F32);
        assertTrue(file.has("rope_freqs.weight"));
        assertEquals(
                0,
                GgufTests.difference(newer.output(), GgufTests.huggingFace(file).output()),
                1e-6);
    }

    /** transformers knows no kind of scaling for divisors that were not computed; longrope says the same. */
    @Test
    void otherDivisorsComeBackAsLongrope() throws JsonProcessingException {
        JsonNode scaling = GgufTests.JSON.readTree("{\"attention_factor\": 1.0, \"factor\": 1.0,"
                + " \"long_factor\": [1.0, 1.5, 1.0, 2.5], \"rope_type\": \"longrope\","
                + " \"short_factor\": [1.0, 1.5, 1.0, 2.5]}");
        assertEquals(scaling, written(scaling).config().get("rope_scaling"));
    }

    @Test
    void longropeChoosesByLength() throws JsonProcessingException {
        Model model = GgufTests.golden("phi3-longrope");
        GgufFile file = model.write(folder.resolve("long.gguf"), FileType.F32);
        assertTrue(file.has("rope_factors_long.weight") && file.has("rope_factors_short.weight"));
        JsonNode back = GgufTests.huggingFace(file).config();
        assertEquals(model.config().get("rope_scaling"), back.get("rope_scaling"));
        assertEquals(12, back.get("original_max_position_embeddings").intValue());
    }

    @Test
    void architecturesWithoutDivisorsRefuseThem() throws JsonProcessingException {
        JsonNode llama3 = GgufTests.golden("llama-rope-llama3").config().get("rope_scaling");
        Model model = GgufTests.golden("qwen2").with(c -> c.set("rope_scaling", llama3));
        FormatException e =
                assertThrows(FormatException.class, () -> model.write(folder.resolve("x.gguf"), FileType.F32));
        assertTrue(e.getMessage().contains("llama3"), e.getMessage());
    }

    @Test
    void noScalingComesBackAsNone() {
        GgufFile file = GgufTests.golden("llama-gqa").write(folder.resolve("plain.gguf"), FileType.F32);
        assertFalse(GgufTests.huggingFace(file).config().hasNonNull("rope_scaling"));
        assertEquals(
                10000.0, GgufTests.huggingFace(file).config().get("rope_theta").doubleValue());
    }

    private Model written(JsonNode scaling) {
        Model model = GgufTests.golden("llama-gqa").with(c -> c.set("rope_scaling", scaling));
        GgufFile file = model.write(folder.resolve("scaled.gguf"), FileType.F32);
        assertEquals(
                0, GgufTests.difference(model.output(), GgufTests.running(file).output()), 1e-5);
        return GgufTests.huggingFace(file);
    }
}
