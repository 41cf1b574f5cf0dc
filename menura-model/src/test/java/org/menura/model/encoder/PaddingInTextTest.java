package org.menura.model.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.TextEncoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** Tokens that pad, within a text, have the position of padding and do not count: logits of transformers 5.24. */
class PaddingInTextTest {
    private static Tensor logits(String name) {
        ModelSource source = ModelSource.open(TestData.path("golden/" + name));
        TextEncoder model = Models.open(ModelKind.TEXT_ENCODER, source, new CpuBackend(1));
        int[] ids = {0, 7, 1, 11, 1, 1, 5, 2};
        int[] positions = IntStream.range(0, ids.length).map(model::position).toArray();
        ForwardBatch step = ForwardBatch.whole(ids).withPositions(positions);
        return model.outputs(model.encode(step), step.segments()).get("logits");
    }

    @Test
    void roberta() {
        float[] expected = {-0.9429133534431458f, 2.701601028442383f};
        assertArrayEquals(expected, logits("roberta-seqcls").toFloats(), 1e-5f);
    }

    @Test
    void mpnet() {
        float[] expected = {1.1388349533081055f, -0.8197175860404968f, -0.36508557200431824f};
        assertArrayEquals(expected, logits("mpnet-seqcls").toFloats(), 1e-5f);
    }
}
