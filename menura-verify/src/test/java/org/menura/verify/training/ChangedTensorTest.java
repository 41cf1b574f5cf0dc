package org.menura.verify.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.format.TensorEntry;
import org.menura.format.hf.LoraPair;
import org.menura.format.hf.TensorChange;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

class ChangedTensorTest {
    private static final Tensor GRADIENT = Tensor.of(new float[] {1, 10, 100, 1000}, 2, 2);

    private static TensorEntry entry(long[] shape, float... values) {
        return TensorEntry.of(Tensor.of(values, shape));
    }

    @Test
    void halvesOfAnEmbeddingsUpdate() {
        LoraPair pair =
                new LoraPair(entry(new long[] {1, 2}, 2, 3), entry(new long[] {2, 1}, 5, 7), 0.5f, true, false, null);
        List<Parameter> taught = new ChangedTensor.Embedding("model.embed_tokens", pair).from(GRADIENT);

        assertEquals("model.embed_tokens.lora_embedding_A", taught.get(0).name());
        assertArrayEquals(new float[] {37.5f, 3750}, taught.get(0).gradient().toFloats());
        assertEquals("model.embed_tokens.lora_embedding_B", taught.get(1).name());
        assertArrayEquals(new float[] {151, 1510}, taught.get(1).gradient().toFloats());
    }

    @Test
    void rowsOfTokensAndBiases() {
        TensorChange rows = new TensorChange.Rows(new int[] {1}, entry(new long[] {1, 2}, 0, 0));
        Parameter token =
                new ChangedTensor.Part("embed.weight", rows).from(GRADIENT).getFirst();
        assertEquals("embed.token_adapter.trainable_tokens_delta", token.name());
        assertArrayEquals(new float[] {100, 1000}, token.gradient().toFloats());

        TensorChange bias = new TensorChange.Bias(entry(new long[] {2}, 0, 0), 2);
        Parameter own = new ChangedTensor.Part("q.bias", bias)
                .from(Tensor.of(new float[] {3, 4}, 2))
                .getFirst();
        assertEquals("q.lora_B.bias", own.name());
        assertArrayEquals(new float[] {6, 8}, own.gradient().toFloats());
    }
}
