package org.menura.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.menura.format.Checkpoint;
import org.menura.format.hf.PeftAdapter;
import org.menura.generate.load.LoadedModel;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.adapter.AdaptedWeights;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Recorded outputs of a decoder in {@code base} with the adapter in {@code adapter}: {@code kind: lora}. */
final class LoraCase {
    private static final String MERGED = "merged.";

    private LoraCase() {}

    static List<Check> run(Path folder, Checkpoint golden, Backend ops) {
        ModelSource base = ModelSource.open(folder.resolve("base"));
        int[][] ids = Batch.rows(golden.tensor("input_ids"));
        List<Check> checks = new ArrayList<>();
        checks.add(logits("logits.base", decoder(LoadedModel.open(base, Optional.empty(), ops)), ids, golden));

        CausalModel adapted = decoder(LoadedModel.open(base, Optional.of(folder.resolve("adapter")), ops));
        Tensor logits = adapted.forward(ForwardBatch.whole(ids));
        checks.add(Check.values("logits.adapter", logits, golden.tensor("logits.adapter")));
        int[] targets = Arrays.stream(ids).flatMapToInt(Losses::following).toArray();
        checks.add(Check.values(
                "loss",
                new float[] {(float) Losses.mean(ops, logits, targets)},
                golden.tensor("loss").toFloats(),
                1e-5,
                1));

        AdaptedWeights merged =
                new PeftAdapters(PeftAdapter.open(folder.resolve("adapter"))).merged(base.config(), base.weights());
        checks.add(logits(
                "logits.merged", decoder(LoadedModel.open(base.with(merged), Optional.empty(), ops)), ids, golden));
        for (String name : golden.names()) {
            if (name.startsWith(MERGED)) {
                checks.add(Check.values(
                        name, merged.weights().tensor(name.substring(MERGED.length())), golden.tensor(name)));
            }
        }
        return checks;
    }

    private static CausalModel decoder(LoadedModel loaded) {
        return ((LoadedModel.Decoder) loaded).model();
    }

    private static Check logits(String name, CausalModel model, int[][] ids, Checkpoint golden) {
        return Check.values(name, model.forward(ForwardBatch.whole(ids)), golden.tensor(name));
    }
}
