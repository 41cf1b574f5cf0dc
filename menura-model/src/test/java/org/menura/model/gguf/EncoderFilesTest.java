package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.TextEncoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** Encoders in files of llama.cpp's converter give what transformers gives. */
class EncoderFilesTest {
    private static Map<String, Tensor> outputs(String name, int... ids) {
        TextEncoder model = (TextEncoder)
                Models.open(ModelKind.ANY, ModelSource.open(TestData.path("gguf-encoders/" + name)), new CpuBackend(1));
        ForwardBatch step = model.placed(ForwardBatch.whole(ids));
        return model.outputs(model.encode(step), step);
    }

    @Test
    void rerankersClassify() {
        assertEquals(
                0.5418057f,
                outputs("reranker.gguf", 2, 17, 50, 120, 8, 399, 3)
                        .get("logits")
                        .toFloats()[0],
                1e-5f);
        assertEquals(
                -0.0284761f, outputs("reranker.gguf", 2, 9, 3).get("logits").toFloats()[0], 1e-5f);
    }

    @Test
    void distilBertHasNoTypesOfTokens() {
        Tensor rows = outputs("distilbert.gguf", 2, 9, 3).get("last_hidden_state");
        assertEquals(3, rows.dim(0));
        assertEquals(-0.7489310f, rows.toFloats()[0], 1e-5f);
    }
}
