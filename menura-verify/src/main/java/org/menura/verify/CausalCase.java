package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.tensor.Tensor;
import org.menura.train.objective.LoadBalancing;

/** Recorded outputs of a decoder: {@code kind: causal}. */
final class CausalCase {
    private static final Pattern LAYER = Pattern.compile("(?:layers|h|blocks)\\.(\\d+)");

    private final CausalModel model;
    private final Config config;
    private final Checkpoint golden;
    private final List<Check> checks = new ArrayList<>();

    private CausalCase(CausalModel model, Config config, Checkpoint golden) {
        this.model = model;
        this.config = config;
        this.golden = golden;
    }

    static List<Check> run(CausalModel model, RecordedCase recorded) {
        Checkpoint golden = recorded.tensors();
        CausalCase c = new CausalCase(model, Verifier.source(recorded).fields(), golden);
        c.wholeSequences(recorded.settings().texts("hidden_states"));
        c.stepByStep();
        if (golden.has("greedy_ids")) {
            c.greedy();
        }
        if (golden.has("padded.logits")) {
            c.padded();
        }
        return c.checks;
    }

    private void wholeSequences(List<String> modules) {
        int[][] sequences = Batch.rows(golden.tensor("input_ids"));
        Map<String, Tensor> seen = new HashMap<>();
        ForwardBatch batch =
                ForwardBatch.whole(sequences).withObserver(seen::put).withRouters();
        Tensor logits = model.forward(batch);
        checks.add(Check.values("logits", logits, golden.tensor("logits")));
        for (int i = 0; golden.has("hidden_states." + i); i++) {
            String name = observed(i < modules.size() ? modules.get(i) : "");
            compare("hidden_states." + i, seen.get(name), name);
        }
        for (int i = 0; golden.has("router_logits." + i); i++) {
            compare("router_logits." + i, seen.get("router." + i), "router." + i);
        }
        if (golden.has("loss")) {
            float loss = (float) (loss(logits, sequences) + ofRouters(config, batch));
            checks.add(Check.values(
                    "loss", new float[] {loss}, golden.tensor("loss").toFloats(), 1e-5, 1));
        }
    }

    private void compare(String output, @Nullable Tensor actual, String name) {
        checks.add(
                actual == null
                        ? Check.failed(output, "the model shows no " + name)
                        : Check.values(output, actual, golden.tensor(output)));
    }

    /** Maps the module that a golden file names to what the model shows its observer. */
    private static String observed(String module) {
        Matcher m = LAYER.matcher(module);
        if (m.find()) {
            return "layer." + m.group(1);
        }
        return module.matches(".*(\\.norm|norm_f|ln_f|ln_out|final_layer_?norm|project_out)$") ? "norm" : "embeddings";
    }

    /**
     * What the reference adds to the loss of a mixture of experts whose config says {@code output_router_logits}: the even
     * use of experts, weighted.
     */
    private static double ofRouters(Config config, ForwardBatch batch) {
        RouterLoss options = RouterLoss.of(config);
        return options.weight() == 0
                ? 0
                : options.weight()
                        * LoadBalancing.of(batch.routers(), options.chosen(), null, 1)
                                .loss();
    }

    /** Mean cross-entropy of each position's logits against the next id. */
    private float loss(Tensor logits, int[][] sequences) {
        int[] targets = Arrays.stream(sequences).flatMapToInt(Losses::following).toArray();
        return (float) Losses.mean(model.ops(), logits, targets);
    }

    /** The same sequences in pieces of one, three and the remaining tokens, with states. */
    private void stepByStep() {
        int[][] sequences = Batch.rows(golden.tensor("input_ids"));
        Tensor expected = golden.tensor("logits");
        int vocabulary = expected.dim(-1);
        float[] actual = new float[(int) expected.elements()];
        List<SequenceState> states = new ArrayList<>();
        Arrays.stream(sequences).forEach(_ -> states.add(model.newState()));
        int length = sequences[0].length;
        if (!model.continues(1, length)) {
            return;
        }
        int from = 0;
        for (int size = 1; from < length; size = size == 1 && from == 1 ? 3 : 1) {
            int start = from;
            int end = Math.min(length, from + size);
            List<int[]> next = Arrays.stream(sequences)
                    .map(s -> Arrays.copyOfRange(s, start, end))
                    .toList();
            float[] logits = model.forward(ForwardBatch.next(next, states)).toFloats();
            int width = (end - start) * vocabulary;
            for (int s = 0; s < sequences.length; s++) {
                System.arraycopy(logits, s * width, actual, (s * length + start) * vocabulary, width);
            }
            from = end;
        }
        checks.add(Check.values("logits (step by step)", actual, expected.toFloats(), Check.LOGITS, 1));
    }

    private void greedy() {
        int[] prompt = Batch.rows(golden.tensor("prompt_ids"))[0];
        long[] expected = golden.tensor("greedy_ids").toLongs();
        Session session = new Session(model);
        checks.add(Greedy.check(session, () -> session.feed(prompt), expected));
    }

    private void padded() {
        Batch batch = Batch.of(golden, "padded.input_ids", "padded.attention_mask");
        Tensor expected = golden.tensor("padded.logits"); // [batch, length, vocabulary]
        Tensor logits = model.forward(ForwardBatch.whole(batch.ids()));
        checks.add(
                Check.values("padded.logits", logits.toFloats(), batch.at(expected, expected.dim(2)), Check.LOGITS, 1));
    }
}
