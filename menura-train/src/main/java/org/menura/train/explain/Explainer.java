package org.menura.train.explain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;

/**
 * Explains what a decoder writes by the tokens that it read: integrated gradients (Sundararajan et al. 2017, arXiv 1703.01365) and attention
 * rollout (Abnar &amp; Zuidema 2020, arXiv 2005.00928). Serves one thread at a time.
 */
public final class Explainer {
    private static final int MOST_TOKENS = 4096;

    private final LoadedModel.Decoder decoder;
    private final GradBackend ops;
    private final Capture capture = new Capture();

    /** What is seen of a pass. */
    static final class Capture implements ObservedBackend.Listener {
        @Nullable
        Tensor table;

        @Nullable
        List<double[][][]> weights;

        @Nullable
        List<double[]> outputErrors;

        @Override
        public void looked(Tensor from, int[] ids, Tensor rows) {
            if (table == null) {
                table = from;
            }
        }

        @Override
        public void attended(ObservedBackend.AttentionCall call) {
            if (weights != null) {
                double[][][] of = AttentionWeights.of(call);
                weights.add(of);
                if (outputErrors != null) {
                    outputErrors.add(new double[] {error(call, of)});
                }
            }
        }

        /** The greatest difference between what attention gave and what the weights say that it gives. */
        private static double error(ObservedBackend.AttentionCall call, double[][][] weights) {
            float[] v = call.v().toFloats();
            float[] y = call.y().toFloats();
            int heads = weights.length;
            int keyHeads = call.v().dim(1);
            int width = call.v().dim(2);
            double most = 0;
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < weights[h].length; i++) {
                    for (int d = 0; d < width; d++) {
                        double sum = 0;
                        for (int j = 0; j < weights[h][i].length; j++) {
                            sum += weights[h][i][j] * v[(j * keyHeads + h / (heads / keyHeads)) * width + d];
                        }
                        most = Math.max(most, Math.abs(sum - y[(i * heads + h) * width + d]));
                    }
                }
            }
            return most;
        }
    }

    private Explainer(LoadedModel.Decoder decoder, GradBackend ops) {
        this.decoder = decoder;
        this.ops = ops;
    }

    /**
     * Opens a decoder, with gradients.
     *
     * @param adapter folder of a PEFT adapter; null for none
     * @throws FormatException if it is no decoder of text, or comes without a tokenizer
     */
    public static Explainer open(Path model, @Nullable Path adapter, CpuBackend cpu) {
        Capture[] seen = new Capture[1];
        Backend observed = ObservedBackend.of(cpu, new ObservedBackend.Listener() {
            @Override
            public void looked(Tensor table, int[] ids, Tensor rows) {
                if (seen[0] != null) {
                    seen[0].looked(table, ids, rows);
                }
            }

            @Override
            public void attended(ObservedBackend.AttentionCall call) {
                if (seen[0] != null) {
                    seen[0].attended(call);
                }
            }
        });
        GradBackend ops = new GradBackend(observed, new CpuGradients(cpu), false);
        if (!(LoadedModel.open(model, Optional.ofNullable(adapter), ops) instanceof LoadedModel.Decoder decoder)) {
            throw new FormatException(model + " is no decoder, and those are explained");
        }
        if (!decoder.text().hasTokenizer()) {
            throw new FormatException(model + " comes without a tokenizer");
        }
        Explainer explainer = new Explainer(decoder, ops);
        seen[0] = explainer.capture;
        return explainer;
    }

    /** Returns the tokenizer. */
    public Tokenizer tokenizer() {
        return decoder.text().tokenizer();
    }

    CausalModel model() {
        return decoder.model();
    }

    GradBackend ops() {
        return ops;
    }

    /** Returns the ids of a text that is read, as the model is given it. */
    public int[] read(String text) {
        int[] ids = tokenizer().encode(text, true, false);
        if (ids.length == 0 || ids.length > MOST_TOKENS) {
            throw new FormatException(
                    "the text has %d tokens; from 1 to %d can be explained".formatted(ids.length, MOST_TOKENS));
        }
        return ids;
    }

    /** Returns the most likely tokens after others, fewer where the model ends. */
    public int[] greedy(int[] ids, int count) {
        int[] all = ids;
        for (int i = 0; i < count; i++) {
            int best = 0;
            try (Backend.Scope _ = ops.scope()) {
                float[] logits = model().forward(ForwardBatch.whole(all).withOutputs(all.length - 1))
                        .toFloats();
                for (int v = 1; v < logits.length; v++) {
                    best = logits[v] > logits[best] ? v : best;
                }
            }
            if (tokenizer().eos().isPresent() && tokenizer().eos().getAsInt() == best) {
                break;
            }
            all = Arrays.copyOf(all, all.length + 1);
            all[all.length - 1] = best;
        }
        return Arrays.copyOfRange(all, ids.length, all.length);
    }

    /** Returns the row of a table of embeddings that attributions are measured from. */
    float[] baseline(Baseline kind) {
        Tensor table = table();
        int width = table.dim(1);
        float[] row = new float[width];
        if (kind == Baseline.ZERO) {
            return row;
        }
        double[] sum = new double[width];
        int rows = table.dim(0);
        int chunk = 1024;
        for (int from = 0; from < rows; from += chunk) {
            int[] ids = new int[Math.min(chunk, rows - from)];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = from + i;
            }
            try (Backend.Scope _ = ops.scope()) {
                float[] values = ops.embedding(table, ids).toFloats();
                for (int i = 0; i < values.length; i++) {
                    sum[i % width] += values[i];
                }
            }
        }
        for (int d = 0; d < width; d++) {
            row[d] = (float) (sum[d] / rows);
        }
        return row;
    }

    /** What attributions are measured from: a text that says nothing. */
    public enum Baseline {
        /** The mean of all tokens' embeddings. */
        MEAN,
        /** Embeddings of zeros. */
        ZERO
    }

    /** Returns the embeddings of tokens, as the model's table has them, [tokens, width]. */
    float[] embeddings(int[] ids) {
        try (Backend.Scope _ = ops.scope()) {
            return ops.embedding(table(), ids).toFloats();
        }
    }

    /** The table that token ids are looked up in, found by watching a pass. */
    Tensor table() {
        Tensor known = capture.table;
        if (known != null) {
            return known;
        }
        try (Backend.Scope _ = ops.scope()) {
            model().forward(ForwardBatch.whole(new int[] {0}).withOutputs(0));
        }
        Tensor table = capture.table;
        if (table == null) {
            throw new FormatException(
                    "the model looks its tokens up in no table, so nothing can be attributed to them");
        }
        return table;
    }

    /**
     * Rolls attention out: how much of each token reaches the last position, with each layer's residual path counted as much as its
     * attention, heads taken together by their mean.
     *
     * @return a share for each token; they sum to 1
     * @throws FormatException if the model has no attention
     */
    public double[] rollout(int[] ids) {
        List<double[][][]> layers = attention(ids, null);
        int n = ids.length;
        double[] reach = new double[n];
        reach[n - 1] = 1;
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            double[] next = new double[n];
            double[][][] heads = layers.get(layer);
            for (int i = 0; i < n; i++) {
                next[i] += 0.5 * reach[i];
                for (double[][] head : heads) {
                    for (int j = 0; j < n; j++) {
                        next[j] += 0.5 * reach[i] * head[i][j] / heads.length;
                    }
                }
            }
            reach = next;
        }
        return reach;
    }

    /**
     * Returns the weights of all layers, [heads][rows][keys] each.
     *
     * @param errors gets for each layer how far its output is from what the weights say; null to leave that out
     */
    List<double[][][]> attention(int[] ids, @Nullable List<double[]> errors) {
        List<double[][][]> weights = new ArrayList<>();
        capture.weights = weights;
        capture.outputErrors = errors;
        try (Backend.Scope _ = ops.scope()) {
            model().forward(ForwardBatch.whole(ids).withOutputs(ids.length - 1));
        } finally {
            capture.weights = null;
            capture.outputErrors = null;
        }
        weights.removeIf(w -> w[0].length != ids.length || w[0][0].length != ids.length);
        if (weights.isEmpty()) {
            throw new FormatException("the model has no attention over its tokens, so there is none to roll out");
        }
        return weights;
    }
}
