package org.menura.verify.training;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.hf.LoraPair;
import org.menura.format.hf.PeftAdapter;
import org.menura.format.hf.TensorChange;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/**
 * A tensor of the model that an adapter changes before the model reads it, so that the adapter's gradients follow from the
 * tensor's own: rows of embeddings, biases, and low-rank updates of embeddings.
 */
sealed interface ChangedTensor {
    /** Returns the name of the model's tensor. */
    String tensor();

    /** Returns what is taught, with gradients, from the gradient of the tensor. */
    List<Parameter> from(Tensor gradient);

    /** Finds the changes of an adapter. */
    static List<ChangedTensor> of(PeftAdapter adapter) {
        List<ChangedTensor> out = new ArrayList<>();
        adapter.changes().forEach((name, change) -> out.add(new Part(name, change)));
        adapter.pairs().forEach((path, pair) -> {
            if (pair.isEmbedding()) {
                out.add(new Embedding(path, pair));
            }
        });
        return out;
    }

    /** Returns what is taught, where the model's parameters have their gradients. */
    default List<Parameter> parameters(List<Parameter> ofModel) {
        return ofModel.stream()
                .filter(p -> p.name().equals(tensor()))
                .flatMap(p -> from(p.gradient()).stream())
                .toList();
    }

    /** Rows or a bias. */
    record Part(String tensor, TensorChange change) implements ChangedTensor {
        @Override
        public List<Parameter> from(Tensor gradient) {
            float[] whole = gradient.toFloats();
            Tensor values = change.values().tensor().get();
            String module = tensor.substring(0, tensor.lastIndexOf('.'));
            return switch (change) {
                case TensorChange.Rows rows -> {
                    int[] ids = rows.rows();
                    int width = gradient.dim(1);
                    float[] own = new float[ids.length * width];
                    for (int i = 0; i < ids.length; i++) {
                        System.arraycopy(whole, ids[i] * width, own, i * width, width);
                    }
                    yield List.of(new Parameter(
                            module + ".token_adapter.trainable_tokens_delta",
                            values,
                            Tensor.of(own, ids.length, width)));
                }
                case TensorChange.Bias bias -> {
                    for (int i = 0; i < whole.length; i++) {
                        whole[i] *= bias.scale();
                    }
                    yield List.of(new Parameter(module + ".lora_B.bias", values, Tensor.of(whole, whole.length)));
                }
            };
        }
    }

    /** The two halves of an embedding's update, a [rank, rows] and b [width, rank]. */
    record Embedding(String path, LoraPair pair) implements ChangedTensor {
        @Override
        public String tensor() {
            return path + ".weight";
        }

        @Override
        public List<Parameter> from(Tensor gradient) {
            int rows = gradient.dim(0);
            int width = gradient.dim(1);
            Tensor a = pair.a().tensor().get();
            Tensor b = pair.b().tensor().get();
            int rank = a.dim(0);
            float[] whole = gradient.toFloats();
            float[] ofA = new float[rank * rows];
            float[] ofB = new float[width * rank];
            float[] av = a.toFloats();
            float[] bv = b.toFloats();
            for (int k = 0; k < rank; k++) {
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < width; c++) {
                        float slope = pair.scale() * whole[r * width + c];
                        ofA[k * rows + r] += slope * bv[c * rank + k];
                        ofB[c * rank + k] += slope * av[k * rows + r];
                    }
                }
            }
            return List.of(
                    new Parameter(path + ".lora_embedding_A", a, Tensor.of(ofA, rank, rows)),
                    new Parameter(path + ".lora_embedding_B", b, Tensor.of(ofB, width, rank)));
        }
    }
}
