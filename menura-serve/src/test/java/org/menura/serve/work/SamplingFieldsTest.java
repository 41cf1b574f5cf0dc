package org.menura.serve.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.Penalties;
import org.menura.generate.sample.SamplingParams;
import org.menura.model.load.ModelSource;
import org.menura.serve.http.Fields;

class SamplingFieldsTest {
    @TempDir
    private Path folder;

    private static final Path STORIES = Path.of("../models/stories260K");

    private static SamplingParams read(Path model, String request) {
        return SamplingFields.read(
                Fields.of(Json.parse(request, "request"), ""), new ModelTokenizer(ModelSource.open(model)));
    }

    private static Penalties penalties(String request) {
        return read(STORIES, request).penalties();
    }

    @Test
    void whatIsNotSaidIsAsTheModelSays() throws IOException {
        for (String file : new String[] {"config.json", "model.safetensors", "tokenizer.json"}) {
            Files.copy(STORIES.resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("generation_config.json"), "{\"temperature\": 0.6, \"top_k\": 20}");
        SamplingParams params = read(folder, "{\"top_k\": 7}");
        assertEquals(0.6f, params.temperature().value());
        assertEquals(7, params.topK().k());
        assertEquals(0.95f, params.topP().p());
    }

    @Test
    void transformersPenaltyIsForAllTokensBefore() {
        assertEquals(-1, penalties("{\"repetition_penalty\": 1.3}").lastTokens());
        assertEquals(1.3f, penalties("{\"repetition_penalty\": 1.3}").repeat());
        assertEquals(
                7,
                penalties("{\"repeat_last_n\": 7, \"repetition_penalty\": 1.3}").lastTokens());
        assertEquals(64, penalties("{\"repeat_penalty\": 1.3}").lastTokens());
    }
}
