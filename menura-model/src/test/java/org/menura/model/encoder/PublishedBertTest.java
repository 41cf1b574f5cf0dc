package org.menura.model.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.TextEncoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** Published BERT checkpoints hold more than a task needs, under names of long ago. */
class PublishedBertTest {
    private static final int[] IDS = {2, 7, 11, 5, 3};

    private static final class Table extends TensorTable {
        Table(SequencedMap<String, TensorEntry> entries) {
            super("published", entries);
        }
    }

    private static float[] logits(ModelSource source) {
        TextEncoder model = Models.open(ModelKind.TEXT_ENCODER, source, new CpuBackend(1));
        ForwardBatch step = ForwardBatch.whole(IDS);
        return model.outputs(model.encode(step), step.segments()).get("logits").toFloats();
    }

    private static SequencedMap<String, TensorEntry> published(Checkpoint c) {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        for (String name : c.names()) {
            String older =
                    name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
            out.put(older, new TensorEntry(c.dtype(name), c.shape(name), () -> c.tensor(name)));
        }
        return out;
    }

    @Test
    void olderNamesAndOtherHeadsAreNoObstacle() {
        ModelSource source = ModelSource.open(TestData.path("golden/bert-mlm"));
        SequencedMap<String, TensorEntry> tensors = published(source.weights());
        tensors.put("bert.pooler.dense.weight", TensorEntry.of(Tensor.zeros(32, 32)));
        tensors.put("bert.pooler.dense.bias", TensorEntry.of(Tensor.zeros(32)));
        tensors.put("cls.seq_relationship.weight", TensorEntry.of(Tensor.zeros(2, 32)));
        tensors.put("cls.seq_relationship.bias", TensorEntry.of(Tensor.zeros(2)));

        assertArrayEquals(logits(source), logits(source.withWeights(new Table(tensors))));
    }

    @Test
    void anythingElseBeyondTheModelIsRefusedByName() {
        ModelSource source = ModelSource.open(TestData.path("golden/bert-mlm"));
        SequencedMap<String, TensorEntry> tensors = published(source.weights());
        tensors.put("bert.encoder.layer.9.output.dense.weight", TensorEntry.of(Tensor.zeros(32, 32)));

        FormatException e = assertThrows(FormatException.class, () -> logits(source.withWeights(new Table(tensors))));
        assertTrue(e.getMessage().contains("bert.encoder.layer.9"), e.getMessage());
    }
}
