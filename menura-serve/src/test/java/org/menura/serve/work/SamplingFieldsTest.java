package org.menura.serve.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.sample.Penalties;
import org.menura.serve.http.Fields;

class SamplingFieldsTest {
    private static Penalties penalties(String request) {
        return SamplingFields.read(Fields.of(Json.parse(request, "request"), ""), Tokenizers.bytes())
                .penalties();
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
