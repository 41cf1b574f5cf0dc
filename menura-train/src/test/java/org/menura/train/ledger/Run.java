package org.menura.train.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.menura.format.TensorEntry;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;

/** A run in miniature, whose weight is a random walk: with a checkpoint every three steps. */
final class Run {
    static final int EVERY = 3;

    private final Path folder;
    private final Disk disk;
    private final KeepPolicy keep;

    Run(Path folder, Disk disk) {
        this(folder, disk, 2);
    }

    Run(Path folder, Disk disk, int kept) {
        this.folder = folder;
        this.disk = disk;
        this.keep = new KeepPolicy(kept, 0);
    }

    static Ledger create(Path folder, Disk disk) throws IOException {
        Path input = Files.writeString(folder.resolveSibling("corpus.txt"), "some text");
        return Ledger.create(
                folder,
                "steps: 9\n",
                "{\"steps\":9}\n",
                new CodeInfo(Map.of("version", "1")),
                DataManifest.of(folder.getParent(), List.of(input)),
                disk);
    }

    /** Begins a run, or goes on with one that ended anyhow, up to a step. */
    void until(long steps) throws IOException {
        boolean isNew = !Files.exists(folder.resolve(LedgerFiles.MARKER));
        try (Ledger ledger = isNew ? create(folder, disk) : Ledger.open(folder, disk)) {
            float weight = 0;
            Rng rng = new Rng(7);
            long step = 0;
            SavedCheckpoint from = ledger.resume().orElse(null);
            ledger.prune(keep);
            if (from != null) {
                weight = from.tensors(CheckpointParts.MODEL).tensor("w").toFloats()[0];
                rng = from.state().randoms().get("walk").toRng();
                step = from.step();
            }
            while (step < steps) {
                step++;
                weight += (float) rng.nextGaussian();
                ledger.append(new StepRecord(step, weight, 1.0 / step, 0.5, step * 4, Map.of("accuracy", 0.25)));
                if (step % EVERY == 0) {
                    ledger.append(new EvaluationRecord(step, "held-out", Map.of("loss", (double) weight)));
                    ledger.checkpoint(parts(step, weight, rng));
                    ledger.prune(keep);
                }
            }
        }
    }

    static CheckpointParts parts(long step, float weight, Rng rng) {
        RunState state = new RunState(
                step,
                step * 4,
                JsonNodeFactory.instance.objectNode().put("at", step),
                Map.of("walk", RngState.of(rng)));
        return CheckpointParts.of(
                state,
                Map.of("w", TensorEntry.of(Tensor.of(new float[] {weight}, 1))),
                Map.of("m", TensorEntry.of(Tensor.of(new float[] {weight / 2}, 1))));
    }
}
